"""Who is on call."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from accounts.queries import responders
from hours.clock import now
from oncall.queries import schedules
from oncall.shifts import FURTHEST
from oncall.stored_specs import schedule_specs
from web.api import answers, asked, telling
from web.api.reading import read_query
from web.api.view import ApiView, organization_of


class OnCallNow(ApiView):
    acts = {"GET": Act.VIEW}

    @extend_schema(
        operation_id="on_call", parameters=[asked.OnCallAsked], responses=answers.OnCall(many=True)
    )
    def get(self, request: Request) -> Response:
        """Who is on call in each schedule at an instant, and until when that stays so."""
        at = read_query(asked.OnCallAsked, request).get("at") or now()
        rows = list(schedules(organization_of(request)))
        specs = schedule_specs(rows, since=at, until=at + FURTHEST)
        people = {member.pk: member for member in responders(organization_of(request))}
        return Response([telling.on_call(row, specs[row.pk], at, people) for row in rows])
