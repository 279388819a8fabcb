"""Numbers one sends from: the list, adding, switching, replacing, archiving one. For owners."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.permissions import Act
from delivery.actions import numbers as actions
from delivery.models import PhoneNumber, ProviderAccount
from delivery.queries import get_number, numbers_of, own_account, platform_account
from hours.clock import now
from routing.actions.keep_fallback import keeping_the_fallback
from routing.actions.respond import NotPossible
from web.api import number_shapes as shapes
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question, refused_as_it_stands
from web.api.view import ApiView, actor_of, organization_of


def told(row: PhoneNumber) -> dict[str, Any]:
    text_address, call_address = actions.webhook_addresses(row.account)
    return {
        "id": row.pk,
        "number": row.number,
        "purpose": row.purpose,
        **actions.told(row),
        "own_account": row.account.organization_id is not None,
        "text_address": text_address,
        "call_address": call_address,
        "edition": edition_of(actions.told(row)),
    }


def number_of(request: Request, number_id: int) -> PhoneNumber:
    """Raises PhoneNumber.DoesNotExist, also for another organization's and an archived one."""
    return get_number(organization_of(request), number_id)


def sending_account(organization: Organization) -> ProviderAccount:
    """Whose account a new number is looked up in. Raises NotPossible."""
    account = own_account(organization) or platform_account()
    if account is None:
        raise NotPossible("No account sends yet: enter your own at provider-account/ first.")
    return account


def wanted(said: dict[str, Any]) -> actions.Wanted:
    return actions.Wanted(said["number"], said["sms_state"], said["voice_state"])


class Numbers(ApiView):
    acts = {"GET": Act.OWN, "POST": Act.OWN}

    @extend_schema(operation_id="numbers_list", parameters=[PagesAsked], responses=shapes.NumbersTold)
    def get(self, request: Request) -> Response:
        """The paging and the client number, and what each may be used for. Numbers need the token of an owner."""
        read_query(PagesAsked, request)
        return Response(one_page(numbers_of(organization_of(request)), request).told(told))

    @extend_schema(operation_id="numbers_add", request=shapes.NumberNew, responses={201: shapes.NumberTold})
    @answered_once
    def post(self, request: Request) -> Response:
        """The first of its purpose; it is looked up at the provider, whose webhooks are pointed here."""
        organization = organization_of(request)
        said = read_question(shapes.NumberNew, request)
        row = actions.add_number(
            organization=organization, account=sending_account(organization), purpose=said["purpose"],
            wanted=wanted(said), actor=actor_of(request), now=now(),
        )  # fmt: skip
        return Response(told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneNumber(ApiView):
    acts = {"GET": Act.OWN, "PATCH": Act.OWN, "DELETE": Act.OWN}

    @extend_schema(operation_id="numbers_read", responses=shapes.NumberTold)
    def get(self, request: Request, number_id: int) -> Response:
        """One number."""
        return Response(told(number_of(request, number_id)))

    @extend_schema(
        operation_id="numbers_switch", parameters=[HolesAnswered], request=shapes.NumberChange, responses=shapes.NumberTold
    )  # fmt: skip
    def patch(self, request: Request, number_id: int) -> Response:
        """Texts and calls on, pending or off; it counts from the next one on."""
        row = number_of(request, number_id)
        said = read_question(shapes.NumberChange, request)
        switch = partial(
            actions.set_channels, number=row, sms_state=said.get("sms_state", row.sms_state),
            voice_state=said.get("voice_state", row.voice_state),
            seen=said["edition"] or edition_of(actions.told(row)), actor=actor_of(request), now=now(),
        )  # fmt: skip
        kept = keeping_the_fallback(organization_of(request), field="voice_state")(switch)
        changed = covered(request, kept)
        return Response(told(number_of(request, changed.pk)))

    @extend_schema(operation_id="numbers_archive", responses={204: None})
    def delete(self, request: Request, number_id: int) -> Response:
        """Nothing is sent from it any more. 409 for the paging number of a firm that is live: replace it."""
        row = number_of(request, number_id)
        with refused_as_it_stands():
            actions.archive_number(number=row, actor=actor_of(request), now=now())
        return Response(status=204)


class Replacement(ApiView):
    acts = {"POST": Act.OWN}

    @extend_schema(
        operation_id="numbers_replace", parameters=[HolesAnswered], request=shapes.OtherNumber,
        responses={201: shapes.NumberTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, number_id: int) -> Response:
        """Another number for the same purpose: the old one is archived, and what waits leaves from the new one."""
        row = number_of(request, number_id)
        said = read_question(shapes.OtherNumber, request)
        account, other = sending_account(row.organization), wanted(said)
        replace = partial(
            actions.replace_number, number=row, account=account,
            e164=actions.look_up(row.organization, account, row.purpose, other), wanted=other, actor=actor_of(request),
            now=now(),
        )  # fmt: skip
        kept = keeping_the_fallback(row.organization, field="voice_state")(replace)
        return Response(told(covered(request, kept)), status=201)


class Register(ApiView):
    acts = {"POST": Act.OWN}

    @extend_schema(operation_id="numbers_register", request=None, responses=shapes.Registered)
    @answered_once
    def post(self, request: Request, number_id: int) -> Response:
        """Point the number's webhooks here once more. 409 with what the provider says against it."""
        row = number_of(request, number_id)
        with refused_as_it_stands():
            changed = actions.register(row.account, row.number)
        return Response({"changed": changed})
