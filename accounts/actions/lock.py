"""One edit of an organization after the other: what holds for all its rows together is judged under this lock."""

from accounts.models import Organization


def lock_organization(organization_id: int) -> Organization:
    """The organization's row as it is now, held until the transaction ends; other rows may still refer to it."""
    return Organization.objects.select_for_update(no_key=True).get(pk=organization_id)
