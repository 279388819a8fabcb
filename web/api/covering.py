"""What a caller says to new holes: `?holes=fill`, or `?holes=keep&hole_reason=...`; without it such an edit is a 409."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request

from accounts.permissions import Act, may
from hours.clock import now
from routing.actions.cover import (
    LONGEST_REASON,
    Answer,
    Ask,
    Asking,
    Fill,
    Keep,
    with_cover,
    with_promises_covered,
)
from web.api.reading import read_query
from web.api.view import actor_of, member_of, organization_of

Done = TypeVar("Done")


class HolesAnswered(serializers.Serializer[None]):
    """The query of an edit that may leave promised time without people."""

    holes = serializers.ChoiceField(
        choices=["fill", "keep"],
        required=False,
        help_text="fill: the owner is on call then, too; keep: say why",
    )
    hole_reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, help_text="for keep: stands in the audit"
    )


def covered(
    request: Request, edit: Callable[[], Done], *, start_at: datetime | None = None, end_at: datetime | None = None,
    policies: Collection[int] | None = None,
) -> Done:  # fmt: skip
    """Raises NewHoles (409, `new-holes`), ValidationError, PermissionDenied."""
    return with_cover(edit, asking(request), start_at=start_at, end_at=end_at, policies=policies)


def promises_covered(request: Request, edit: Callable[[], Done]) -> Done:
    """The same for an edit of what is promised, to whom, or which policy keeps it."""
    return with_promises_covered(edit, asking(request))


def asking(request: Request) -> Asking:
    return Asking(organization_of(request), _answer(request), actor_of(request), now(), by=member_of(request))


def _answer(request: Request) -> Answer:
    said = read_query(HolesAnswered, request)
    if said.get("holes") == "fill":
        me = member_of(request)
        if me and not may(me.role, Act.OVERRIDE_OTHERS):
            raise PermissionDenied("Only an owner or manager puts somebody else on call.")
        return Fill()
    if said.get("holes") != "keep":
        return Ask()
    if "hole_reason" not in said:
        raise ValidationError({"hole_reason": ["Say why the hole stays."]})
    return Keep(said["hole_reason"])
