"""What somebody reads who knows their password and is a member nowhere: what ended, when, and whom to ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Membership, Role, User
from accounts.queries import ended_memberships_of
from web.language import speak


@dataclass(frozen=True)
class Ended:
    """A membership that is over; `owners` are those of now, by name."""

    organization: str
    on: date
    owners: list[str]


def ended_page(request: HttpRequest, user: User) -> HttpResponse:
    """403 in words, in the language of the organization they left last."""
    list(messages.get_messages(request))  # "Successfully signed in" would be told beside it
    rows = list(ended_memberships_of(user))
    if rows:
        speak(request, rows[0].organization)
    return render(request, "membership_ended.html", {"ended": list(told(rows)), "messages": ()}, status=403)


def told(rows: list[Membership]) -> Iterator[Ended]:
    owners: dict[int, list[str]] = {}
    organizations = [row.organization_id for row in rows]
    for owner in Membership.objects.filter(
        organization__in=organizations, role=Role.OWNER, archived_at=None
    ).select_related("user").order_by("user__name", "id"):  # fmt: skip
        owners.setdefault(owner.organization_id, []).append(owner.login.name)
    for row in rows:
        if row.archived_at:
            zone = ZoneInfo(row.organization.time_zone)
            on = row.archived_at.astimezone(zone).date()
            yield Ended(row.organization.name, on, owners.get(row.organization_id, []))
