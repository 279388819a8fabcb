"""Phones of a partner: seen, added, proven while its desk is on the line, tried, removed. For owners and managers."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from delivery.models import ContactMethod
from delivery.queries import contact_methods, get_contact_method
from web.api import contact_shapes as shapes
from web.api.contact_methods import METHOD, added, code_sent, entered, removed, told
from web.api.covering import HolesAnswered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.partners import PARTNER_ID, partner_of
from web.api.people_shapes import PagesAsked
from web.api.reading import own_member, read_query, read_question
from web.api.trials import tried, try_it
from web.api.view import ApiView


def method_of(request: Request, partner_id: str, method_id: str) -> ContactMethod:
    """Raises DoesNotExist, also for another partner's and one that was removed."""
    partner = partner_of(request, partner_id)
    row = get_contact_method(partner.organization, int(method_id))
    if row.member_id != partner.pk:
        raise ContactMethod.DoesNotExist
    return row


class PartnerMethods(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(
        operation_id="partner_contact_methods_list", parameters=[PARTNER_ID, PagesAsked], responses=shapes.MethodsTold
    )  # fmt: skip
    def get(self, request: Request, partner_id: str) -> Response:
        """How it is reached, the newest first."""
        partner = partner_of(request, partner_id)
        read_query(PagesAsked, request)
        return Response(one_page(contact_methods([partner]), request).told(told))

    @extend_schema(
        operation_id="partner_contact_methods_add", parameters=[PARTNER_ID], request=shapes.MethodNew,
        responses={201: shapes.MethodTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, partner_id: str) -> Response:
        """A phone or mail address of its desk. Nothing is sent yet: ask for a code."""
        partner = partner_of(request, partner_id)
        row = added(partner, read_question(shapes.MethodNew, request), request)
        return Response(told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OnePartnerMethod(ApiView):
    @extend_schema(
        operation_id="partner_contact_methods_remove", parameters=[PARTNER_ID, METHOD, HolesAnswered], responses={204: None}
    )  # fmt: skip
    def delete(self, request: Request, partner_id: str, method_id: str) -> Response:
        """Never page it again. 409 for the last phone by which the fallback can be reached."""
        return removed(method_of(request, partner_id, method_id), request)


class PartnerCode(ApiView):
    @extend_schema(
        operation_id="partner_contact_methods_send_code", parameters=[PARTNER_ID, METHOD], request=shapes.CodeAsked,
        responses=shapes.CodeSent,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, partner_id: str, method_id: str) -> Response:
        """Send a code to it, by text, call or mail."""
        return code_sent(method_of(request, partner_id, method_id), request)


class PartnerVerify(ApiView):
    @extend_schema(
        operation_id="partner_contact_methods_verify", parameters=[PARTNER_ID, METHOD], request=shapes.CodeEntered,
        responses=shapes.MethodTold,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, partner_id: str, method_id: str) -> Response:
        """Enter the code that its desk reads to you, with a manager's own token: somebody answers for it."""
        method = method_of(request, partner_id, method_id)
        own_member(request)
        entered(method, request)
        return Response(told(method_of(request, partner_id, method_id)))


class PartnerTestPages(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(
        operation_id="partner_test_pages_list",
        parameters=[PARTNER_ID, METHOD],
        responses=shapes.TestPagesTold,
    )
    def get(self, request: Request, partner_id: str, method_id: str) -> Response:
        """The last five of the last hour, the newest first, and what became of each."""
        return tried(method_of(request, partner_id, method_id))

    @extend_schema(
        operation_id="partner_test_pages_send", parameters=[PARTNER_ID, METHOD], request=shapes.TestPageAsked,
        responses={202: shapes.TestPageTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, partner_id: str, method_id: str) -> Response:
        """Send a real text or call to its verified phone, as a page would come. Six an hour for each phone."""
        return try_it(method_of(request, partner_id, method_id), request)
