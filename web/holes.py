"""All holes of the coming 60 days in plain words: what is missing, when, for whom, and what would mend it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, Role
from accounts.permissions import Act
from accounts.queries import responders
from hours.interval import Interval
from oncall.models import Schedule
from oncall.queries import schedules
from routing.hole_groups import Group, groups_of
from routing.hole_queries import hole_snapshot, kept_holes
from routing.hole_words import clients_words, too_slow_words
from routing.holes import Hole, TooSlow
from routing.models import KeptHole
from routing.stored_holes import found_in
from web.hole_notice import notice_in
from web.override_address import add_address
from web.visit import Visit, members_only, show


@dataclass(frozen=True, slots=True)
class Way:
    """What would mend it; `address` "" for whoever may not go there."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Time:
    """One time of a hole, and where it is filled."""

    start: datetime
    end: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """Holes that are alike, as the page tells them."""

    group: Group
    first: Sequence[Time]
    rest: Sequence[Time]
    ways: Sequence[Way]
    kept: str


@dataclass(frozen=True, slots=True)
class Slow:
    words: str
    clients: str
    way: Way


@members_only(Act.VIEW)
def holes_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    row = hole_snapshot(visit.organization)
    found = found_in(row.content)
    reader = _Reader.of(visit)
    context = {
        "room": "schedules", "notice": notice_in(row), "alone": row.content.get("alone", False),
        "cards": [reader.card(group) for group in groups_of(coming(found.holes, visit.now))] if found else [],
        "slow": [reader.slow(each) for each in found.too_slow] if found else [],
    }  # fmt: skip
    return show(request, visit, "holes/page.html", context)


def coming(holes: Iterable[Hole], now: datetime) -> list[Hole]:
    """Those that are not over: the snapshot may be an hour old."""
    return [hole for hole in holes if hole.end > now]


@dataclass(frozen=True)
class _Reader:
    """Who reads it: which links are open to them, and the names behind ids."""

    visit: Visit
    people: Mapping[int, Membership]
    schedules: Mapping[int, Schedule]
    kept: Sequence[KeptHole]

    @classmethod
    def of(cls, visit: Visit) -> "_Reader":
        """Three queries."""
        organization = visit.organization
        people, rows = responders(organization), schedules(organization)
        return cls(
            visit, {row.pk: row for row in people}, {row.pk: row for row in rows}, kept_holes(organization, visit.now)
        )  # fmt: skip

    def card(self, group: Group) -> Card:
        schedule = next((self.schedules[pk] for pk in group.hole.schedule_ids if pk in self.schedules), None)
        first, rest = ([self._time(time, schedule) for time in times] for times in (group.first, group.rest))
        return Card(group, first, rest, list(self._ways(group)), self._kept(group.hole))

    def slow(self, slow: TooSlow) -> Slow:
        return Slow(too_slow_words(slow), clients_words(slow.clients), self._policy(slow))

    def _time(self, time: Interval, schedule: Schedule | None) -> Time:
        if schedule is None or not self.visit.may(Act.OVERRIDE_SELF):
            return Time(time.start, time.end, "")
        return Time(
            time.start, time.end, add_address(schedule, time.start, time.end, self._helper(), self.visit.now)
        )

    def _helper(self) -> Membership:
        """Who is filled in: the owner, by whom may do that; else oneself."""
        owner = next((row for row in self.people.values() if row.role == Role.OWNER), None)
        return owner if owner and self.visit.may(Act.OVERRIDE_OTHERS) else self.visit.membership

    def _ways(self, group: Group) -> Iterator[Way]:
        for pk in group.people:
            if pk in self.people:
                yield self._person(self.people[pk])
        if not group.people:
            yield Way(_("Nobody is on call there then: put somebody on call."), "")
        yield self._policy(group.hole)
        if self.visit.may_manage and not group.is_first:
            yield Way(_("The fallback stands behind every step: name one more person."), reverse("fallback"))

    def _person(self, member: Membership) -> Way:
        words = _(
            "%(name)s would be called and can't be reached: no verified phone, or texts and calls are off."
        )
        page = "partner" if member.is_partner else "person"
        address = reverse(page, args=[member.pk]) if self.visit.may_manage else ""
        if member.pk == self.visit.membership.pk:
            address = reverse("my_phones")
        return Way(words % {"name": member}, address)

    def _policy(self, hole: Hole | TooSlow) -> Way:
        if hole.policy is None:
            words = _("No route fits, so the fallback alone is called: add a route.")
            return Way(words, reverse("routes") if self.visit.may_manage else "")
        words = _("The policy %(name)s says who is called first and who next.") % {"name": hole.policy}
        return Way(words, reverse("policy", args=[hole.policy.pk]) if self.visit.may_manage else "")

    def _kept(self, hole: Hole) -> str:
        """Who said why it stays, where somebody did."""
        policy_id = hole.policy.pk if hole.policy else None
        for row in self.kept:
            same = (row.missing, row.policy_id) == (hole.missing, policy_id)
            if same and row.start_at <= hole.start and hole.end <= row.end_at:
                return _("%(name)s keeps it: %(reason)s") % {"name": row.kept_by, "reason": row.reason}
        return ""
