"""Who is promised a technician for a P1 at night while nobody wrote down what to do there, or whom to phone."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization
from sla.agreements import choose
from sla.facts import Channel, Outcome, Question, ServiceLine
from sla.grid import OUTSIDE_HOURS
from sla.models import Client, ClientContact, Runbook
from sla.priority import Priority
from sla.runbook_match import Case, best
from sla.stored_facts import Place, facts_of_all


@dataclass(frozen=True, slots=True)
class Bare:
    """A line without a runbook for whatever comes; `only`: the classes of alerts that have one."""

    line: ServiceLine
    only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unready:
    """A client; `lines`: what it is promised at night without a runbook; `no_person`: no contact there has a phone number."""

    client: Client
    lines: tuple[Bare, ...]
    no_person: bool


def unready_for_the_night(organization: Organization, now: datetime) -> list[Unready]:
    """By name, of today's agreements, sites' own ones too. Four queries, and one for each tier version never read before."""
    promised: dict[int, set[ServiceLine]] = {}
    for place in facts_of_all(organization, now):
        promised.setdefault(place.client_id, set()).update(_at_night(place, now))
    runbooks = written(organization)
    named = set(
        ClientContact.objects.filter(organization=organization, archived_at=None)
        .exclude(phone="")
        .values_list("client_id", flat=True)
    )
    wanted = [pk for pk, lines in promised.items() if lines]
    rows = Client.objects.filter(organization=organization, pk__in=wanted).order_by("name", "pk")
    found = [Unready(row, _bare(row.pk, promised[row.pk], runbooks), row.pk not in named) for row in rows]
    return [each for each in found if each.lines or each.no_person]


def bare_among(places: Sequence[Place], runbooks: Iterable[Case], now: datetime) -> tuple[Bare, ...]:
    """The same of the places of one client, of the runbooks that are `written`."""
    promised = {line for place in places for line in _at_night(place, now)}
    return _bare(places[0].client_id, promised, runbooks)


def written(organization: Organization) -> list[Case]:
    rows = Runbook.objects.filter(organization=organization, archived_at=None)
    return [Case(*each) for each in rows.values_list("client_id", "service_line", "alert_class", "id")]


def _at_night(place: Place, now: datetime) -> Iterator[ServiceLine]:
    """The lines whose P1 calls a technician, not only to contain, in some band outside business hours. A site without an
    agreement of its own has the client's.
    """
    if place.site_id is not None and all(each.site_id != place.site_id for each in place.facts.agreements):
        return
    for line in ServiceLine:
        choice = choose(place.facts, Question(now, line, Priority.P1, Channel.FORM, place.site_id))
        cells = [choice.tier.rules.get((line, band, Priority.P1)) for band in OUTSIDE_HOURS]
        pages = any(rule and rule.outcome is Outcome.PAGE and not rule.contain_only for rule in cells)
        if choice.agreement_id is not None and pages:
            yield line


def _bare(client_id: int, lines: Collection[ServiceLine], runbooks: Iterable[Case]) -> tuple[Bare, ...]:
    """Those on which something may come that no runbook fits: a person's report, an alert of another class."""
    fitting = [each for each in runbooks if each.client in (None, client_id)] if lines else []
    return tuple(
        Bare(line, _classes(fitting, line))
        for line in ServiceLine
        if line in lines and best(fitting, Case(client_id, line.value)) is None
    )


def _classes(written: Iterable[Case], line: ServiceLine) -> tuple[str, ...]:
    return tuple(
        sorted({each.alert_class for each in written if each.service_line in ("", line.value)} - {""})
    )
