"""Partners: as many as there are of each kind, each with a phone that is proven and one that is not, and some that were archived."""

from datetime import datetime

from accounts.models import PARTNER, Membership, Organization
from bench.house.size import Size
from delivery.models import ContactMethod


def take_in(organization: Organization, size: Size, now: datetime) -> list[Membership]:
    partners = Membership.objects.bulk_create(
        Membership(
            organization=organization, role=PARTNER, partner_name=f"Partner {number}", partner_zone="Pacific/Auckland",
            created_at=now, archived_at=now if number >= size.each else None,
        )
        for number in range(2 * size.each)
    )  # fmt: skip
    ContactMethod.objects.bulk_create(
        ContactMethod(
            organization=organization, member=partner, kind="phone", address=f"+64215{line}{number:04d}",
            verified_at=now if line == 5 else None, created_at=now,
        )
        for number, partner in enumerate(partners[: size.each])
        for line in (5, 6)
    )  # fmt: skip
    return partners
