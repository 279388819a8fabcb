"""What would happen with a request, and who would be paged, second by second. Changes nothing."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.what_if import what_if
from web.api import answers, asked, telling
from web.api.idempotency import answered_once
from web.api.reading import client_coded, priority_in, read_question, site_named
from web.api.throttles import QuestionThrottle
from web.api.view import ApiView, organization_of


class Decide(ApiView):
    acts = {"POST": Act.VIEW}
    throttle = QuestionThrottle

    @extend_schema(operation_id="coverage_decide", request=asked.Decide, responses=answers.Decided)
    @answered_once
    def post(self, request: Request) -> Response:
        """The decision for a client, a service line, a priority and an hour."""
        said = read_question(asked.Decide, request)
        organization = organization_of(request)
        client = client_coded(organization, said["client"])
        at, priority = said.get("at") or now(), priority_in(said)
        found = what_if(
            organization=organization, client=client, site=site_named(client, said["site"]),
            service_line=said["service_line"], priority=priority, channel=asked.CHANNELS[said["channel"]], at=at,
        )  # fmt: skip
        return Response(
            {
                **telling.verdict(found.verdict, at=at),
                "priority": priority,
                "call_out": telling.call_out(found.verdict.call_out) if found.verdict.call_out else None,
                "would_page": [telling.would_page(one) for one in found.pages],
            }
        )
