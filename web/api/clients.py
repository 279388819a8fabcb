"""Clients: the list, one of them, making, changing, archiving and restoring one, a new address for its form."""

from dataclasses import replace
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organization
from hours.clock import now
from sla.actions.clients import (
    ClientDetails,
    archive_client,
    client_state,
    create_client,
    edit_client,
    renew_form_address,
    restore_client,
)
from sla.client_links import links_of
from sla.lookups import archived_clients, get_archived_client, named_like
from sla.models import Client
from sla.queries import clients, with_everything
from web.api import client_shapes as shapes
from web.api.client_told import client_told, client_whole, form_address
from web.api.covering import HolesAnswered, promises_covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.promise_reading import CODE, client_of, hours_wanted, seen
from web.api.reading import read_query, read_question, refused_as
from web.api.view import ApiView, actor_of, organization_of

FIELDS = {"aliases": "other_names"}
AS_SAID = ("name", "code", "alert_note", "names_hidden_in_calls", "least_level")


def whole(organization: Organization, code: str) -> Client:
    """Raises Client.DoesNotExist."""
    return with_everything(organization).prefetch_related("aliases").get(code__iexact=code)


class Clients(ApiView):
    @extend_schema(
        operation_id="clients_list", parameters=[shapes.ClientsAsked], responses=shapes.ClientsTold
    )
    def get(self, request: Request) -> Response:
        """Who is looked after, the newest first; `words` narrows the list."""
        said, organization = read_query(shapes.ClientsAsked, request), organization_of(request)
        found = archived_clients(organization) if said["archived"] else clients(organization)
        if "words" in said:
            found = named_like(found, said["words"])
        rows = found.select_related("calendar").prefetch_related("aliases")
        return Response(one_page(rows, request).told(client_told))

    @extend_schema(
        operation_id="clients_add", parameters=[HolesAnswered], request=shapes.ClientNew, responses={201: shapes.ClientWhole}
    )  # fmt: skip
    @answered_once
    def post(self, request: Request) -> Response:
        """A client without an agreement yet: add one, or what comes in counts as not covered."""
        organization = organization_of(request)
        said = read_question(shapes.ClientNew, request)
        details = replace(ClientDetails(said["name"]), **wanted(organization, said))
        with refused_as(**FIELDS):
            add = partial(
                create_client, organization=organization, details=details, actor=actor_of(request), now=now()
            )
            row = promises_covered(request, add)
        told = client_whole(whole(organization, row.code))
        return Response(told, status=201, headers={"Location": f"{request.path}{row.code}/"})


class OneClient(ApiView):
    @extend_schema(operation_id="clients_read", parameters=[CODE], responses=shapes.ClientWhole)
    def get(self, request: Request, code: str) -> Response:
        """One client with its sites, contacts and agreements."""
        return Response(client_whole(whole(organization_of(request), code)))

    @extend_schema(
        operation_id="clients_change", parameters=[CODE, HolesAnswered], request=shapes.ClientChange,
        responses=shapes.ClientWhole,
    )  # fmt: skip
    def patch(self, request: Request, code: str) -> Response:
        """Change what is sent. What is open stays as it was decided."""
        organization = organization_of(request)
        client = whole(organization, code)
        said = read_question(shapes.ClientChange, request)
        details = replace(details_of(client), **wanted(organization, said))
        with refused_as(**FIELDS):
            change = partial(
                edit_client, client=client, details=details, actor=actor_of(request), now=now(),
                seen=seen(said, client_state(client)),
            )  # fmt: skip
            row = promises_covered(request, change)
        return Response(client_whole(whole(organization, row.code)))

    @extend_schema(operation_id="clients_archive", parameters=[CODE], responses={204: None})
    def delete(self, request: Request, code: str) -> Response:
        """Look after it no more: its agreements end, its form closes. What is open stays; nothing is deleted."""
        archive_client(client=client_of(request, code), actor=actor_of(request), now=now())
        return Response(status=204)


class Restored(ApiView):
    @extend_schema(
        operation_id="clients_restore", parameters=[CODE, HolesAnswered], request=None,
        responses=shapes.ClientWhole,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str) -> Response:
        """Bring an archived client back, without an agreement."""
        organization = organization_of(request)
        row = get_archived_client(organization, code)
        promises_covered(request, partial(restore_client, client=row, actor=actor_of(request), now=now()))
        return Response(client_whole(whole(organization, code)))


class FormAddress(ApiView):
    @extend_schema(
        operation_id="clients_renew_form_address", parameters=[CODE], request=None,
        responses=shapes.FormAddress,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str) -> Response:
        """A new address for the client's form; the old one stops working at once. Tell them the new one."""
        slug = renew_form_address(client=client_of(request, code), actor=actor_of(request), now=now())
        return Response({"form_address": form_address(slug)})


def wanted(organization: Organization, said: dict[str, Any]) -> dict[str, Any]:
    """What was said, as the actions take it. Raises ValidationError."""
    found = {name: said[name] for name in AS_SAID if name in said}
    if "other_names" in said:
        found["aliases"] = tuple(said["other_names"])
    if "links" in said:
        found["links"] = tuple(said["links"])
    return found | hours_wanted(organization, said)


def details_of(client: Client) -> ClientDetails:
    """What is stored."""
    return ClientDetails(
        name=client.name,
        code=client.code,
        calendar=client.calendar,
        aliases=tuple(each.name for each in client.aliases.all()),
        alert_note=client.alert_note,
        names_hidden_in_calls=client.names_hidden_in_calls,
        least_level=client.least_level,
        links=tuple(str(link) for link in links_of(client.links)),
    )
