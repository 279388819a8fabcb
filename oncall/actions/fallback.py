"""The organization's last chain."""

from accounts.models import Membership, Organization
from oncall.models import FallbackEntry


def stand_behind_everyone(*, member: Membership) -> FallbackEntry:
    """Put a member at the end of the fallback, once. Call it inside a transaction."""
    organization = Organization.objects.select_for_update(no_key=True).get(pk=member.organization_id)
    chain = FallbackEntry.objects.filter(organization=organization).order_by("-position")
    last = chain.first()
    entry, _ = FallbackEntry.objects.get_or_create(
        organization=organization, member=member, defaults={"position": last.position + 1 if last else 1}
    )
    return entry
