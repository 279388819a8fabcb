"""Clients as a table: checked line by line first, then imported as a whole or not at all."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hours.clock import now
from routing.actions.external_ids import Learning
from sla.actions.import_clients import import_clients, plan_edition, plan_import
from sla.client_wishes import ImportPlan
from web.api import work_shapes as shapes
from web.api.idempotency import answered_once
from web.api.reading import read_question
from web.api.view import ApiView, actor_of, organization_of

MOST_TOLD = 50  # faults in one refusal


def told(planned: ImportPlan) -> dict[str, Any]:
    lines = [
        {"number": each.number, "client": each.client, "does": list(each.does), "wrong": list(each.wrong)}
        for each in planned.lines
    ]
    return {"is_right": planned.is_right, "lines": lines, "edition": plan_edition(planned)}


class Plan(ApiView):
    @extend_schema(operation_id="clients_plan_import", request=shapes.TableAsked, responses=shapes.PlanTold)
    @answered_once
    def post(self, request: Request) -> Response:
        """What importing this table would do, line by line. Nothing is stored."""
        text = read_question(shapes.TableAsked, request)["text"]
        organization = organization_of(request)
        planned = plan_import(organization=organization, text=text, now=now(), sources=Learning(organization))
        return Response(told(planned))


class Import(ApiView):
    @extend_schema(operation_id="clients_import", request=shapes.TableWanted, responses=shapes.PlanTold)
    @answered_once
    def post(self, request: Request) -> Response:
        """Import all of it in one go; doing it again changes nothing. 400 names each line that is wrong."""
        organization, at = organization_of(request), now()
        said = read_question(shapes.TableWanted, request)
        sources = Learning(organization)
        refuse_wrong(plan_import(organization=organization, text=said["text"], now=at, sources=sources))
        done = import_clients(
            organization=organization, text=said["text"], actor=actor_of(request), now=at, sources=sources,
            seen=said["edition"],
        )  # fmt: skip
        return Response(told(done))


def refuse_wrong(planned: ImportPlan) -> None:
    """Raises ValidationError with what is wrong on which line."""
    wrong = [f"Line {each.number}: {words}" for each in planned.lines for words in each.wrong]
    if wrong:
        raise ValidationError({"text": wrong[:MOST_TOLD]})
