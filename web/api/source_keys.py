"""A source's way: set live, back to listening, given another key, the old key ended."""

from datetime import timedelta

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hours.clock import now
from routing.actions.integration_edit import end_previous_key, rotate_key
from routing.actions.listening import listen_again, set_live
from web.api import source_shapes as shapes
from web.api.idempotency import answered_once
from web.api.reading import read_question, refused_as_it_stands
from web.api.sources import as_it_is, source_of, with_key
from web.api.view import ApiView, actor_of


class Live(ApiView):
    @extend_schema(operation_id="sources_set_live", request=None, responses=shapes.SourceTold)
    @answered_once
    def post(self, request: Request, source_id: int) -> Response:
        """From now on its alerts page. 409 while nobody in the fallback can be reached."""
        row = source_of(request, source_id)
        with refused_as_it_stands():
            set_live(integration=row, actor=actor_of(request), now=now())
        return Response(as_it_is(row))


class Listen(ApiView):
    @extend_schema(operation_id="sources_listen", request=None, responses=shapes.SourceTold)
    @answered_once
    def post(self, request: Request, source_id: int) -> Response:
        """From now on its alerts are kept and wake nobody; incidents that are open go on."""
        row = source_of(request, source_id)
        listen_again(integration=row, actor=actor_of(request), now=now())
        return Response(as_it_is(row))


class Key(ApiView):
    @extend_schema(operation_id="sources_replace_key", request=shapes.KeyWanted, responses=shapes.SourceMade)
    @answered_once
    def post(self, request: Request, source_id: int) -> Response:
        """A new key, shown in this answer alone; the old one works on for a while, one older ends now."""
        row = source_of(request, source_id)
        overlap = timedelta(seconds=read_question(shapes.KeyWanted, request)["overlap_seconds"])
        changed, key = rotate_key(integration=row, overlap=overlap, actor=actor_of(request), now=now())
        return with_key(changed, key)


class OldKey(ApiView):
    @extend_schema(operation_id="sources_end_old_key", responses={204: None})
    def delete(self, request: Request, source_id: int) -> Response:
        """The old key opens nothing any more; what still sends with it is refused."""
        row = source_of(request, source_id)
        end_previous_key(integration=row, actor=actor_of(request), now=now())
        return Response(status=204)
