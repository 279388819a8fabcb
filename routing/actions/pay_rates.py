"""What an hour on call and an hour of work pay from a day on. A rate is never rewritten: another begins, or it is taken out."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.models import Membership, Organization
from accounts.refusal import Refused
from routing.models import PayRate


@dataclass(frozen=True, slots=True)
class Pay:
    """Cents an hour, minutes, percent of both in each band; see PayRate."""

    starts_on: date
    standby_cents: int
    work_cents: int
    currency: str = "USD"
    minimum_minutes: int = 0
    increment_minutes: int = 1
    business_hours_percent: int = 100
    after_hours_percent: int = 100
    weekend_percent: int = 100
    holiday_percent: int = 100


def add_pay_rate(
    *, organization: Organization, member: Membership | None, pay: Pay, actor: Actor, now: datetime
) -> PayRate:
    """`member` None: for everybody without one of their own. Raises Refused, naming the field."""
    try:
        with transaction.atomic():
            row = PayRate.objects.create(
                organization=organization, member=member, created_at=now, **asdict(pay)
            )
            record(
                organization=organization, actor=actor, verb="pay_rate.added", object_kind="pay_rate", object_id=row.pk,
                after=rate_state(row), now=now,
            )  # fmt: skip
    except IntegrityError as error:
        if "one_pay_rate_from_a_day_on" not in str(error):
            raise
        raise Refused(starts_on=_("A rate begins on that day already. Take that one out first.")) from error
    return row


def take_pay_rate_out(*, rate: PayRate, actor: Actor, now: datetime) -> bool:
    """The one before it holds again. False: somebody was quicker."""
    with transaction.atomic():
        if not PayRate.objects.filter(pk=rate.pk, archived_at=None).update(archived_at=now):
            return False
        record(
            organization=rate.organization, actor=actor, verb="pay_rate.removed", object_kind="pay_rate", object_id=rate.pk,
            before=rate_state(rate), now=now,
        )  # fmt: skip
    return True


def rate_state(row: PayRate) -> dict[str, object]:
    """What the audit tells of a rate."""
    names = (
        "currency", "standby_cents", "work_cents", "minimum_minutes", "increment_minutes", "business_hours_percent",
        "after_hours_percent", "weekend_percent", "holiday_percent",
    )  # fmt: skip
    whose = {"member": str(row.member or ""), "starts_on": row.starts_on.isoformat()}
    return whose | {name: getattr(row, name) for name in names}
