"""Looking for what an address or a hidden field names: no such row, for this organization, is a page that is not there."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from accounts.models import Organization
from sla.models import Client
from sla.queries import get_client

Asked = ParamSpec("Asked")
Row = TypeVar("Row")


def or_404(get: Callable[Asked, Row], *asked: Asked.args, **more: Asked.kwargs) -> Row:
    """`or_404(get_tier, organization, tier_id)`: what the query finds. Raises Http404; no row is called by a NUL, which
    PostgreSQL takes nowhere.
    """
    if any("\x00" in each for each in asked if isinstance(each, str)):
        raise Http404
    try:
        return get(*asked, **more)
    except ObjectDoesNotExist:
        raise Http404 from None


def asked_client(organization: Organization, code: str) -> Client | None:
    """None for an empty code. Raises Http404."""
    return or_404(get_client, organization, code) if code else None


def id_in(text: str) -> int:
    """The id that a field of ours carries. Raises Http404 for what no row could have."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)
