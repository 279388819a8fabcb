"""Reply codes: two or three digits that mean one incident on one phone, until two days after it ends."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Value

from routing.models import Incident, ReplyCode
from routing.replies import free_code

log = logging.getLogger(__name__)
HELD_AFTER_END = timedelta(hours=48)
TRIES = 20


def code_for(*, phone: str, incident: Incident, now: datetime) -> str:
    """The phone's code for this incident, taken if it has none yet. Unique per phone across organizations."""
    held = ReplyCode.objects.filter(phone=phone, incident=incident).values_list("code", flat=True).first()
    return held or _take(phone, incident, now)


def _take(phone: str, incident: Incident, now: datetime) -> str:
    """A free code, or none: a phone whose codes are all in use is paged without one, never not at all."""
    for attempt in range(TRIES):
        held = ReplyCode.objects.filter(phone=phone, held__overlap=(now, None)).values_list("code", flat=True)
        code = free_code(frozenset(held), start=incident.number * 7 + attempt)
        if code is None:
            break
        if _hold(phone, code, incident, now):
            return code
    log.error("No reply code is free on a phone: incident %s is paged without one.", incident.pk)
    return ""


def _hold(phone: str, code: str, incident: Incident, now: datetime) -> bool:
    """False when somebody else took it in this moment."""
    try:
        with transaction.atomic():
            ReplyCode.objects.create(
                phone=phone, code=code, incident=incident, held=DateTimeTZRange(now, None)
            )
    except IntegrityError:
        return False
    return True


def release_codes(incident: Incident, *, now: datetime) -> None:
    """The incident ended: its codes are free for others after two days, until then they still mean it."""
    end = Value(now + HELD_AFTER_END)
    held = Func(Func(F("held"), function="lower"), end, function="tstzrange")
    ReplyCode.objects.filter(incident=incident, held__endswith__isnull=True).update(held=held)


def keep_codes(incident: Incident) -> None:
    """The incident is open again: its codes are held on. One that means another incident by now is given up."""
    held = Func(Func(F("held"), function="lower"), Value(None), function="tstzrange")
    for row in ReplyCode.objects.filter(incident=incident):
        try:
            with transaction.atomic():
                ReplyCode.objects.filter(pk=row.pk).update(held=held)
        except IntegrityError:
            row.delete()
