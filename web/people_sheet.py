"""What the pages of people show: how each is reached, when they are on call, what they have open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization
from delivery.models import ContactMethod
from delivery.queries import contact_methods, with_sender
from oncall.models import Schedule
from oncall.queries import schedules
from oncall.shifts import each_shift
from oncall.stored_specs import schedule_specs
from routing.reach import channels_of

AHEAD = timedelta(days=28)
WAYS: dict[frozenset[str], tuple[Promise, str]] = {
    frozenset({"sms", "voice"}): (_("Text and call"), "good"),
    frozenset({"sms"}): (_("Text only"), "good"),
    frozenset({"voice"}): (_("Call only"), "good"),
    frozenset(): (_("Verified, but no way works now"), "bad"),
}
NO_PHONE = (_("No verified phone"), "warn")


@dataclass(frozen=True)
class Turn:
    """Somebody's shift in a schedule: the one that runs, or the next."""

    schedule: Schedule
    start: datetime
    end: datetime

    def runs(self, now: datetime) -> bool:
        return self.start <= now < self.end


@dataclass(frozen=True)
class Row:
    """One member in the list; `turn` is the one that runs, else the next within four weeks."""

    member: Membership
    way: Promise
    way_tone: str
    turn: Turn | None


@dataclass(frozen=True)
class Method:
    """A contact method with its state in words."""

    method: ContactMethod
    state: Promise
    tone: str


def rows_of(organization: Organization, people: Iterable[Membership], now: datetime) -> list[Row]:
    """A bounded number of queries, however many people."""
    people = list(people)
    methods = methods_of(people)
    turns = turns_of(organization, now)
    return [
        Row(
            person,
            *way_of(methods.get(person.pk, [])),
            first_turn(turns.get(person.pk, [])),
        )
        for person in people
    ]


def first_turn(turns: Iterable[Turn]) -> Turn | None:
    return min(turns, key=lambda turn: turn.start, default=None)


def way_of(methods: Iterable[tuple[ContactMethod, frozenset[str]]]) -> tuple[Promise, str]:
    """How a member's verified phones can be reached now, in words, and the tone."""
    verified = [
        channels
        for method, channels in methods
        if method.verified_at and method.kind == ContactMethod.Kind.PHONE
    ]
    return WAYS[frozenset().union(*verified)] if verified else NO_PHONE


def methods_of(people: Iterable[Membership]) -> dict[int, list[tuple[ContactMethod, frozenset[str]]]]:
    """Each member's contact methods with the channels that work now, by member id. One query."""
    found: dict[int, list[tuple[ContactMethod, frozenset[str]]]] = {}
    for row in with_sender(contact_methods(people)):
        channels = channels_of(row) if row.kind == ContactMethod.Kind.PHONE else frozenset()
        found.setdefault(row.member_id, []).append((row, channels))
    return found


def method_states(found: Iterable[tuple[ContactMethod, frozenset[str]]]) -> list[Method]:
    return [Method(method, *_state(method, channels)) for method, channels in found]


def _state(method: ContactMethod, channels: frozenset[str]) -> tuple[Promise, str]:
    if method.verified_at is None:
        return _("Not verified: never paged"), "warn"
    if method.kind == ContactMethod.Kind.EMAIL:
        return _("Verified: notices only"), "good"
    return WAYS[channels]


def turns_of(organization: Organization, now: datetime) -> dict[int, list[Turn]]:
    """Each member's running or next shift in every schedule within four weeks, by member id."""
    rows = list(schedules(organization))
    specs = schedule_specs(rows, since=now, until=now + AHEAD)
    found: dict[int, dict[int, Turn]] = {}
    for row in rows:
        for shift in each_shift(specs[row.pk], now, now + AHEAD):
            for person in shift.people:
                found.setdefault(int(str(person)), {}).setdefault(row.pk, Turn(row, shift.start, shift.end))
    return {person: list(turns.values()) for person, turns in found.items()}
