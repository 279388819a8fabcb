"""One of ours writes to the client: by text, by mail, and on the client's own page. It stops nothing; it counts as an answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.audit import Actor
from accounts.models import Membership
from accounts.refusal import Refused
from delivery.actions.write import write_message
from delivery.models import Channel, Message, PhoneNumber
from delivery.queries import sender_of
from delivery.segments import plain
from routing.actions.respond import acting, answer_client
from routing.actions.timeline import say
from routing.client_ways import Way
from routing.models import ClientMessage, Incident
from routing.subject import update_sender
from routing.update_words import MOST_SEGMENTS, as_mail, as_text, length

CHANNEL_WORDS = {Channel.SMS: "by text to", Channel.EMAIL: "by mail to"}


def send_update(
    *, incident_id: int, text: str, ways: Sequence[Way], sending: UUID, by: Membership, actor: Actor, now: datetime
) -> Incident:  # fmt: skip
    """Send it; `sending` makes a push of the button that comes twice one. Refused: nothing to say, too long for a text."""
    words = plain(text).strip()
    _check(words, ways)
    with acting(incident_id, "update_sent", actor, now, reason=words[:200]) as incident:
        if ClientMessage.objects.filter(incident=incident, sending=sending).exists():
            return incident
        _check_length(incident, words, ways)
        for way in ways:
            message = _message(incident, way, words, now)
            ClientMessage.objects.create(
                organization_id=incident.organization_id, incident=incident, message=message, sending=sending
            )
        answer_client(incident, how="wrote", by=by, now=now)
        say(incident, "update", words, now=now, member=by, shown_to_client=True)
        to = ", ".join(f"{CHANNEL_WORDS[way.channel]} {way.address}" for way in ways)
        say(incident, "client", f"The update goes {to}.", now=now, member=by)
        incident.save()
    return incident


def _check(words: str, ways: Sequence[Way]) -> None:
    if not words:
        raise Refused(text="Write what the client should know.")
    if not ways:
        raise Refused(ways="Say to whom it goes: tick at least one.")


def _check_length(incident: Incident, words: str, ways: Sequence[Way]) -> None:
    found = length(update_sender(incident), words)
    if found.is_too_long and any(way.channel == Channel.SMS for way in ways):
        raise Refused(
            text=f"As a text this is {found.segments} messages long; at most {MOST_SEGMENTS} go out."
            " Shorten it, or send it by mail only."
        )


def _message(incident: Incident, way: Way, words: str, now: datetime) -> Message:
    sender = update_sender(incident)
    if way.channel == Channel.SMS:
        subject, body = "", as_text(sender, words)
        number = _client_number(incident)
    else:
        (subject, body), number = as_mail(sender, words), None
    return write_message(
        organization=incident.organization, channel=way.channel, address=way.address, subject=subject, body=body,
        sender=number, purpose="client", priority=4, due_at=now, now=now,
    )  # fmt: skip


def _client_number(incident: Incident) -> PhoneNumber:
    """Never the number that pages come from."""
    number = sender_of(incident.organization, PhoneNumber.Purpose.CLIENT)
    if number is None:
        raise Refused(ways="There is no number to text clients from. Send it by mail.")
    return number
