"""An account of one's own at the provider: what it is, entered, given another token, closed. For owners."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from delivery.actions.accounts import close_account, open_account, replace_token
from delivery.models import ProviderAccount
from delivery.queries import own_account
from hours.clock import now
from web.api import number_shapes as shapes
from web.api.idempotency import answered_once
from web.api.reading import read_question, refused_as_it_stands
from web.api.telling import instant
from web.api.view import ApiView, actor_of, organization_of


def told(row: ProviderAccount | None) -> dict[str, Any]:
    return {
        "account_sid": row.account_sid if row else None,
        "opened_at": instant(row.created_at) if row else None,
        "old_token_counts": bool(row and row.sealed_previous_token),
    }


def account_of(request: Request) -> ProviderAccount:
    """Raises NotFound where the platform's sends."""
    row = own_account(organization_of(request))
    if row is None:
        raise NotFound
    return row


class Account(ApiView):
    acts = dict.fromkeys(("GET", "POST", "PATCH", "DELETE"), Act.OWN)

    @extend_schema(operation_id="provider_account_read", responses=shapes.AccountTold)
    def get(self, request: Request) -> Response:
        """Whose account new numbers are looked up in; its auth token is told to nobody. Needs the token of an owner."""
        return Response(told(own_account(organization_of(request))))

    @extend_schema(
        operation_id="provider_account_open", request=shapes.AccountNew, responses={201: shapes.AccountTold}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """Numbers that are added from now on are this account's."""
        said = read_question(shapes.AccountNew, request)
        row = open_account(organization=organization_of(request), **said, actor=actor_of(request), now=now())
        return Response(told(row), status=201)

    @extend_schema(
        operation_id="provider_account_replace_token", request=shapes.TokenWanted, responses=shapes.AccountTold
    )  # fmt: skip
    def patch(self, request: Request) -> Response:
        """Everything is sent with the new token at once."""
        row = account_of(request)
        said = read_question(shapes.TokenWanted, request)
        return Response(told(replace_token(account=row, **said, actor=actor_of(request), now=now())))

    @extend_schema(operation_id="provider_account_close", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Back to the platform's account. 409 while a number is sent from this one."""
        row = account_of(request)
        with refused_as_it_stands():
            close_account(account=row, actor=actor_of(request), now=now())
        return Response(status=204)
