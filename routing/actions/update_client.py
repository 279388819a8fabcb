"""One of ours writes to the client: by text, by mail, and on the client's own page. It stops nothing; it counts as an answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.audit import Actor
from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel, Message
from routing.actions.keep_clocks import keep_clocks
from routing.actions.respond import acting, answer_client
from routing.actions.timeline import say
from routing.client_ways import Way
from routing.models import ClientMessage, Incident
from routing.update_draft import Draft, drafts, said

CHANNEL_WORDS = {Channel.SMS: "by text to", Channel.EMAIL: "by mail to"}


def send_update(
    *, incident_id: int, text: str, ways: Sequence[Way], sending: UUID, by: Membership, actor: Actor, now: datetime
) -> Incident:  # fmt: skip
    """Send it; `sending` makes a push of the button that comes twice one. Refused: nothing to say, too long for a text."""
    words = said(text, ways)
    with acting(incident_id, "update_sent", actor, now, reason=words[:200]) as incident:
        if ClientMessage.objects.filter(incident=incident, sending=sending).exists():
            return incident
        for draft in drafts(incident, words, ways):
            message = _message(incident, draft, now)
            ClientMessage.objects.create(
                organization_id=incident.organization_id, incident=incident, message=message, sending=sending
            )
        answer_client(incident, how="wrote", by=by, now=now)
        say(incident, "update", words, now=now, member=by, shown_to_client=True)
        to = ", ".join(f"{CHANNEL_WORDS[way.channel]} {way.address}" for way in ways)
        say(incident, "client", f"The update goes {to}.", now=now, member=by)
        incident.save()
        keep_clocks(incident, now=now)
    return incident


def _message(incident: Incident, draft: Draft, now: datetime) -> Message:
    return write_message(
        organization=incident.organization, channel=draft.way.channel, address=draft.way.address,
        subject=draft.subject, body=draft.body, sender=draft.number, purpose="client", priority=4, due_at=now, now=now,
    )  # fmt: skip
