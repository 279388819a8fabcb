"""Who is promised a technician for a P1 at night while nobody wrote down what to do there, or whom to phone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization
from sla.agreements import choose
from sla.facts import Channel, Outcome, Question, ServiceLine
from sla.grid import OUTSIDE_HOURS
from sla.models import Client, ClientContact, Runbook
from sla.priority import Priority
from sla.stored_facts import Place, facts_of_all


@dataclass(frozen=True, slots=True)
class Unready:
    """A client; `lines`: what it is promised at night without a runbook; `no_person`: nobody there has a phone number."""

    client: Client
    lines: tuple[ServiceLine, ...]
    no_person: bool


def unready_for_the_night(organization: Organization, now: datetime) -> list[Unready]:
    """By name, of today's agreements, sites' own ones too. Four queries, and one for each tier version never read before."""
    promised: dict[int, set[ServiceLine]] = {}
    for place in facts_of_all(organization, now):
        promised.setdefault(place.client_id, set()).update(_at_night(place, now))
    written = set(
        Runbook.objects.filter(organization=organization, archived_at=None).values_list(
            "client_id", "service_line"
        )
    )
    named = set(
        ClientContact.objects.filter(organization=organization, archived_at=None)
        .exclude(phone="")
        .values_list("client_id", flat=True)
    )
    wanted = [pk for pk, lines in promised.items() if lines]
    rows = Client.objects.filter(organization=organization, pk__in=wanted).order_by("name", "pk")
    found = [Unready(row, _bare(row.pk, promised[row.pk], written), row.pk not in named) for row in rows]
    return [each for each in found if each.lines or each.no_person]


def _at_night(place: Place, now: datetime) -> Iterator[ServiceLine]:
    """The lines whose P1 calls a technician, not only to contain, in some band outside business hours."""
    for line in ServiceLine:
        choice = choose(place.facts, Question(now, line, Priority.P1, Channel.FORM, place.site_id))
        cells = [choice.tier.rules.get((line, band, Priority.P1)) for band in OUTSIDE_HOURS]
        pages = any(rule and rule.outcome is Outcome.PAGE and not rule.contain_only for rule in cells)
        if choice.agreement_id is not None and pages:
            yield line


def _bare(
    client_id: int, lines: Collection[ServiceLine], written: Collection[tuple[int | None, str]]
) -> tuple[ServiceLine, ...]:
    """Those that no runbook matches: of this client or of all, for this line or for all."""
    return tuple(
        line
        for line in ServiceLine
        if line in lines
        and not any((whose, what) in written for whose in (client_id, None) for what in (line.value, ""))
    )
