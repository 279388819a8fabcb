"""What the coverage oracle is told, asked and answers: frozen, without rows or settings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hours.calendar import Band, Calendar
from sla.priority import Priority


class ServiceLine(StrEnum):
    """What kind of help is wanted."""

    HELP_DESK = "help_desk"
    MONITORING = "monitoring"
    SECURITY = "security"


class Outcome(StrEnum):
    """What was promised: wake somebody, give it to the desk, or ask whether a charge is accepted."""

    PAGE = "page"
    QUEUE = "queue"
    CONSENT = "consent"


class Channel(StrEnum):
    """How it came in. An alert is a machine's, and machines accept no charges."""

    ALERT = "alert"
    FORM = "form"
    MEMBER = "member"
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"


class TierKind(StrEnum):
    """An ordinary tier is sold; the others answer for an unknown client and for one without a live agreement."""

    ORDINARY = "ordinary"
    DEFAULT = "default"
    NO_AGREEMENT = "no_agreement"


class Runs(StrEnum):
    """What a target counts: all time, the client's open time, or the client's business days (whole days only)."""

    ALWAYS = "24x7"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True)
class Rule:
    """One cell of a tier's grid. `contain_only`: paged by the owner's rule although the client doesn't pay for it."""

    outcome: Outcome
    contain_only: bool = False


Cell = tuple[ServiceLine, Band, Priority]


@dataclass(frozen=True)
class Targets:
    """Targets of one priority; see `Runs` for what they count. ValueError: part of a day where days are counted."""

    acknowledge: timedelta
    response: timedelta
    update: timedelta
    resolution: timedelta
    runs: Runs

    def __post_init__(self) -> None:
        each = (self.acknowledge, self.response, self.update, self.resolution)
        if self.runs is Runs.DAYS and any(target % timedelta(days=1) for target in each):
            raise ValueError("Targets in business days are whole days.")


@dataclass(frozen=True)
class CallOut:
    """What a technician costs outside the agreement: cents per hour, least and step in minutes; by which terms, if any; what
    percent of the rate in each band.
    """

    rate_cents: int
    currency: str = "USD"
    minimum_minutes: int = 60
    increment_minutes: int = 15
    terms_url: str = ""
    terms_version: str = ""
    business_hours_percent: int = 100
    after_hours_percent: int = 100
    weekend_percent: int = 100
    holiday_percent: int = 100

    @property
    def percents(self) -> dict[Band, int]:
        each = (
            self.business_hours_percent, self.after_hours_percent, self.weekend_percent, self.holiday_percent,
        )  # fmt: skip
        return dict(zip(Band, each, strict=True))

    @property
    def least_percent(self) -> int:
        return min(self.percents.values())

    def percent_of(self, band: Band) -> int:
        return self.percents[band]

    def times(self, percent: int) -> "CallOut":
        """One rate for every band, so much of this one's; half a cent and more is a cent."""
        rate = (self.rate_cents * percent * 2 + 100) // 200
        return replace(
            self, rate_cents=rate, business_hours_percent=100, after_hours_percent=100, weekend_percent=100,
            holiday_percent=100,
        )  # fmt: skip


@dataclass(frozen=True)
class TierFacts:
    """One version of a tier. `id` is the version's; `rules` has all 48 cells, `targets` all four priorities."""

    id: int
    name: str
    kind: TierKind
    version: int
    rules: Mapping[Cell, Rule]
    targets: Mapping[Priority, Targets]
    call_out: CallOut | None = None


@dataclass(frozen=True)
class AgreementFacts:
    """Local dates, both inclusive. Without site or service line it stands for all of them."""

    id: int
    tier: TierFacts
    starts_on: date
    ends_on: date | None = None
    suspended: bool = False
    site_id: int | None = None
    service_line: ServiceLine | None = None


@dataclass(frozen=True)
class ClientFacts:
    """A known client; its agreements run to midnight in `zone`, whichever site asks."""

    code: str
    name: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Facts:
    """All that decides. `calendar` is the site's, else the client's, else (unknown client) the organization's.

    `desk_calendar` None: there is no desk, which counts as one that never opens.
    """

    client: ClientFacts | None
    calendar: Calendar
    agreements: tuple[AgreementFacts, ...]
    default_tier: TierFacts
    no_agreement_tier: TierFacts
    desk_calendar: Calendar | None


@dataclass(frozen=True)
class Question:
    """One request. `received_at` is our receipt of the fact asked about, never the sender's time.

    `untaken_at_desk`: it lay at the desk and nobody took it, within its target or until the desk closed.
    `charge_accepted`: somebody who may accepted what a technician costs, for this request. `sent_at`: when it really
    came, where `received_at` is that of the page that promised just before.
    """

    received_at: datetime
    service_line: ServiceLine
    priority: Priority
    channel: Channel
    site_id: int | None = None
    untaken_at_desk: bool = False
    charge_accepted: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """The decision, to be frozen into the incident.

    `covered`: an agreement (or, in doubt, the default tier) promises help at this hour. `marked_not_covered`: whoever
    is paged must read that it isn't. `next_opening_at`: when the desk gets it, for `queue` and `consent`; None for
    `page`. `desk_open`: at the time of receipt. A deadline is None where the client's calendar never gives it the
    time. `tier_id` is the version's. `reasons`: plain English, in the order in which they decided. `call_out`: what a
    technician would cost, where the outcome is `consent` and the tier sells it.
    """

    outcome: Outcome
    band: Band
    reasons: tuple[str, ...]
    covered: bool
    contain_only: bool
    marked_not_covered: bool
    agreement_id: int | None
    tier_id: int
    tier_name: str
    tier_version: int
    tier_kind: TierKind
    acknowledge_due_at: datetime | None
    response_due_at: datetime | None
    update_due_at: datetime | None
    resolution_due_at: datetime | None
    next_opening_at: datetime | None
    desk_open: bool
    call_out: CallOut | None = None
