"""Inbound sources: the list, a new one that listens, changing, retiring one."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.permissions import Act
from hours.clock import now
from routing.actions import listening
from routing.actions.integration_edit import edit_integration
from routing.models import Integration
from routing.queries import get_integration, integrations, with_traffic
from web.api import source_shapes as shapes
from web.api.idempotency import ShownOnce, answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import client_coded, read_query, read_question
from web.api.telling import instant
from web.api.view import ApiView, actor_of, organization_of
from web.source_sheet import day_of


def told(row: Integration, at: datetime) -> dict[str, Any]:
    """Of a row of `rows_of`."""
    ends_at = row.previous_key_until
    old_key_works = ends_at is not None and ends_at > at
    return {
        "id": row.pk,
        "state": row.state,
        **listening.told(row),
        "key_prefix": row.key_prefix,
        "old_key_prefix": row.previous_key_prefix if old_key_works else None,
        "old_key_until": instant(ends_at) if old_key_works else None,
        "last_event_at": instant(row.last_event_at),  # type: ignore[attr-defined]
        "events_in_24_hours": row.event_count,  # type: ignore[attr-defined]
        "created_at": instant(row.created_at),
        "edition": edition_of(listening.told(row)),
    }


def rows_of(organization: Organization, at: datetime) -> QuerySet[Integration]:
    """Those with a key, with what came from each."""
    keyed = integrations(organization).filter(kind=Integration.Kind.GENERIC)
    return with_traffic(keyed, since=day_of(at))


def source_of(request: Request, source_id: int) -> Integration:
    """Raises Integration.DoesNotExist, also for another organization's and a retired one."""
    return get_integration(organization_of(request), source_id)


def as_it_is(row: Integration) -> dict[str, Any]:
    at = now()
    return told(rows_of(row.organization, at).get(pk=row.pk), at)


def with_key(row: Integration, key: str, **more: Any) -> Response:
    """A source and its key, which nobody can read again."""
    address = f"{settings.PUBLIC_BASE_URL}{reverse('inbound', args=[key])}"
    return ShownOnce(as_it_is(row), secrets={"key": key, "address": address}, **more)


class Sources(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="sources_list", parameters=[PagesAsked], responses=shapes.SourcesTold)
    def get(self, request: Request) -> Response:
        """Tools that send alerts here, the newest first; retired ones are left out."""
        read_query(PagesAsked, request)
        at = now()
        page = one_page(rows_of(organization_of(request), at), request)
        return Response(page.told(lambda row: told(row, at)))

    @extend_schema(
        operation_id="sources_connect", request=shapes.SourceNew, responses={201: shapes.SourceMade}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """A source that listens, with its key: shown in this answer, and nowhere afterwards."""
        organization = organization_of(request)
        said = read_question(shapes.SourceNew, request)
        client = client_coded(organization, said.pop("client"))
        row, key = listening.create_listening(
            organization=organization, client=client, **said, actor=actor_of(request), now=now()
        )
        return with_key(row, key, status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneSource(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="sources_read", responses=shapes.SourceTold)
    def get(self, request: Request, source_id: int) -> Response:
        """One source; its key is not told."""
        return Response(as_it_is(source_of(request, source_id)))

    @extend_schema(operation_id="sources_change", request=shapes.SourceChange, responses=shapes.SourceTold)
    def patch(self, request: Request, source_id: int) -> Response:
        """Another name, client or service line; it counts from the next alert on."""
        row = source_of(request, source_id)
        said = read_question(shapes.SourceChange, request)
        changed = edit_integration(
            integration=row, name=said.get("name", row.name),
            client=client_coded(row.organization, said["client"]) if "client" in said else row.client,
            service_line=said.get("service_line", row.service_line),
            seen=said["edition"] or edition_of(listening.told(row)), actor=actor_of(request), now=now(),
        )  # fmt: skip
        return Response(as_it_is(changed))

    @extend_schema(operation_id="sources_retire", responses={204: None})
    def delete(self, request: Request, source_id: int) -> Response:
        """Retire it, for good: what still sends to its address is refused. Its open incidents go on."""
        row = source_of(request, source_id)
        listening.retire(integration=row, actor=actor_of(request), now=now())
        return Response(status=204)
