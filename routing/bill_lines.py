"""The bill of one incident: its work by ground and band, and what is charged of it. Pure but for the rows it is told of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hours.calendar import Band
from routing.grounds import BILLED, Case, Ground, ground_of
from routing.models import Consent, ConsentReceipt, Decision, Incident, WorkEntry
from routing.states import ConsentStatus
from sla.band_runs import Runs, cut, minutes_by_band, told_runs
from sla.charges import bill
from sla.facts import CallOut
from sla.models import SlaTierVersion
from sla.stored_tiers import call_out_of

A_MINUTE = timedelta(minutes=1)
ORDER = list(Ground)


@dataclass(frozen=True, slots=True)
class Line:
    """Minutes of one ground in one band (None: up to the minimum and whole increments), and what they cost."""

    ground: Ground
    band: Band | None
    minutes: int
    percent: int
    cents: int

    @property
    def is_billed(self) -> bool:
        return self.ground in BILLED


@dataclass(frozen=True, slots=True)
class IncidentBill:
    """`price` None: nothing says what an hour costs. `entries`: what was worked, the first first."""

    incident: Incident
    entries: Sequence[WorkEntry]
    price: CallOut | None
    receipt: ConsentReceipt | None
    tier: str
    lines: Sequence[Line]

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    @property
    def billed_minutes(self) -> int:
        return sum(line.minutes for line in self.lines if line.is_billed and line.band)

    @property
    def charged_minutes(self) -> int:
        return sum(line.minutes for line in self.lines if line.is_billed)

    @property
    def is_proposed(self) -> bool:
        """Somebody should look whether it is so."""
        return any(entry.proposed for entry in self.entries)

    @property
    def is_billable(self) -> bool:
        """Somebody says so, or accepted it; whether anything says what it costs is another thing."""
        return any(line.is_billed or line.ground is Ground.NO_RATE for line in self.lines)

    @property
    def currency(self) -> str:
        return self.price.currency if self.price else ""

    @property
    def receipt_number(self) -> str:
        return number_of(self.receipt) if self.receipt else ""

    @property
    def people(self) -> str:
        return ", ".join(dict.fromkeys(str(entry.member or entry.written_by) for entry in self.entries))


def number_of(receipt: ConsentReceipt) -> str:
    """What a bill calls a receipt: the first letters of its digest, which its copies carry too."""
    return f"R-{receipt.digest[:12]}"


@dataclass(frozen=True, slots=True)
class Worked:
    """An incident, its work that holds, and what was asked of the client, with the receipts; the oldest first."""

    incident: Incident
    entries: Sequence[WorkEntry]
    consents: Sequence[Consent]


@dataclass(frozen=True, slots=True)
class Stint:
    """One entry of work: what a person said of it (None: nothing), its runs, and the minutes before what was accepted counts."""

    said: bool | None
    runs: Runs
    early: int = 0


def bill_of(row: Worked, *, decision: Decision | None) -> IncidentBill:
    """`decision`: the one that counts, with its version of the tier."""
    version = decision.tier_version if decision else None
    consent = _that_counts(row.consents)
    receipt = (
        getattr(consent, "receipt", None) if consent and consent.status == ConsentStatus.ACCEPTED else None
    )
    price = _accepted(receipt) if receipt else price_of(version)
    case = Case(
        covered=decision is None or decision.covered, contain_only=decision is not None and decision.contain_only,
        consent=ConsentStatus(consent.status) if consent else None, priced=price is not None,
    )  # fmt: skip
    since = _counts_from(row.incident, receipt) if receipt else None
    tier = f"{decision.tier_name} v{version.number}" if decision and version else ""
    lines = lines_of([_stint(entry, since) for entry in row.entries], case, price)
    return IncidentBill(row.incident, row.entries, price, receipt, tier, lines)


def lines_of(stints: Iterable[Stint], case: Case, price: CallOut | None) -> tuple[Line, ...]:
    """What is billed first, then what is not, ground by ground."""
    worked = _by_ground(stints, case)
    return (*_billed(worked, price), *_unbilled(worked))


def price_of(version: SlaTierVersion | None) -> CallOut | None:
    """What the tier said when it was decided; None: nothing says what an hour costs."""
    return call_out_of(version) if version and version.call_out_sold and version.rate_cents else None


def _that_counts(consents: Sequence[Consent]) -> Consent | None:
    accepted = [each for each in consents if each.status == ConsentStatus.ACCEPTED]
    return next(reversed(accepted or list(consents)), None)


def _accepted(receipt: ConsentReceipt) -> CallOut:
    """What was accepted is the price, in every band."""
    return CallOut(receipt.rate_cents, receipt.currency, receipt.minimum_minutes, receipt.increment_minutes)


def _counts_from(incident: Incident, receipt: ConsentReceipt) -> datetime:
    """What is accepted counts from when we phone, and never from before it was accepted; the minute that was begun is free."""
    called = incident.responded_at if incident.responded_how == "called" else None
    start = max(receipt.at, called or receipt.at)
    minute = start.replace(second=0, microsecond=0)
    return minute if minute == start else minute + A_MINUTE


def _stint(entry: WorkEntry, counts_from: datetime | None) -> Stint:
    early = (counts_from - entry.started_at) // A_MINUTE if counts_from else 0
    return Stint(entry.billable, told_runs(entry.bands), max(early, 0))


def _by_ground(stints: Iterable[Stint], case: Case) -> Mapping[Ground, list[Runs]]:
    found: defaultdict[Ground, list[Runs]] = defaultdict(list)
    for stint in stints:
        ground = ground_of(case, said=stint.said)
        is_cut = stint.said is None and ground is Ground.ACCEPTED
        free, rest = cut(stint.runs, stint.early if is_cut else 0)
        found[ground].append(rest)
        if free:
            found[Ground.BEFORE_CALL].append(free)
    return found


def _billed(worked: Mapping[Ground, list[Runs]], price: CallOut | None) -> Iterable[Line]:
    if price:
        minutes = minutes_by_band(runs for ground in BILLED for runs in worked.get(ground, ()))
        ground = Ground.ACCEPTED if any(worked.get(Ground.ACCEPTED, ())) else Ground.SAID_YES
        for one in bill(minutes, price).charges:
            yield Line(ground, one.band, one.minutes, one.percent, one.cents)


def _unbilled(worked: Mapping[Ground, list[Runs]]) -> Iterable[Line]:
    for ground in sorted(worked.keys() - BILLED, key=ORDER.index):
        for band, minutes in minutes_by_band(worked[ground]).items():
            yield Line(ground, band, minutes, 0, 0)
