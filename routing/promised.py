"""Whose requests page somebody when, by the policy that serves them: what holes are looked for in.

It costs most of a look, and no edit of who is on call changes it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from accounts.models import Organization
from hours.interval import Interval, merge
from routing.models import Route
from routing.queries import fitting_route, routes
from sla.facts import Facts
from sla.priority import Priority
from sla.stored_facts import Place, facts_of_all
from sla.wakes import Case, Known, Wake, wakes


class Demand(NamedTuple):
    """What one policy serves that is alike: of one urgency."""

    policy_id: int | None
    urgent: bool


class Served(NamedTuple):
    """A kind of request of one client that the demand holds."""

    client: str
    priority: Priority
    stretches: Sequence[Wake]


class Asked(NamedTuple):
    """All that the demand holds, and when any of it pages somebody: merged and sorted."""

    served: Sequence[Served]
    times: Sequence[Interval]


Promised = Mapping[Demand, Asked]
Wakes = Mapping[Case, Sequence[Wake]]


@dataclass
class Worked:
    """What was worked out before: give the same one along for another look at the same time of one organization.

    `kept`: the facts themselves, since equal calendars are told by being one object.
    """

    known: dict[object, Known] = field(default_factory=dict)
    alike: dict[object, Wakes] = field(default_factory=dict)
    kept: list[Facts] = field(default_factory=list)
    times: dict[frozenset[int], Sequence[Interval]] = field(default_factory=dict)

    def wakes_of(self, place: Place, since: datetime, until: datetime) -> Wakes:
        """Clients that are alike are worked out once."""
        key = (ground := _ground(place.facts), _alike(place))
        if key not in self.alike:
            known = self.known.setdefault(ground, Known())
            self.alike[key] = wakes(place.facts, since, until, known, site_id=place.site_id)
            self.kept.append(place.facts)
        return self.alike[key]

    def times_of(self, served: Iterable[Served]) -> Sequence[Interval]:
        """When any of it pages somebody; the lists of one look are the same objects in the next."""
        lists = {id(one.stretches): one.stretches for one in served}
        key = frozenset(lists)
        if key not in self.times:
            spans = {(each.start, each.end) for stretches in lists.values() for each in stretches}
            self.times[key] = merge(Interval(*span) for span in spans)
        return self.times[key]


def promised_pages(
    organization: Organization, since: datetime, until: datetime, *, policies: Collection[int] | None = None,
    worked: Worked | None = None,
) -> Promised:  # fmt: skip
    """Whose requests page somebody when, by the policy that serves them (of these ids alone, where any are given)."""
    worked, rows = worked or Worked(), _Routes(routes(organization))
    found: defaultdict[Demand, list[Served]] = defaultdict(list)
    for place in facts_of_all(organization, since):
        for case, stretches in worked.wakes_of(place, since, until).items():
            demand = Demand(rows.policy_id(place.client_id, case), case.priority.is_urgent)
            name = f"{place.client}, {place.site}" if place.site else place.client
            found[demand].append(Served(name, case.priority, stretches))
    return {
        demand: Asked(served, worked.times_of(served))
        for demand, served in found.items()
        if _wanted(demand, policies)
    }


def _wanted(demand: Demand, policies: Collection[int] | None) -> bool:
    return policies is None or demand.policy_id in policies


def _ground(facts: Facts) -> object:
    """What holds for all of a firm's clients."""
    return id(facts.desk_calendar), facts.default_tier.id, facts.no_agreement_tier.id


def _alike(place: Place) -> object:
    """What clients must have in common to be promised the same at the same times."""
    facts = place.facts
    signed = tuple(
        (one.tier.id, one.starts_on, one.ends_on, one.suspended, one.service_line, one.site_id is not None)
        for one in facts.agreements
        if one.site_id in (None, place.site_id)
    )
    return id(facts.calendar), facts.client and facts.client.zone.key, signed


class _Routes:
    """Which policy serves a case. Most clients have no route of their own and are told from what is general."""

    def __init__(self, rows: Iterable[Route]) -> None:
        self.own: defaultdict[int, list[Route]] = defaultdict(list)
        self.general: list[Route] = []
        self.known: dict[Case, int | None] = {}
        for row in rows:
            (self.general if row.client_id is None else self.own[row.client_id]).append(row)

    def policy_id(self, client_id: int, case: Case) -> int | None:
        if client_id in self.own:
            return _policy_id([*self.own[client_id], *self.general], client_id, case)
        if case not in self.known:
            self.known[case] = _policy_id(self.general, None, case)
        return self.known[case]


def _policy_id(rows: Iterable[Route], client_id: int | None, case: Case) -> int | None:
    line, priority = case
    route = fitting_route(rows, client_id=client_id, service_line=line, priority=priority)
    return route.policy_id if route else None
