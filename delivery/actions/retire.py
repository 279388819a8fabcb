"""A member's numbers, ended: nothing that waits goes there any more."""

from datetime import datetime

from accounts.models import Membership
from delivery.actions.cancel import cancel_messages
from delivery.models import ContactMethod, Message
from delivery.queries import contact_methods


def retire_contact_methods(*, member: Membership, now: datetime) -> list[ContactMethod]:
    """Archive them and cancel what waits for them, inside the caller's transaction; an address a colleague has too
    still gets what is theirs. Returns them; whoever calls writes the audit.
    """
    rows = list(contact_methods([member]))
    contact_methods([member]).update(archived_at=now)
    addresses = {row.address for row in rows}
    shared = ContactMethod.objects.filter(
        organization=member.organization_id, address__in=addresses, archived_at=None
    ).values_list("address", flat=True)
    waiting = Message.objects.filter(
        organization=member.organization_id, address__in=addresses - set(shared), ended_at=None
    )
    cancel_messages(waiting.values_list("pk", flat=True), now=now)
    return rows
