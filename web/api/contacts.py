"""People at a client: the list, one of them, adding, changing and archiving one."""

from dataclasses import replace

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hours.clock import now
from sla.actions.contacts import (
    ContactDetails,
    add_contact,
    archive_contact,
    contact_state,
    details_of,
    edit_contact,
)
from sla.lookups import get_contact
from sla.queries import contacts
from web.api import client_shapes as shapes
from web.api.client_told import contact_told
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.promise_reading import CODE, client_of, seen
from web.api.reading import read_query, read_question
from web.api.view import ApiView, actor_of


class Contacts(ApiView):
    @extend_schema(operation_id="contacts_list", parameters=[CODE, PagesAsked], responses=shapes.ContactsTold)
    def get(self, request: Request, code: str) -> Response:
        """Whom to call at a client, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(contacts(client_of(request, code)), request).told(contact_told))

    @extend_schema(
        operation_id="contacts_add", parameters=[CODE], request=shapes.ContactNew,
        responses={201: shapes.ContactTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str) -> Response:
        """A person at the client."""
        client = client_of(request, code)
        details = ContactDetails(**read_question(shapes.ContactNew, request))
        row = add_contact(client=client, details=details, actor=actor_of(request), now=now())
        return Response(contact_told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneContact(ApiView):
    @extend_schema(operation_id="contacts_read", parameters=[CODE], responses=shapes.ContactTold)
    def get(self, request: Request, code: str, contact_id: int) -> Response:
        """One person at the client."""
        return Response(contact_told(get_contact(client_of(request, code), contact_id)))

    @extend_schema(
        operation_id="contacts_change", parameters=[CODE], request=shapes.ContactChange,
        responses=shapes.ContactTold,
    )  # fmt: skip
    def patch(self, request: Request, code: str, contact_id: int) -> Response:
        """Change what is sent."""
        row = get_contact(client_of(request, code), contact_id)
        said = read_question(shapes.ContactChange, request)
        base = seen(said, contact_state(row))
        del said["edition"]
        details = replace(details_of(row), **said)
        changed = edit_contact(contact=row, details=details, actor=actor_of(request), now=now(), seen=base)
        return Response(contact_told(changed))

    @extend_schema(operation_id="contacts_archive", parameters=[CODE], responses={204: None})
    def delete(self, request: Request, code: str, contact_id: int) -> Response:
        """They are told nothing any more; open incidents keep the name and number they have."""
        row = get_contact(client_of(request, code), contact_id)
        archive_contact(contact=row, actor=actor_of(request), now=now())
        return Response(status=204)
