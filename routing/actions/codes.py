"""Reply codes: two or three digits that mean one incident, or one shift that wants a word, on one phone; an incident's
until two days after it ends.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Func, Value
from django.db.models.functions import Greatest

from accounts.models import Membership
from delivery.models import ContactMethod
from routing.models import Handoff, Incident, ReplyCode
from routing.replies import free_code
from routing.subject import subject_for
from routing.words import Subject

log = logging.getLogger(__name__)
OTHERS_WITHIN = timedelta(minutes=60)
HELD_AFTER_END = timedelta(hours=48)
TRIES = 20
HELD = """
    SELECT coalesce(incident_id, -handoff_id), code FROM routing_replycode
    WHERE phone = %s AND (coalesce(incident_id, -handoff_id) = %s OR held && tstzrange(%s, NULL))
"""
OTHERS = """
    (SELECT page.code,
        incident.status = 'triggered' AND page.status <> 'rejected'
        OR incident.status = 'acknowledged' AND incident.taken_by_id IS NOT DISTINCT FROM page.member_id
    FROM delivery_contactmethod method JOIN routing_page page ON page.contact_method_id = method.id
        JOIN delivery_message message ON message.id = page.message_id
        JOIN routing_incident incident ON incident.id = page.incident_id
    WHERE method.address = %(phone)s AND page.created_at > %(since)s AND message.tries > 0
        AND page.organization_id = %(organization)s AND page.incident_id <> %(incident)s
    ORDER BY page.id DESC LIMIT 20)
    UNION ALL
    (SELECT '', false FROM routing_handoff
    WHERE phone = %(phone)s AND organization_id = %(organization)s AND confirmed_at IS NULL AND withdrawn_at IS NULL
        AND phone <> '' AND asks_bare AND asked_at > %(since)s LIMIT 1)
"""
HOLD = """
    INSERT INTO routing_replycode (phone, code, incident_id, handoff_id, held)
    VALUES (%s, %s, %s, %s, tstzrange(%s, %s)) ON CONFLICT DO NOTHING
"""


def code_for(*, phone: str, incident: Incident, now: datetime) -> str:
    """The phone's code for this incident, taken if it has none yet. Unique per phone across organizations.

    A phone whose codes are all in use is paged without one, never not at all.
    """
    code = _code(phone, incident.pk, (incident.pk, None, now, None), now, start=incident.number * 7)
    if not code:
        log.error("No reply code is free on a phone: incident %s is paged without one.", incident.pk)
    return code


def code_of_handoff(*, phone: str, handoff: Handoff, until: datetime, now: datetime) -> str:
    """The phone's code for this shift, taken if it has none yet; "" where none is free."""
    return _code(phone, -handoff.pk, (None, handoff.pk, now, until), now, start=handoff.pk * 7)


def subject_on(phone: ContactMethod, incident: Incident, reader: Membership, *, now: datetime) -> Subject:
    """What the incident is called on this phone, with the key that works there: its code, taken if it has none yet."""
    code = code_for(phone=phone.address, incident=incident, now=now)
    coded = bool(other_pages(phone.address, incident, now=now))
    return subject_for(incident, reader, code=code, coded=coded)


def _code(phone: str, thing: int, row: tuple[Any, ...], now: datetime, *, start: int) -> str:
    """`thing`: an incident's id, or less than none: a handoff's. `row`: what is held, from when, until when."""
    for attempt in range(TRIES):
        held = _held(phone, thing, now)
        if thing in held:
            return held[thing]
        code = free_code(frozenset(held.values()), start=start + attempt)
        if code is None:
            break
        if _hold(phone, code, row):
            return code
    return ""


def _held(phone: str, thing: int, now: datetime) -> dict[int, str]:
    """The codes that mean something on this phone now, and this thing's own, by what they mean."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [phone, thing, now])
        return dict(cursor.fetchall())


def _hold(phone: str, code: str, row: tuple[Any, ...]) -> bool:
    """False when somebody else took it in this moment."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [phone, code, *row])
        return bool(cursor.rowcount)


def other_pages(phone: str, incident: Incident, *, now: datetime) -> list[tuple[str, bool]]:
    """(code, whether it waits for whoever was paged, or is theirs) of other incidents' pages of the last hour, the newest
    first: they make a bare key ambiguous. So does a shift that waits for a bare 1; it has no code here.
    """
    with connection.cursor() as cursor:
        cursor.execute(OTHERS, {
            "phone": phone, "since": now - OTHERS_WITHIN, "organization": incident.organization_id,
            "incident": incident.pk,
        })  # fmt: skip
        newest: dict[str, bool] = {}
        for code, is_theirs in cursor.fetchall():
            newest.setdefault(code, is_theirs)
    return list(newest.items())


def release_codes(incident: Incident, *, now: datetime) -> None:
    """The incident ended: its codes are free for others after two days, until then they still mean it."""
    begun = Func(F("held"), function="lower")
    held = Func(begun, Greatest(begun, Value(now + HELD_AFTER_END)), function="tstzrange")
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
