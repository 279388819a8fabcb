"""A message came to its end: what that means for its page, and whether the next way or the next person is due now."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction

from delivery.models import Message, MessageStatus
from delivery.nudge import nudge
from delivery.outcomes import is_dead_end
from routing.actions.lock import locked, wait_until
from routing.actions.paging import CHANNEL_WORDS, pull_forward
from routing.actions.timeline import say
from routing.escalation import PageFact, step_is_dead
from routing.models import ClientMessage, Incident, Page
from routing.states import PAGE_OPEN, IncidentStatus, PageStatus

BREATH = timedelta(minutes=1)  # between the fallback and everybody, when the fallback was a dead end
REASON_WORDS = {
    "no_answer": "nobody answered",
    "busy": "busy or declined",
    "voicemail": "a voicemail answered",
    "no_key": "answered, but no key was pressed",
    "picked_up_at_once": "picked up at once without a key: a machine",
    "opted_out": "this phone said STOP",
    "landline": "a landline takes no texts",
    "expired": "too late, not sent any more",
    "undelivered": "not delivered",
    "phone_off": "the phone is off",
    "invalid_number": "not a valid number",
}


def follow_up(*, message_id: UUID, now: datetime) -> bool:
    """Act on a message's end, once; False if somebody did already or it has not ended."""
    with transaction.atomic():
        message = Message.objects.filter(pk=message_id).first()
        if message is None or message.ended_at is None or message.followed_up_at is not None:
            return False
        page = Page.objects.filter(message=message).first()
        told = None if page else ClientMessage.objects.filter(message=message).first()
        incident = locked(page.incident_id) if page else None
        won = Message.objects.filter(pk=message_id, followed_up_at=None).update(followed_up_at=now) == 1
        if won and page and incident:
            page.refresh_from_db()
            _page_ended(incident, page, message, now)
        if won and told and message.status == MessageStatus.FAILED:
            _client_not_reached(told.incident, message, now)
    return won


def _client_not_reached(incident: Incident, message: Message, now: datetime) -> None:
    """Whoever wrote should know that nobody can have read it."""
    reason = message.reason or message.status
    why = REASON_WORDS.get(reason, reason.replace("_", " "))
    say(incident, "client", f"The update to {message.address} did not arrive: {why}.", now=now)


def _page_ended(incident: Incident, page: Page, message: Message, now: datetime) -> None:
    if message.status == MessageStatus.CANCELED or page.status not in PAGE_OPEN:
        return
    if message.status == MessageStatus.DELIVERED and message.channel == "sms":
        _say_outcome(incident, page, "delivered", now)
        return
    reason = message.reason or message.status
    Page.objects.filter(pk=page.pk, status__in=PAGE_OPEN).update(
        status=_end_of(page), reason=reason, ended_at=now
    )
    _say_outcome(incident, page, REASON_WORDS.get(reason, reason.replace("_", " ")), now)
    if is_dead_end(reason) and page.kind == Page.Kind.PAGE:
        _dead_end(incident, page, now)


def _end_of(page: Page) -> PageStatus:
    """A question for a sign of life that did not get through is a sign that did not come."""
    return PageStatus.EXPIRED if page.kind == Page.Kind.SIGN_OF_LIFE else PageStatus.FAILED


def _say_outcome(incident: Incident, page: Page, words: str, now: datetime) -> None:
    channel = CHANNEL_WORDS.get(page.channel, page.channel).capitalize()
    say(incident, "attempt", f"{channel} to {page.member}: {words}.", now=now, member=page.member)


def _dead_end(incident: Incident, page: Page, now: datetime) -> None:
    """The next way of this person is due now; when everybody of the step is a dead end, the next step is."""
    if pull_forward(incident, member_id=page.member_id, now=now):
        return
    if incident.step_started_at is None:
        return  # paging begins anew: its first step is due anyway
    if incident.fallback_round > 1:
        return  # nobody is left to move on to: the fallback keeps its interval
    if incident.status == IncidentStatus.TRIGGERED and step_is_dead(_facts(incident)):
        due_at = now if incident.fallback_round == 0 else max(now, incident.step_started_at + BREATH)
        wait_until(incident, due_at, "Everybody of this step was a dead end: the next step is due.")
        incident.save(update_fields=["due_at", "due_reason", "nudged_at"])
        nudge("page.advance", incident.pk)


def _facts(incident: Incident) -> list[PageFact]:
    rows = incident.pages.filter(created_at__gte=incident.step_started_at, kind=Page.Kind.PAGE)
    return [PageFact(row.member_id, _state(row)) for row in rows]


def _state(page: Page) -> Literal["open", "silent", "dead_end"]:
    if page.status in PAGE_OPEN:
        return "open"
    dead = page.status == PageStatus.REJECTED or (
        page.status == PageStatus.FAILED and is_dead_end(page.reason)
    )
    return "dead_end" if dead else "silent"
