"""Photos and files of an incident: listed with links that soon end, and added one at a time."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.actions.attach import attach_one
from routing.file_link import SECONDS, link_to
from routing.models import Attachment
from routing.queries import files_of
from web.api import file_shapes as shapes
from web.api.file_body import OneFile, told_apart
from web.api.idempotency import answered_once
from web.api.incidents import NUMBER
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import body_of, incident_called, read_query, read_question, who_takes
from web.api.telling import address, instant
from web.api.view import ApiView, actor_of, organization_of
from web.file_words import REASONS


class Files(ApiView):
    acts = {"GET": Act.VIEW, "POST": Act.RESPOND}
    parser_classes = (OneFile,)

    def sent(self, request: Request) -> bytes:
        return told_apart(body_of(request))

    @extend_schema(
        operation_id="incidents_files", parameters=[NUMBER, PagesAsked], responses=shapes.FilesTold
    )
    def get(self, request: Request, number: str) -> Response:
        """Newest first, also of what was merged into it. A link works for five minutes, for whoever has it."""
        incident, at = incident_called(organization_of(request), number), now()
        read_query(PagesAsked, request)
        return Response(one_page(files_of(incident), request).told(lambda row: linked(row, at)))

    @extend_schema(
        operation_id="incidents_files_add", parameters=[NUMBER], request={"multipart/form-data": shapes.FileSent},
        responses={201: shapes.FileAdded, 200: shapes.FileAdded},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, number: str) -> Response:
        """Add one, taken by what is in it. 200: the same lies there already. Colleagues see it, the client does not."""
        incident = incident_called(organization_of(request), number)
        said = read_question(shapes.FileSent, request)
        by = who_takes(request, said["member"])
        row, was_here = attach_one(
            incident_id=incident.pk, given=said["file"], by=by, actor=actor_of(request), now=now()
        )
        return Response(told(row), status=200 if was_here else 201)


def told(row: Attachment) -> dict[str, Any]:
    return {
        "id": row.pk, "incident": row.incident.number, "name": row.name, "size": row.size, "kind": row.kind or None,
        "state": row.state, "reason": str(REASONS[row.reason]) if row.reason else None, "scan": row.scan,
        "added_by": address(row.member), "added_at": instant(row.created_at),
    }  # fmt: skip


def linked(row: Attachment, at: datetime) -> dict[str, Any]:
    link = link_to(row, now=at) if row.is_readable else None
    if link and not settings.ATTACHMENTS.origin:
        link = settings.PUBLIC_BASE_URL + link
    until = instant(at.replace(microsecond=0) + timedelta(seconds=SECONDS)) if link else None
    return told(row) | {"link": link, "link_until": until}
