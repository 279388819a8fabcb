"""Reading what was found of holes."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Organization
from routing.models import HoleMark, HoleSnapshot, KeptHole


def hole_snapshot(organization: Organization) -> HoleSnapshot:
    """Whole, with `is_old`: something was edited since, or it was never looked. One query."""
    return _snapshots().get(pk=organization.pk)


def hole_brief(organization: Organization) -> HoleSnapshot:
    """The same without the long parts, for pages that only name the most urgent ones."""
    return _snapshots().defer("content", "mailed", "told").get(pk=organization.pk)


def kept_holes(organization: Organization, now: datetime) -> list[KeptHole]:
    """What somebody kept and is not over, the last word first."""
    return list(KeptHole.objects.filter(organization=organization, end_at__gt=now).order_by("-pk"))


def _snapshots() -> QuerySet[HoleSnapshot]:
    return HoleSnapshot.objects.annotate(is_old=Exists(HoleMark.objects.filter(whose=OuterRef("pk"))))
