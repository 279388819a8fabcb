"""Looking for whoever comes along with juniors: only where nobody else is asked, so that other pages cost nothing more."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from accounts.levels import rank
from accounts.models import Membership, Role
from accounts.queries import members
from routing.actions.timeline import line
from routing.asking import Said
from routing.escalation import EnterStep, Policy
from routing.models import Incident, Page, TimelineEntry
from routing.people import people_and_work
from routing.reach import reached
from routing.together import alone, chain_behind, company

TOGETHER = "together"  # the kind of its line
NAME_LENGTH = 20  # of a name in a text
SHOWN = 2


@dataclass(frozen=True, slots=True)
class Beside:
    """Who comes along, None: nobody can; with the line that says why."""

    person: Membership | None
    why: TimelineEntry


def beside_step(
    incident: Incident,
    policy: Policy,
    move: EnterStep,
    asked: list[Membership],
    said: Said,
    *,
    not_again: Set[int],
    now: datetime,
) -> Beside | None:
    """None: whoever is asked may come alone. `not_again`: who was paged at this very instant."""
    if not _alone(policy, asked):
        return None
    people, work = people_and_work(incident, chain_behind(policy, move), now)
    found = [person for person in (*people, *_owners(incident)) if person.pk not in not_again]
    aside = {*work, *said.aside}
    return _found(incident, policy, asked, found, aside, now)


def beside_fallback(
    incident: Incident, policy: Policy, asked: list[Membership], *, now: datetime
) -> Beside | None:
    """The same of the fallback: behind it there are only the owners."""
    if not _alone(policy, asked):
        return None
    return _found(incident, policy, asked, _owners(incident), set(), now)


def _owners(incident: Incident) -> Iterable[Membership]:
    return members(incident.organization).filter(role=Role.OWNER).order_by("pk")


def _alone(policy: Policy, asked: Iterable[Membership]) -> bool:
    ranks = {person.pk: rank(person.level) for person in asked}
    return alone(ranks, ranks, rank(policy.least))


def _found(
    incident: Incident, policy: Policy, asked: list[Membership], candidates: Iterable[Membership], aside: set[int],
    now: datetime,
) -> Beside:  # fmt: skip
    known = {person.pk: person for person in candidates}
    chosen = company(
        known, {pk: rank(person.level) for pk, person in known.items()}, rank(policy.least),
        reachable={one.pk for one in reached(incident, known.values(), now=now)}, aside=aside,
    )  # fmt: skip
    person = known[chosen] if chosen is not None else None
    return Beside(person, _line(incident, policy, asked, person, now))


def _line(
    incident: Incident, policy: Policy, asked: list[Membership], person: Membership | None, now: datetime
) -> TimelineEntry:
    names = " and ".join(f"{one} ({one.level})" for one in asked)
    client = incident.client
    wanted = (
        f"{client} wants a {policy.least}" if client and client.least_level
        else f"No runbook says what to do for {client or 'a client nobody knows'}"
    )  # fmt: skip
    nobody = (
        f"no {policy.least} can be reached beside {names}"  # others may be, who are not far enough either
    )
    then = f"{person} is paged together with {names}" if person else nobody
    return line(incident, TOGETHER, f"{wanted}: {then}.", now=now, member=person)


def accompanied(
    asked: Iterable[Membership], beside: Beside | None
) -> tuple[list[Membership], dict[int, str]]:
    """Everybody who is paged, and by member id what each is told of the others."""
    people = list(asked)
    person = beside.person if beside else None
    if person is None:
        return people, {}
    shown = [f"{_short(one)} ({one.level})" for one in people[:SHOWN]]
    names = " and ".join(shown) + (" and others" if len(people) > SHOWN else "")
    told = {one.pk: f"{_short(person)} is paged with you." for one in people}
    return [*people, person], told | {person.pk: f"{names} {'is' if len(people) == 1 else 'are'} paged too."}


def told_of(page: Page) -> str:
    """What whoever is paged was told of who is paged with them: for its call."""
    lines = page.incident.timeline.filter(kind=TOGETHER, at=page.created_at, member__isnull=False)
    why = lines.select_related("member__user").first()
    if why is None:
        return ""
    rows = page.incident.pages.filter(created_at=page.created_at, round=page.round, step=page.step).order_by(
        "pk"
    )
    people = {row.member_id: row.member for row in rows.select_related("member__user")}
    person = people.pop(why.member_id or 0, None)
    return accompanied(people.values(), Beside(person, why))[1].get(page.member_id, "")


def _short(person: Membership) -> str:
    return str(person)[:NAME_LENGTH].rstrip()
