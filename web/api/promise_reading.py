"""From what was asked to what was promised: rows of the caller's own organization, named in a body or an address."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.edition import edition_of
from accounts.models import Organization
from hours.clock import now
from sla.lookups import get_calendar, get_tier, newest_versions
from sla.models import Client, ServiceCalendar, SlaTier, SlaTierVersion
from sla.queries import get_client
from web.api.view import organization_of

CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="the client's code")
KEPT = "Choose one: `calendar` has hours and a zone of its own, `time_zone` makes new office hours there."


def client_of(request: Request, code: str) -> Client:
    """Raises Client.DoesNotExist."""
    return get_client(organization_of(request), code)


def calendar_numbered(organization: Organization, number: int) -> ServiceCalendar:
    """Raises ValidationError for one that is not there."""
    try:
        return get_calendar(organization, number)
    except ServiceCalendar.DoesNotExist as error:
        raise ValidationError({"calendar": [f"There is no service calendar {number}."]}) from error


def hours_wanted(organization: Organization, said: dict[str, Any]) -> dict[str, Any]:
    """`calendar` and `time_zone` as the actions take them; empty where nothing was said. Raises ValidationError."""
    number, zone = said.get("calendar"), said.get("time_zone", "")
    if number is not None and zone:
        raise ValidationError({"time_zone": [KEPT]})
    if number is not None:
        return {"calendar": calendar_numbered(organization, number), "time_zone": ""}
    return {"calendar": None, "time_zone": zone} if zone or "calendar" in said else {}


def tier_numbered(organization: Organization, number: int, *, field: str) -> SlaTier:
    """Raises ValidationError for one that is not there."""
    try:
        return get_tier(organization, number, now())
    except SlaTier.DoesNotExist as error:
        raise ValidationError({field: [f"There is no tier {number}."]}) from error


def version_sold(organization: Organization, tier: int) -> SlaTierVersion:
    """The newest version of a tier that can be agreed on. Raises ValidationError where there is none."""
    versions = {each.tier_id: each for each in newest_versions(organization)}
    if tier not in versions:
        offered = ", ".join(f"{each.tier_id} ({each.tier.name})" for each in versions.values())
        raise ValidationError({"tier": [f"No tier {tier} is offered. There are: {offered or 'none'}."]})
    return versions[tier]


def seen(said: dict[str, Any], state: Mapping[str, object]) -> str:
    """What a change is based on: the edition that was sent, else what was just read, so that what is not sent stays."""
    return said["edition"] or edition_of(state)
