"""Calendars to start from."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hours.weekly import DAY_MINUTES, WeeklyWindow

WORKDAYS, TO_SATURDAY, EVERY_DAY = frozenset(range(5)), frozenset(range(6)), frozenset(range(7))
FEW_FIRMS_KEEP = (
    "Columbus Day", "Juneteenth National Independence Day", "Martin Luther King Jr. Day", "Veterans Day", "Washington's Birthday",
)  # fmt: skip


@dataclass(frozen=True)
class Template:
    """A week and whose holidays count; the organization adds its name and zone."""

    words: str | Promise
    windows: tuple[WeeklyWindow, ...]
    country: str = ""
    subdivision: str = ""
    holidays_off: tuple[str, ...] = ()


TEMPLATES: Mapping[str, Template] = {
    "us-federal": Template(_("US office, all federal holidays"), (WeeklyWindow(WORKDAYS, 480, 1020),), "US"),
    "us-few": Template(
        _("US office, the six holidays that most firms keep"), (WeeklyWindow(WORKDAYS, 480, 1020),), "US", "", FEW_FIRMS_KEEP,
    ),
    "england": Template(_("Office in England, bank holidays"), (WeeklyWindow(WORKDAYS, 540, 1050),), "GB", "ENG"),
    "shop": Template(_("Shop, Monday to Saturday"), (WeeklyWindow(TO_SATURDAY, 540, 1140),)),
    "always": Template(_("Round the clock, no holidays"), (WeeklyWindow(EVERY_DAY, 0, DAY_MINUTES),)),
}  # fmt: skip
