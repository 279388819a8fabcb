"""A text of somebody whose number no member has: kept, it wakes nobody and is not answered; the desk reads it in its mail."""

from datetime import datetime, timedelta

from delivery.models import PhoneNumber
from routing.actions.desk import mail_desk
from routing.models import Reply
from sla.queries import contacts_at, desk_of

TO_DESK = "to_desk"  # the effect of a text that went there
HOUR = timedelta(hours=1)
OF_ONE_NUMBER, OF_ALL = 5, 30  # an hour; what is more is kept only


def pass_to_desk(reply: Reply, number: PhoneNumber, *, now: datetime) -> None:
    """One mail for a text that says something. The caller saves the reply."""
    desk = desk_of(number.organization)
    if desk is None or not reply.body.strip() or _is_much(reply, now):
        return
    reply.effect = TO_DESK
    body = (
        f"{_who(reply, number)} texted {number.number}, which sends pages. Nobody was called, and nothing was answered:\n\n"
        f"{reply.body.strip()}\n"
    )
    mail_desk(
        desk, subject=f"A text from {reply.from_phone}", body=body, unique_key=f"text:{reply.pk}", now=now
    )


def _is_much(reply: Reply, now: datetime) -> bool:
    lately = Reply.objects.filter(
        organization=reply.organization_id, effect=TO_DESK, received_at__gt=now - HOUR
    )
    return lately.count() >= OF_ALL or lately.filter(from_phone=reply.from_phone).count() >= OF_ONE_NUMBER


def _who(reply: Reply, number: PhoneNumber) -> str:
    """Whoever is on file with that number; a number alone proves nothing."""
    found = contacts_at(number.organization, reply.from_phone)[:3]
    on_file = "; ".join(f"{each.name} of {each.client}" for each in found)
    return f"{reply.from_phone} ({on_file or 'not on file'})"
