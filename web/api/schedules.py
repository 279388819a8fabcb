"""What a schedule would give: the preview changes nothing."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from oncall.preview import preview
from web.api import answers
from web.api.idempotency import answered_once
from web.api.preview_shape import PreviewAsked
from web.api.throttles import QuestionThrottle
from web.api.view import ApiView


class Preview(ApiView):
    acts = {"POST": Act.VIEW}
    throttle = QuestionThrottle

    @extend_schema(operation_id="schedules_preview", request=PreviewAsked, responses=answers.Preview)
    @answered_once
    def post(self, request: Request) -> Response:
        """Shifts, gaps, who is on call at instants and the next handoffs of layers, overrides and time off."""
        return Response(preview(request.data, now=now()))
