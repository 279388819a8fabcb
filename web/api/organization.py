"""The organization itself, and its audit."""

from dataclasses import asdict, replace
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.organizations import Settings, edit_organization
from accounts.audit import Actor
from accounts.audit_search import AuditWanted, BadMark, audit_events, one_page
from accounts.edition import edition_of
from accounts.models import AuditEvent, Organization
from accounts.permissions import Act
from hours.clock import now
from web.api import setup_shapes as shapes
from web.api.pagination import PAGE_SIZE, link
from web.api.reading import read_query, read_question, somebody_called
from web.api.telling import instant
from web.api.view import ApiView, actor_of, organization_of
from web.client_page import address_of_shared_form


def told(row: Organization) -> dict[str, Any]:
    state = asdict(Settings.of(row))
    return {
        "slug": row.slug,
        "shared_form": address_of_shared_form(row),
        **state,
        "edition": edition_of(state),
    }


class OneOrganization(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="organization_read", responses=shapes.OrganizationTold)
    def get(self, request: Request) -> Response:
        """The organization the token belongs to."""
        return Response(told(organization_of(request)))

    @extend_schema(
        operation_id="organization_change", request=shapes.OrganizationChange, responses=shapes.OrganizationTold
    )  # fmt: skip
    def patch(self, request: Request) -> Response:
        """Change what is sent. Links that carry a former prefix go on working."""
        row = organization_of(request)
        said = read_question(shapes.OrganizationChange, request)
        seen = said.pop("edition")
        settings = replace(Settings.of(row), **said)
        changed = edit_organization(
            organization=row, settings=settings, actor=actor_of(request), now=now(), seen=seen
        )
        return Response(told(changed))


class Audit(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="audit_list", parameters=[shapes.AuditAsked], responses=shapes.AuditTold)
    def get(self, request: Request) -> Response:
        """Who did what to which thing, the newest first. Nobody can change it."""
        said = read_query(shapes.AuditAsked, request)
        wanted = wanted_of(organization_of(request), said)
        try:
            page = one_page(
                audit_events(organization_of(request), wanted), said.get("cursor", ""), size=PAGE_SIZE
            )
        except BadMark as error:
            raise ValidationError({"cursor": ["Must be taken from `next` or `previous`."]}) from error
        return Response(
            {
                "results": list(map(line, page.events)),
                "next": link(request, page.older) if page.older else None,
                "previous": link(request, page.newer) if page.newer else None,
            }
        )


def wanted_of(organization: Organization, said: dict[str, Any]) -> AuditWanted:
    """Raises ValidationError for an address that is no member's, or no partner's handle."""
    narrowed = {name: value for name, value in said.items() if name not in ("member", "cursor")}
    if "member" not in said:
        return AuditWanted(**narrowed)
    who = somebody_called(organization, said["member"], field="member")
    return AuditWanted(actor_kind=Actor.member(who).kind, actor_id=who.pk, **narrowed)


def line(row: AuditEvent) -> dict[str, Any]:
    return {
        "id": row.pk,
        "at": instant(row.at),
        "actor_kind": row.actor_kind,
        "actor": row.actor_name,
        "verb": row.verb,
        "object_kind": row.object_kind,
        "object_id": row.object_id,
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
        "address": row.address,
    }
