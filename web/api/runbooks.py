"""Runbooks: the list, one of them, writing, changing and archiving one."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.permissions import Act
from hours.clock import now
from sla.actions.runbooks import (
    RunbookDetails,
    Step,
    archive_runbook,
    create_runbook,
    edit_runbook,
    runbook_state,
)
from sla.lookups import get_runbook, runbooks_in_use
from sla.models import Client, Runbook, RunbookStep
from sla.queries import get_client
from sla.runbook_check import Unready, unready_for_the_night
from web.api import work_shapes as shapes
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question
from web.api.view import ApiView, actor_of, organization_of

Said = dict[str, Any]


def told(row: Runbook) -> Said:
    """From `runbooks_in_use`."""
    return {
        "id": row.pk,
        "title": row.title,
        "client": row.client.code if row.client else None,
        "service_line": row.service_line or None,
        "alert_class": row.alert_class or None,
        "link": row.link,
        "steps": list(map(step_told, row.steps.all())),
        "edition": edition_of(runbook_state(row)),
    }


def step_told(row: RunbookStep) -> Said:
    return {
        "text": row.text,
        "role": row.role or None,
        "responsible": row.responsible,
        "deadline_minutes": row.deadline_minutes,
        "link": row.link,
    }


class Runbooks(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="runbooks_list", parameters=[PagesAsked], responses=shapes.RunbooksTold)
    def get(self, request: Request) -> Response:
        """Runbooks that are not archived, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(runbooks_in_use(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="runbooks_add", request=shapes.RunbookWanted, responses={201: shapes.RunbookTold}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """A runbook; new incidents that it fits get its steps."""
        organization = organization_of(request)
        details = details_of(organization, read_question(shapes.RunbookWanted, request))
        row = create_runbook(organization=organization, details=details, actor=actor_of(request), now=now())
        whole = told(get_runbook(organization, row.pk))
        return Response(whole, status=201, headers={"Location": f"{request.path}{row.pk}/"})


class RunbookCheck(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="runbooks_check", responses=shapes.UnreadyTold)
    def get(self, request: Request) -> Response:
        """Clients who are promised a technician for a P1 at night without a runbook or somebody to phone, by name."""
        found = unready_for_the_night(organization_of(request), now())
        return Response({"count": len(found), "results": list(map(unready_told, found))})


def unready_told(row: Unready) -> Said:
    return {
        "client": row.client.code,
        "no_runbook_for": [{"service_line": each.line.value, "only": list(each.only)} for each in row.lines],
        "no_person": row.no_person,
    }


class OneRunbook(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="runbooks_read", responses=shapes.RunbookTold)
    def get(self, request: Request, runbook_id: int) -> Response:
        """One runbook, also by an id it had before a change."""
        return Response(told(get_runbook(organization_of(request), runbook_id)))

    @extend_schema(operation_id="runbooks_change", request=shapes.RunbookChange, responses=shapes.RunbookTold)
    def put(self, request: Request, runbook_id: int) -> Response:
        """The whole runbook as it is to be, for new incidents; it gets another id."""
        organization = organization_of(request)
        row = get_runbook(organization, runbook_id)
        said = read_question(shapes.RunbookChange, request)
        new = edit_runbook(
            runbook=row, details=details_of(organization, said), actor=actor_of(request), now=now(), seen=said["edition"]
        )  # fmt: skip
        return Response(told(get_runbook(organization, new.pk)))

    @extend_schema(operation_id="runbooks_archive", responses={204: None})
    def delete(self, request: Request, runbook_id: int) -> Response:
        """New incidents get the next one that fits; open ones keep their steps and ticks."""
        row = get_runbook(organization_of(request), runbook_id)
        archive_runbook(runbook=row, actor=actor_of(request), now=now())
        return Response(status=204)


def details_of(organization: Organization, said: Said) -> RunbookDetails:
    """Raises ValidationError for a client there is not."""
    return RunbookDetails(
        title=said["title"],
        client=client_meant(organization, said["client"]),
        service_line=said["service_line"] or "",
        alert_class=said["alert_class"] or "",
        link=said["link"],
        steps=tuple(Step(**each | {"role": each["role"] or ""}) for each in said["steps"]),
    )


def client_meant(organization: Organization, code: str | None) -> Client | None:
    if code is None:
        return None
    try:
        return get_client(organization, code)
    except Client.DoesNotExist as error:
        words = f"There is no client with the code {code!r}; null: every client."
        raise ValidationError({"client": [words]}) from error
