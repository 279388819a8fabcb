"""The organization's last chain: who is paged when nobody of a policy answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record_edit
from accounts.edition import refuse_stale
from accounts.models import Membership, Organization
from accounts.queries import responders
from accounts.refusal import Refused
from delivery.models import ContactMethod
from oncall.models import FallbackEntry
from oncall.queries import fallback_members

MOST_MEMBERS = 20
SHORTEST_INTERVAL, LONGEST_INTERVAL = 60, 86_400  # seconds


def stand_behind_everyone(*, member: Membership) -> FallbackEntry:
    """Put a member at the end of the fallback, once. Call it inside a transaction."""
    organization = lock_organization(member.organization_id)
    chain = FallbackEntry.objects.filter(organization=organization).order_by("-position")
    last = chain.first()
    entry, _created = FallbackEntry.objects.get_or_create(
        organization=organization, member=member, defaults={"position": last.position + 1 if last else 1}
    )
    if len(fallback_members(organization)) > 1:
        Organization.objects.filter(pk=organization.pk).update(alone_confirmed_at=None)
    return entry


def fallback_state(organization: Organization, chain: Sequence[Membership]) -> dict[str, Any]:
    """What is another edition of the fallback."""
    return {"chain": [row.pk for row in chain], "interval_seconds": organization.fallback_interval_seconds}


def save_fallback(
    *, organization: Organization, member_ids: Sequence[int], interval_seconds: int, alone: bool, actor: Actor,
    now: datetime, seen: str | None = None,
) -> None:  # fmt: skip
    """The whole chain in its order. `alone`: one person says that nobody stands behind them; needed once.

    Raises Refused, naming the field: once live, somebody in it has a verified phone.
    """
    with transaction.atomic():
        fresh = lock_organization(organization.pk)
        chain = fallback_members(fresh)
        before = fallback_state(fresh, chain)
        refuse_stale(
            organization=fresh, object_kind="fallback", object_id=fresh.pk, state=before, seen=seen,
        )  # fmt: skip
        after = _people(fresh, member_ids)
        _refuse_bad(fresh, after, interval_seconds, alone)
        _store(fresh, after, interval_seconds, now)
        told = {"chain": list(map(str, after)), "interval_seconds": interval_seconds}
        record_edit(
            organization=fresh, actor=actor, object_kind="fallback", object_id=fresh.pk,
            before={**before, "chain": list(map(str, chain))}, after=told, now=now,
        )  # fmt: skip


def _people(organization: Organization, member_ids: Sequence[int]) -> list[Membership]:
    """The members in this order. Raises Refused for anybody else, or twice the same."""
    found = {row.pk: row for row in responders(organization).filter(pk__in=member_ids)}
    if not 1 <= len(member_ids) <= MOST_MEMBERS:
        raise Refused(people=_("Name 1 to 20 people."))
    if len(set(member_ids)) < len(member_ids):
        raise Refused(people=_("Somebody is named twice: name them once."))
    if found.keys() != set(member_ids):
        raise Refused(people=_("Everybody in the fallback is a member who has not left."))
    return [found[pk] for pk in member_ids]


def _refuse_bad(
    organization: Organization, chain: Sequence[Membership], interval_seconds: int, alone: bool
) -> None:
    if not SHORTEST_INTERVAL <= interval_seconds <= LONGEST_INTERVAL:
        raise Refused(interval=_("Page the fallback again after 1 minute to a day."))
    if organization.went_live_at is not None and not _somebody_is_reached(chain):
        raise Refused(
            people=_(
                "Nobody of them has a verified phone, so nobody would be reached. Keep somebody who has one."
            )
        )
    if len(chain) == 1 and not alone and organization.alone_confirmed_at is None:
        raise Refused(alone=_("Name a second person, or confirm that you are alone."))


def _somebody_is_reached(chain: Sequence[Membership]) -> bool:
    phones = ContactMethod.objects.filter(
        member__in=[row.pk for row in chain], kind=ContactMethod.Kind.PHONE, archived_at=None,
        verified_at__isnull=False,
    )  # fmt: skip
    return phones.exists()


def _store(
    organization: Organization, chain: Sequence[Membership], interval_seconds: int, now: datetime
) -> None:
    FallbackEntry.objects.filter(organization=organization).delete()
    FallbackEntry.objects.bulk_create(
        FallbackEntry(organization=organization, position=place, member=member)
        for place, member in enumerate(chain, start=1)
    )
    organization.fallback_interval_seconds = interval_seconds
    organization.alone_confirmed_at = (organization.alone_confirmed_at or now) if len(chain) == 1 else None
    organization.save(update_fields=["fallback_interval_seconds", "alone_confirmed_at"])
