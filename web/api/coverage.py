"""What would happen with a request, and who would be paged, second by second. Changes nothing."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.actions.decide import decide_coverage
from routing.forecast import would_page
from sla.facts import Outcome
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
        case: dict[str, Any] = {
            "organization": organization,
            "client": client,
            "service_line": said["service_line"],
            "priority": priority_in(said),
            "at": said.get("at") or now(),
        }
        found = decide_coverage(
            **case, site=site_named(client, said["site"]), channel=asked.CHANNELS[said["channel"]]
        )
        pages = would_page(**case) if found.outcome is Outcome.PAGE else []
        return Response(
            {
                **telling.verdict(found, at=case["at"]),
                "priority": case["priority"],
                "call_out": telling.call_out(found.call_out) if found.call_out else None,
                "would_page": [telling.would_page(one) for one in pages],
            }
        )
