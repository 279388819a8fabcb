"""What tools call a client in their own records: read, and set as a whole."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from hours.clock import now
from routing.actions.external_ids import set_external_ids
from routing.source_ids import ids_state
from sla.models import Client
from web.api import client_shapes as shapes
from web.api.client_told import Said
from web.api.promise_reading import CODE, client_of, seen
from web.api.reading import read_question
from web.api.view import ApiView, actor_of


class ExternalIds(ApiView):
    @extend_schema(operation_id="external_ids_read", parameters=[CODE], responses=shapes.ExternalIdsTold)
    def get(self, request: Request, code: str) -> Response:
        """The client's ids in the tools that send alerts."""
        return Response(_told(client_of(request, code)))

    @extend_schema(
        operation_id="external_ids_set", parameters=[CODE], request=shapes.ExternalIdsWanted,
        responses=shapes.ExternalIdsTold,
    )  # fmt: skip
    def put(self, request: Request, code: str) -> Response:
        """All of them as they are to be. An alert with such an id is this client's, whatever name it gives."""
        client = client_of(request, code)
        said = read_question(shapes.ExternalIdsWanted, request)
        set_external_ids(
            client=client, written=said["external_ids"], actor=actor_of(request), now=now(),
            seen=seen(said, ids_state(client)),
        )  # fmt: skip
        return Response(_told(client))


def _told(client: Client) -> Said:
    state = ids_state(client)
    return {**state, "edition": edition_of(state)}
