"""The form of a layer's rotation: who takes turns in which order, how long, from when, in which hours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.edition import edition_of
from accounts.models import Membership
from accounts.queries import responders
from hours.wall import local, start_instant
from hours.weekly import WeeklyWindow
from hours.zone_names import place_of
from oncall.actions.layers import LONGEST_TURN, PRECEDENCES, layer_state
from oncall.models import LayerVersion, Schedule
from oncall.spec import Counting, LayerSpec
from oncall.stored_specs import layer_spec
from oncall.templates import last_handoff
from oncall.turns import TurnUnit
from web.edit import EditForm
from web.local_times import PATTERN, LocalTime
from web.rotation_rows import (
    PersonRow,
    WindowRow,
    checked_people,
    checked_window,
    groups_of,
    people_of,
    pressed,
    rows_of_groups,
    rows_of_windows,
    windows_of,
)
from web.zone_field import ZoneField

UNITS = {
    TurnUnit.HOUR: gettext_lazy("hours"),
    TurnUnit.DAY: gettext_lazy("days"),
    TurnUnit.WEEK: gettext_lazy("weeks"),
    TurnUnit.MONTH: gettext_lazy("months"),
}
NOW, LATER = "now", "later"
CARRY_ON, START_OVER = "carry_on", "start_over"
COUNTS = {
    Counting.CALENDAR: gettext_lazy("Every turn counts"),
    Counting.COVERED: gettext_lazy(
        "Only turns with hours in them count, so that nobody's turn falls on a free day"
    ),
}


class RotationForm(EditForm):
    """`people` and `windows` are its rows; `rotation` the layer it describes, once it is valid."""

    name = forms.CharField(
        label=gettext_lazy("Name of the layer"),
        max_length=80,
        help_text=gettext_lazy("A layer is one rotation. Most schedules have just one: Weeks."),
    )
    turn_length = forms.IntegerField(label=gettext_lazy("A turn lasts"), min_value=1, max_value=LONGEST_TURN)
    turn_unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=list(UNITS.items()))
    starts_at = LocalTime(label=gettext_lazy("First handoff"))
    ends_at = LocalTime(label=gettext_lazy("Ends"), required=False)
    time_zone = ZoneField(
        label=gettext_lazy("On the clock of"), required=False, empty=gettext_lazy("as the schedule")
    )
    count_turns = forms.ChoiceField(
        label=gettext_lazy("Counting turns"), choices=list(COUNTS.items()), widget=forms.RadioSelect
    )
    precedence = forms.IntegerField(label=gettext_lazy("Precedence"), min_value=0, max_value=PRECEDENCES[-1])
    first = forms.ChoiceField(
        label=gettext_lazy("Who begins"),
        choices=[
            (CARRY_ON, gettext_lazy("Carry on with whoever is on now")),
            (START_OVER, gettext_lazy("Start over with the first")),
        ],
        widget=forms.RadioSelect,
    )
    holds = forms.ChoiceField(
        label=gettext_lazy("The change holds"),
        choices=[(NOW, gettext_lazy("From now on")), (LATER, gettext_lazy("From a later time on"))],
        widget=forms.RadioSelect,
    )
    holds_from = LocalTime(label=gettext_lazy("From"), required=False)

    def __init__(
        self, data: Any = None, *, schedule: Schedule, changes: bool, people: Sequence[PersonRow],
        windows: Sequence[WindowRow], now: datetime, initial: Mapping[str, Any], team: Sequence[Membership] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=dict(initial))
        self.schedule, self.now, self.changes = schedule, now, changes
        self.people, self.windows = list(people), list(windows)
        self.members = list(responders(schedule.organization) if team is None else team)
        self.hours: tuple[WeeklyWindow, ...] = ()
        if not changes:
            del self.fields["first"], self.fields["holds"], self.fields["holds_from"]
        self._explain()

    def _explain(self) -> None:
        where = {"zone": place_of(self.schedule.time_zone)}
        self.fields["starts_at"].help_text = _("Day and time of every handoff come from it.")
        self.fields["precedence"].help_text = _(
            "A higher number hides lower ones while it has somebody; equal numbers are on call together."
        )
        if self.changes:
            self.fields["holds_from"].help_text = (
                _("Time in %(zone)s. What was before stays as it was.") % where
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        self._clean_people()
        self._clean_windows()
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends after its first handoff."))
        if found.get("holds") == LATER:
            self._clean_later(found.get("holds_from"))
        return found

    def _clean_people(self) -> None:
        self.people = checked_people(self.people, (member.pk for member in self.members))
        if any(row.error for row in self.people):
            self.add_error(None, _("People: choose members of the organization."))
        elif not any(row.member for row in self.people):
            self.add_error(None, _("People: name at least one."))
        elif any(len(set(group)) < len(group) for group in groups_of(self.people)):
            self.add_error(None, _("People: somebody is named twice in one turn."))

    def _clean_windows(self) -> None:
        checked = [checked_window(row) for row in self.windows]
        self.windows = [row for row, _window in checked]
        self.hours = tuple(window for _row, window in checked if window)
        for row in self.windows:
            if row.error:
                self.add_error(None, _("Hours: %(words)s") % {"words": row.error})

    def _clean_later(self, wall: datetime | None) -> None:
        if wall is None:
            if "holds_from" not in self.errors:
                self.add_error("holds_from", _("Say from when."))
        elif start_instant(wall, ZoneInfo(self.schedule.time_zone)) < self.now:
            self.add_error("holds_from", _("The past stays as it was: choose a time to come."))

    @property
    def rotation(self) -> LayerSpec:
        """What the valid form describes, from the instant on which it holds."""
        found = self.cleaned_data
        later = found.get("holds") == LATER
        home = ZoneInfo(self.schedule.time_zone)
        return LayerSpec(
            name=found["name"].strip(),
            precedence=found["precedence"],
            zone=ZoneInfo(found["time_zone"]) if found["time_zone"] else home,
            participants=tuple(groups_of(self.people)),
            length=found["turn_length"],
            unit=TurnUnit(found["turn_unit"]),
            starts_at=found["starts_at"],
            ends_at=found["ends_at"],
            effective_from=start_instant(found["holds_from"], home) if later else self.now,
            first_turn=0 if found.get("first") == START_OVER else None,
            restrictions=self.hours,
            count_turns=Counting(found["count_turns"]),
        )


def blank_form(schedule: Schedule, *, precedence: int, now: datetime) -> RotationForm:
    """A new layer's: a week each, the handoff on Tuesday at nine."""
    initial = {
        "turn_length": 1, "turn_unit": TurnUnit.WEEK.value, "count_turns": Counting.CALENDAR.value,
        "precedence": precedence, "starts_at": last_handoff(now, ZoneInfo(schedule.time_zone)).strftime(PATTERN),
    }  # fmt: skip
    rows = [PersonRow(0), PersonRow(1)]
    return RotationForm(schedule=schedule, changes=False, people=rows, windows=[], now=now, initial=initial)


def form_of_version(schedule: Schedule, version: LayerVersion, *, now: datetime) -> RotationForm:
    """What a layer is, to be changed."""
    spec = layer_spec(version, schedule.time_zone)
    planned = version.held.lower > now
    home = ZoneInfo(schedule.time_zone)
    initial = {
        "name": spec.name, "turn_length": spec.length, "turn_unit": spec.unit.value,
        "starts_at": spec.starts_at.strftime(PATTERN), "ends_at": spec.ends_at and spec.ends_at.strftime(PATTERN),
        "time_zone": version.time_zone, "count_turns": spec.count_turns.value, "precedence": spec.precedence,
        "first": CARRY_ON, "holds": LATER if planned else NOW,
        "holds_from": local(version.held.lower, home).strftime(PATTERN) if planned else "", "edition": edition_of(layer_state(version)),
    }  # fmt: skip
    people, windows = rows_of_groups(_present(spec)), rows_of_windows(spec.restrictions)
    return RotationForm(
        schedule=schedule, changes=True, people=people, windows=windows, now=now, initial=initial
    )


def sent_form(data: QueryDict, schedule: Schedule, *, changes: bool, now: datetime) -> RotationForm:
    """What was sent to be saved or looked at."""
    return RotationForm(
        data, schedule=schedule, changes=changes, people=people_of(data), windows=windows_of(data), now=now, initial={}
    )  # fmt: skip


def form_after(
    deed: str, data: QueryDict, schedule: Schedule, *, changes: bool, now: datetime
) -> RotationForm:
    """What was sent, with one of its small buttons pressed: nothing is checked yet, nothing typed is lost."""
    people, windows = pressed(deed, people_of(data), windows_of(data))
    initial = {name: data.get(name, "") for name in RotationForm.base_fields}
    return RotationForm(
        schedule=schedule, changes=changes, people=people, windows=windows, now=now, initial=initial
    )


def as_sent(form: RotationForm) -> RotationForm:
    """An untouched form as if it were sent, to look at what it says."""
    data = {name: "" if value is None else str(value) for name, value in form.initial.items()}
    return RotationForm(
        data, schedule=form.schedule, changes=form.changes, people=form.people, windows=form.windows, now=form.now,
        initial={}, team=form.members,
    )  # fmt: skip


def _present(spec: LayerSpec) -> list[tuple[object, ...]]:
    """The turns that somebody who has not left is in."""
    return [group for group in spec.participants if group]


def choices_of(people: Sequence[Membership]) -> list[tuple[str, str]]:
    """Members as a row's select offers them."""
    return [(str(member.pk), str(member)) for member in people]
