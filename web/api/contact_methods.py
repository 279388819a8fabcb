"""Contact methods of a member: seen, added, proven with a code, removed. One's own, or anybody's for a manager."""

from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership
from accounts.permissions import Act, may
from accounts.queries import member_by_email
from accounts.refusal import Refused
from delivery.actions.contact_methods import add_email, add_phone, enter_code, send_code
from delivery.actions.verify import Check
from delivery.models import Channel, ContactMethod
from delivery.queries import contact_methods, get_contact_method
from hours.clock import now
from oncall.actions.phones import retire_contact_method
from routing.actions.keep_fallback import keeping_the_fallback
from routing.actions.respond import NotPossible
from web.api import contact_shapes as shapes
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.members import EMAIL
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question, refused_as_it_stands
from web.api.telling import instant
from web.api.view import ApiView, actor_of, member_of, organization_of
from web.code_words import wrong_code

METHOD = OpenApiParameter("method_id", int, OpenApiParameter.PATH)


def whose(request: Request, email: str) -> Membership:
    """The member, where the caller may see and set what is theirs. Raises DoesNotExist, PermissionDenied."""
    member, me = member_by_email(organization_of(request), email), member_of(request)
    if me and me.pk != member.pk and not may(me.role, Act.MANAGE):
        raise PermissionDenied("That is somebody else's. An owner or manager can do it.")
    return member


def method_of(request: Request, email: str, method_id: int) -> ContactMethod:
    """Raises DoesNotExist, also for another member's and one that was removed."""
    member = whose(request, email)
    row = get_contact_method(member.organization, method_id)
    if row.member_id != member.pk:
        raise ContactMethod.DoesNotExist
    return row


def told(row: ContactMethod) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "address": row.address,
        "can_text": row.can_text,
        "can_call": row.can_call,
        "verified_at": instant(row.verified_at),
    }


class ContactMethods(ApiView):
    acts = {"GET": Act.VIEW, "POST": Act.RESPOND}

    @extend_schema(
        operation_id="contact_methods_list", parameters=[EMAIL, PagesAsked], responses=shapes.MethodsTold
    )
    def get(self, request: Request, email: str) -> Response:
        """How they are reached, the newest first."""
        member = whose(request, email)
        read_query(PagesAsked, request)
        return Response(one_page(contact_methods([member]), request).told(told))

    @extend_schema(
        operation_id="contact_methods_add", parameters=[EMAIL], request=shapes.MethodNew,
        responses={201: shapes.MethodTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, email: str) -> Response:
        """A phone or mail address. Nothing is sent yet: ask for a code."""
        member = whose(request, email)
        row = added(member, read_question(shapes.MethodNew, request), request)
        return Response(told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


def added(member: Membership, said: dict[str, Any], request: Request) -> ContactMethod:
    rest: dict[str, Any] = {"member": member, "actor": actor_of(request), "now": now()}
    if said["kind"] == ContactMethod.Kind.EMAIL:
        return add_email(email=said["address"], **rest)
    return add_phone(phone=said["address"], can_text=said["can_text"], can_call=said["can_call"], **rest)


class OneContactMethod(ApiView):
    acts = {"DELETE": Act.RESPOND}

    @extend_schema(
        operation_id="contact_methods_remove",
        parameters=[EMAIL, METHOD, HolesAnswered],
        responses={204: None},
    )
    def delete(self, request: Request, email: str, method_id: str) -> Response:
        """Never page it again. 409 for the last phone by which the fallback can be reached."""
        return removed(method_of(request, email, int(method_id)), request)


def removed(method: ContactMethod, request: Request) -> Response:
    """Raises NewHoles where promised time would have nobody."""
    edit = partial(retire_contact_method, method=method, actor=actor_of(request), now=now())
    with refused_as_it_stands():
        covered(request, keeping_the_fallback(organization_of(request), field="method")(edit))
    return Response(status=204)


class Code(ApiView):
    acts = {"POST": Act.RESPOND}

    @extend_schema(
        operation_id="contact_methods_send_code", parameters=[EMAIL, METHOD], request=shapes.CodeAsked, responses=shapes.CodeSent
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, email: str, method_id: str) -> Response:
        """Send a code to it, by text, call or mail."""
        return code_sent(method_of(request, email, int(method_id)), request)


def code_sent(method: ContactMethod, request: Request) -> Response:
    said = read_question(shapes.CodeAsked, request)
    if method.verified_at is not None:
        raise NotPossible("It is verified already: no code is needed.")
    sent = send_code(method=method, channel=Channel(said["channel"]) if said["channel"] else None, now=now())
    return Response({"channel": sent.channel, "expires_at": instant(sent.expires_at)})


class Verify(ApiView):
    acts = {"POST": Act.RESPOND}

    @extend_schema(
        operation_id="contact_methods_verify", parameters=[EMAIL, METHOD], request=shapes.CodeEntered, responses=shapes.MethodTold
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, email: str, method_id: str) -> Response:
        """Enter the code, with a token of the member's own: it proves that its owner holds the phone."""
        method = method_of(request, email, int(method_id))
        me = member_of(request)
        if me is None or me.pk != method.member_id:
            raise PermissionDenied("Only its owner enters the code, with a token of their own.")
        entered(method, request)
        return Response(told(method_of(request, email, int(method_id))))


def entered(method: ContactMethod, request: Request) -> None:
    """Raises Refused on `code` for a wrong one."""
    code = read_question(shapes.CodeEntered, request)["code"]
    checked = enter_code(method=method, code=code, actor=actor_of(request), now=now())
    if checked.result is not Check.VERIFIED:
        raise Refused(code=wrong_code(checked))
