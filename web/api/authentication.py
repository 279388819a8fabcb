"""Who calls: `Authorization: Bearer TOKEN`, and whether that token may do this."""

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.actions.tokens import note_use
from accounts.models import ApiToken, Scope, User
from accounts.permissions import Act, may
from accounts.queries import live_token
from hours.clock import now

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which reads these classes while it is being made

REFUSED = "This token is not known, was revoked, or its member has left. Send Authorization: Bearer TOKEN."


class TokenAuthentication(BaseAuthentication):
    """The same answer for a token that never was, one revoked, and one whose member left."""

    def authenticate(self, request: Request) -> tuple[User | None, ApiToken] | None:
        words = request.headers.get("Authorization", "").split()
        if not words:
            return None
        token = live_token(words[1]) if len(words) == 2 and words[0].lower() == "bearer" else None
        if token is None:
            raise AuthenticationFailed(REFUSED)
        note_use(token=token, now=now())
        return (token.membership.user if token.membership else None), token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Nightbell"'


class HasScope(BasePermission):
    """The token's scope, and the role of its member if it has one, allow what the view names for this method."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.auth, ApiToken):
            return False
        if request.method not in view.allowed_methods:
            return True  # 405 says more than 403
        unnamed = Act.VIEW if request.method in SAFE_METHODS else Act.MANAGE
        act = getattr(view, "acts", {}).get(request.method, unnamed)
        refuse_scope(request.auth, act, request.method or "")
        refuse_role(request.auth, act)
        return True


def refuse_scope(token: ApiToken, act: Act, method: str) -> None:
    """Reading needs no more than scope read, whoever may read it."""
    if act != Act.VIEW and method not in SAFE_METHODS and token.scope != Scope.WRITE:
        raise PermissionDenied("This token may only read: make one with scope write.")


def refuse_role(token: ApiToken, act: Act) -> None:
    """What is for owners needs an owner's own token: managers, too, may make one that is nobody's."""
    if act == Act.OWN and token.membership is None:
        raise PermissionDenied("This token is nobody's own: this needs the token of an owner.")
    if token.membership and not may(token.membership.role, act):
        raise PermissionDenied(
            f"{token.membership} is a {token.membership.role} and may not do this ({act})."
        )
