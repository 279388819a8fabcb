"""The days that a page or a file of money is about: `?since=2026-03-01&until=2026-03-31`, the last one included."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hours.wall import first_instant, local, zone
from hours.zone_names import place_of
from web.fairness import Range
from web.visit import Visit

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """What a visitor asks for; without anything this month so far."""

    request: HttpRequest
    visit: Visit

    @cached_property
    def form(self) -> Range:
        asked = self.request.GET
        usual = {"since": str(self.today.replace(day=1)), "until": str(self.today)}
        return Range(asked if {"since", "until"} & set(asked) else usual)

    @cached_property
    def own_zone(self) -> ZoneInfo:
        return zone(self.visit.organization.time_zone)

    @property
    def today(self) -> date:
        return local(self.visit.now, self.own_zone).date()

    @property
    def since(self) -> datetime:
        return first_instant(self.form.cleaned_data["since"], self.own_zone)

    @property
    def until(self) -> datetime:
        """The first instant after it."""
        return first_instant(self.form.cleaned_data["until"] + A_DAY, self.own_zone)

    @property
    def place(self) -> str:
        return place_of(self.visit.organization.time_zone)

    @property
    def words(self) -> str:
        """2026-03-01-2026-03-31, for a file's name."""
        return f"{self.form.cleaned_data['since']}-{self.form.cleaned_data['until']}"

    @property
    def query(self) -> str:
        """The same days in another address; "" where they are not understood."""
        if not self.form.is_valid():
            return ""
        return "?" + urlencode({name: self.form.cleaned_data[name] for name in ("since", "until")})

    def presets(self) -> Iterator[tuple[str, str]]:
        """Each usual range's name and address."""
        first = self.today.replace(day=1)
        last_month = first - A_DAY
        yield _("This month"), f"?since={first}&until={self.today}"
        yield _("Last month"), f"?since={last_month.replace(day=1)}&until={last_month}"
