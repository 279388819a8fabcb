"""The end of a message: said once, told upwards, with what it teaches about the address."""

from datetime import datetime

from delivery import nudge
from delivery.actions.opt_outs import opt_out
from delivery.models import Channel, ContactMethod, Message, MessageStatus
from delivery.outcomes import Reason

VERIFICATION = "verification"  # the purpose whose messages nobody above waits for
INVITATION, PASSWORD_RESET = "invitation", "password_reset"
OPENS_A_DOOR = (
    VERIFICATION,
    INVITATION,
    PASSWORD_RESET,
)  # their text is a key: nothing keeps it once it was sent


def end(message: Message, *, status: MessageStatus, reason: Reason, now: datetime) -> None:
    """End the locked message and nudge whoever follows up; what opens a door is blanked, its hash is kept elsewhere."""
    message.status, message.reason = status, reason
    message.ended_at, message.due_at, message.lease_until = now, None, None
    if message.purpose == VERIFICATION:
        message.followed_up_at = now
    if message.purpose in OPENS_A_DOOR:
        message.body = ""
    message.save(
        update_fields=["status", "reason", "ended_at", "due_at", "lease_until", "followed_up_at", "body"]
    )
    if message.followed_up_at is None:
        nudge.nudge(nudge.Task.FOLLOW_UP, message.pk)


def learn(message: Message, *, reason: Reason, code: int | None, now: datetime) -> None:
    """Keep what a failure says about the phone: it opted out, or it is a landline that takes no texts."""
    if reason == Reason.OPTED_OUT and message.number:
        opt_out(account=message.number.account, phone=message.address, word=f"error {code}", now=now)
    if reason == Reason.LANDLINE and message.channel == Channel.SMS:
        same = ContactMethod.objects.filter(organization_id=message.organization_id, address=message.address)
        same.update(can_text=False)
