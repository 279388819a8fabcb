"""The form of "cover me": who stands in, and for which of my times on call; the usual one is chosen already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from hours.wall import local, start_instant
from oncall.models import Schedule
from web.member_choice import MemberChoice
from web.moments import short_moment
from web.my_duty import MyDuty

MORNING = time(8)
A_NIGHT = timedelta(hours=20)  # what lasts longer is offered for this night alone, too
_NOW = {
    "night": gettext_lazy("%(schedule)s until the morning: now to %(end)s"),
    "all": gettext_lazy("%(schedule)s, all of it: now to %(end)s"),
}
_LATER = {
    "night": gettext_lazy("%(schedule)s, only the first night: %(start)s to %(end)s"),
    "all": gettext_lazy("%(schedule)s, all of it: %(start)s to %(end)s"),
}
BEFORE_MORNING = timedelta(hours=3)  # "until this morning" needs some night before it


@dataclass(frozen=True)
class Stretch:
    """A time of mine on call that somebody may take over."""

    schedule: Schedule
    start: datetime
    end: datetime
    words: str

    @property
    def value(self) -> str:
        """What the form carries; a start that has passed is now, so only the end tells it apart."""
        return f"{self.schedule.pk}-{int(self.end.timestamp())}"


def stretches(duties: Sequence[MyDuty], *, zone: ZoneInfo, now: datetime) -> list[Stretch]:
    """Of each schedule: this night, my whole present time, else the next one; the one to choose first comes first."""
    return [stretch for duty in duties for stretch in _of(duty, zone, now)]


def _of(duty: MyDuty, zone: ZoneInfo, now: datetime) -> Iterator[Stretch]:
    mine = duty.current or duty.following
    if mine is None:
        return
    words = _NOW if duty.current else _LATER

    def stretch(which: str, end: datetime) -> Stretch:
        moments = {
            "start": short_moment(mine.start, zone=zone, now=now),
            "end": short_moment(end, zone=zone, now=now),
        }
        return Stretch(
            duty.schedule, mine.start, end, words[which] % {"schedule": duty.schedule.name, **moments}
        )

    if mine.length > A_NIGHT:
        yield stretch("night", _next_morning(mine.start, ZoneInfo(duty.schedule.time_zone)))
    if end := duty.known_end(mine):
        yield stretch("all", end)


def _next_morning(start: datetime, zone: ZoneInfo) -> datetime:
    """The first 08:00 that leaves some hours of night before it."""
    earliest = local(start + BEFORE_MORNING, zone)
    day = earliest.date() if earliest.time() <= MORNING else earliest.date() + timedelta(days=1)
    return start_instant(datetime.combine(day, MORNING), zone)


class CoverForm(forms.Form):
    """Two taps: who, and yes."""

    stand_in = MemberChoice(
        queryset=Membership.objects.none(), label=gettext_lazy("Who stands in for you?"), empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    stretch = forms.ChoiceField(label=gettext_lazy("When"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, offered: Sequence[Stretch], people: Any) -> None:
        super().__init__(data, initial={"stretch": offered[0].value if offered else None})
        self.offered = {each.value: each for each in offered}
        self.fields["stretch"].choices = [(each.value, each.words) for each in offered]  # type: ignore[attr-defined]
        self.fields["stretch"].error_messages["invalid_choice"] = _(
            "Your times on call changed meanwhile. Choose again."
        )
        self.fields["stand_in"].queryset = people  # type: ignore[attr-defined]

    def chosen(self) -> Stretch:
        return self.offered[self.cleaned_data["stretch"]]
