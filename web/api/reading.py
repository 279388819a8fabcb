"""From what was asked to rows of the caller's own organization; what cannot be read is refused with its field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from accounts.edition import Stale
from accounts.models import Membership, Organization
from accounts.permissions import Act, may
from accounts.queries import member_by_email, seat_called
from accounts.refusal import Refused
from routing.actions.respond import NotPossible
from routing.models import Incident
from routing.queries import get_incident
from sla.models import Client, Site
from sla.priority import Impact, Priority, Urgency, priority_of
from sla.queries import get_client, get_site
from web.api.view import member_of, organization_of

type_of_shape = type[Serializer[None]]


def read_body(shape: type_of_shape, request: Request) -> dict[str, Any]:
    """The body's fields. Raises ValidationError."""
    return checked(shape, body_of(request))


def body_of(request: Request) -> dict[str, Any]:
    """The object StrictJson read."""
    return dict(request.data) if isinstance(request.data, dict) else {}


def read_question(shape: type_of_shape, request: Request) -> dict[str, Any]:
    """Like `read_body`, refusing unknown fields: a question read wrong gets a wrong answer."""
    known = shape().fields
    strange = [name for name in body_of(request) if name not in known]
    if strange:
        words = f"There is no such field. There are: {', '.join(known)}."
        raise ValidationError({name: [words] for name in strange[:20]})
    return checked(shape, body_of(request))


def read_query(shape: type_of_shape, request: Request) -> dict[str, Any]:
    """The query string's fields. Raises ValidationError."""
    return checked(shape, request.query_params.dict())


def checked(shape: type_of_shape, data: dict[str, Any]) -> dict[str, Any]:
    found = shape(data=data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


def incident_called(organization: Organization, name: str) -> Incident:
    """By its number, 1042, or its reference, HP-1042. Raises Incident.DoesNotExist."""
    prefix, _, digits = name.rpartition("-")
    if prefix.upper() not in {"", *organization.incident_prefixes}:
        raise NotFound
    return get_incident(organization, int(digits))


def client_coded(organization: Organization, code: str | None) -> Client | None:
    """None: not identified. Raises ValidationError for a code that is none of this organization's."""
    if code is None:
        return None
    try:
        return get_client(organization, code)
    except Client.DoesNotExist as error:
        raise ValidationError(
            {"client": [f"There is no client with the code {code!r}; null: not identified."]}
        ) from error


def site_named(client: Client | None, name: str | None) -> Site | None:
    """Raises ValidationError for a site the client does not have."""
    if not name:
        return None
    try:
        return get_site(client, name) if client else None
    except (Site.DoesNotExist, Site.MultipleObjectsReturned) as error:
        raise ValidationError({"site": [f"{client} has no site {name!r}: send its name or id."]}) from error


def priority_in(said: dict[str, Any]) -> str:
    """What was said, or what impact and urgency make. Raises ValidationError when neither is there."""
    if "priority" in said:
        return str(said["priority"])
    if "impact" in said and "urgency" in said:
        return str(priority_of(Impact(said["impact"]), Urgency(said["urgency"])).value)
    raise ValidationError(
        {"priority": [f"Send priority ({', '.join(Priority)}), or impact and urgency (high, medium, low)."]}
    )


def who_takes(request: Request, handle: str | None) -> Membership:
    """In whose name this is done: the token's member, else the named member or partner. Raises ValidationError."""
    return _own(request, handle) or whom_to_page(organization_of(request), handle or "", field="member")


def who_acts(request: Request, handle: str | None) -> Membership | None:
    """Like `who_takes`, where the deed may also be the program's own."""
    return who_takes(request, handle) if handle or member_of(request) else None


def who_swaps(request: Request, email: str | None) -> Membership:
    """Like `who_takes`, of members alone: a partner swaps with nobody."""
    return _own(request, email) or responder(organization_of(request), email or "", field="member")


def who_decides(request: Request, email: str | None) -> Membership | None:
    """Like `who_acts`, of members alone."""
    return who_swaps(request, email) if email or member_of(request) else None


def _own(request: Request, handle: str | None) -> Membership | None:
    """The token's member, who acts for nobody else. Raises ValidationError, also where nobody is named at all."""
    own = member_of(request)
    if own is None and not handle:
        raise ValidationError({"member": ["This token is nobody's own: name a member by e-mail address."]})
    if own is not None and handle and handle.lower() != own.handle.lower():
        raise ValidationError({"member": [f"This token is {own.handle}'s own and acts for nobody else."]})
    return own


@contextmanager
def refused_as(**names: str) -> Iterator[None]:
    """What an action refuses, by the names the body has for its fields."""
    try:
        yield
    except Stale:
        raise
    except Refused as refused:
        raise Refused(**{names.get(name, name): words for name, words in refused.errors.items()}) from refused


@contextmanager
def refused_as_it_stands() -> Iterator[None]:
    """What an action refuses where no field is at fault: 409."""
    try:
        yield
    except Refused as refused:
        raise NotPossible(str(refused)) from refused


def own_member(request: Request) -> Membership:
    """Who answers for it: some deeds need a person, not a program. Raises PermissionDenied."""
    own = member_of(request)
    if own is None:
        raise PermissionDenied("This token is nobody's own: this needs the token of a manager.")
    return own


def member_named(organization: Organization, email: str, *, field: str) -> Membership:
    """Raises ValidationError."""
    try:
        return member_by_email(organization, email)
    except Membership.DoesNotExist as error:
        words = f"{organization} has no member with the address {email!r}."
        raise ValidationError({field: [words]}) from error


def somebody_called(organization: Organization, handle: str, *, field: str) -> Membership:
    """A member by e-mail address or a partner by `partner:7`, who has not left. Raises ValidationError."""
    try:
        seat = seat_called(organization, handle)
    except Membership.DoesNotExist:
        seat = None
    if seat is None or not seat.is_here:
        raise ValidationError({field: [f"{organization} has no member or partner {handle!r}."]})
    return seat


def responder(organization: Organization, email: str, *, field: str) -> Membership:
    """A member who may take incidents. Raises ValidationError."""
    return _who_responds(member_named(organization, email, field=field), field)


def whom_to_page(organization: Organization, handle: str, *, field: str) -> Membership:
    """A member who may take incidents, or a partner. Raises ValidationError."""
    return _who_responds(somebody_called(organization, handle, field=field), field)


def _who_responds(member: Membership, field: str) -> Membership:
    if not may(member.role, Act.RESPOND):
        raise ValidationError(
            {field: [f"{member} is a {member.role}: technicians and above take incidents."]}
        )
    return member
