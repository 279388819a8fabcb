"""Reply codes: two or three digits that mean one incident on one phone, until two days after it ends."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Value

from routing.models import Incident, ReplyCode
from routing.replies import free_code

HELD_AFTER_END = timedelta(hours=48)
TRIES = 20


def code_for(*, phone: str, incident: Incident, now: datetime) -> str:
    """The phone's code for this incident, taken if it has none yet. Unique per phone across organizations."""
    held = ReplyCode.objects.filter(phone=phone, incident=incident).values_list("code", flat=True).first()
    return held or _take(phone, incident, now)


def _take(phone: str, incident: Incident, now: datetime) -> str:
    for attempt in range(TRIES):
        taken = ReplyCode.objects.filter(phone=phone, held__contains=now).values_list("code", flat=True)
        code = free_code(frozenset(taken), start=incident.number * 7 + attempt)
        try:
            with transaction.atomic():
                ReplyCode.objects.create(
                    phone=phone, code=code, incident=incident, held=DateTimeTZRange(now, None)
                )
        except IntegrityError:
            continue
        return code
    raise LookupError(f"No free reply code for incident {incident.pk} after {TRIES} tries.")


def release_codes(incident: Incident, *, now: datetime) -> None:
    """The incident ended: its codes are free for others after two days, until then they still mean it."""
    end = Value(now + HELD_AFTER_END)
    held = Func(Func(F("held"), function="lower"), end, function="tstzrange")
    ReplyCode.objects.filter(incident=incident, held__endswith__isnull=True).update(held=held)


def keep_codes(incident: Incident) -> None:
    """The incident is open again: its codes are held on."""
    held = Func(Func(F("held"), function="lower"), Value(None), function="tstzrange")
    ReplyCode.objects.filter(incident=incident).update(held=held)
