"""The forms that ask for cover: two taps from one's own page, and the whole question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from hours.wall import end_instant, start_instant
from hours.zone_names import place_of
from oncall.models import SwapAudience
from routing.actions.swap_ask import Question
from web.cover_form import Stretch
from web.local_times import LocalTime
from web.swap_times import Theirs, Times

NOTE = gettext_lazy("A word to them")
CHANGED = gettext_lazy("This changed meanwhile. Choose again.")


def whom_choices(people: Sequence[Membership]) -> list[tuple[str, str]]:
    return [
        (SwapAudience.EVERYONE.value, _("Everyone who can")),
        (SwapAudience.CREW.value, _("Everyone in the schedule")),
        *((str(member.pk), str(member)) for member in people),
    ]


class _Asking(forms.Form):
    """Whom, and a word to them."""

    people = forms.ChoiceField(
        label=gettext_lazy("Ask whom?"), widget=forms.RadioSelect(attrs={"layout": "choices-in-row"}),
        initial=SwapAudience.EVERYONE.value, error_messages={"invalid_choice": CHANGED},
    )  # fmt: skip
    note = forms.CharField(label=NOTE, max_length=200, required=False)

    def _offer(self, members: Sequence[Membership]) -> None:
        self.members = {str(member.pk): member for member in members}
        self._choose("people", whom_choices(members))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def whom(self) -> dict[str, Any]:
        """`audience` and `people` of a question."""
        chosen = self.cleaned_data["people"]
        if chosen in self.members:
            return {"audience": SwapAudience.PERSON.value, "people": [self.members[chosen]]}
        return {"audience": chosen}


class AskForm(_Asking):
    """Everyone, for this night: both are chosen already."""

    stretch = forms.ChoiceField(
        label=gettext_lazy("When"), widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Your times on call changed meanwhile. Choose again.")},
    )  # fmt: skip
    field_order = ("stretch", "people", "note")

    def __init__(self, data: Any = None, *, offered: Sequence[Stretch], people: Sequence[Membership]) -> None:
        super().__init__(data, initial={"stretch": offered[0].value if offered else None})
        self._offer(people)
        self.offered = {each.value: each for each in offered}
        self._choose("stretch", [(each.value, each.words) for each in offered])

    def question(self) -> Question:
        time = self.offered[self.cleaned_data["stretch"]]
        return Question(time.schedule, time.start, time.end, note=self.cleaned_data["note"], **self.whom())


class SwapForm(_Asking):
    """Any time of mine, maybe for one of theirs, on the wall clock of the schedule."""

    schedule = forms.ChoiceField(label=gettext_lazy("Schedule"), error_messages={"invalid_choice": CHANGED})
    start = LocalTime(label=gettext_lazy("From"))
    end = LocalTime(label=gettext_lazy("To"))
    back = forms.ChoiceField(
        label=gettext_lazy("In return I take"), required=False, error_messages={"invalid_choice": CHANGED},
        help_text=gettext_lazy("Then the one whose time it is is asked, and nobody else."),
    )  # fmt: skip
    expires = LocalTime(
        label=gettext_lazy("Ask until"), required=False, help_text=gettext_lazy("Empty: until it starts."),
    )  # fmt: skip
    field_order = ("schedule", "start", "end", "people", "back", "expires", "note")

    def __init__(
        self, data: Any = None, *, times: Times, people: Sequence[Membership], initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self._offer(people)
        self.mine = {str(row.pk): row for row in times.mine}
        self.theirs = {each.value: each for each in times.theirs}
        self._choose("schedule", [(pk, row.name) for pk, row in self.mine.items()])
        self._choose("back", [("", _("Nothing")), *((each.value, each.words) for each in times.theirs)])
        zones = ", ".join(dict.fromkeys(place_of(row.time_zone) for row in times.mine))
        self.fields["start"].help_text = _("Time in %(zone)s, where the schedule is.") % {"zone": zones}

    def question(self) -> Question:
        found, schedule = self.cleaned_data, self.mine[self.cleaned_data["schedule"]]
        zone = ZoneInfo(schedule.time_zone)
        back = self.theirs.get(found["back"])
        return Question(
            schedule=schedule, start_at=start_instant(found["start"], zone), end_at=end_instant(found["end"], zone),
            note=found["note"], expires_at=_instant(found["expires"], zone), back=back.time if back else None,
            back_in=back.schedule if back else None,
            **(_of(back) if back else self.whom()),
        )  # fmt: skip


def _instant(wall: datetime | None, zone: ZoneInfo) -> datetime | None:
    return start_instant(wall, zone) if wall else None


def _of(back: Theirs) -> dict[str, Any]:
    return {"audience": SwapAudience.PERSON.value, "people": [back.member]}
