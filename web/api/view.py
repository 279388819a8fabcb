"""What all views of the API have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.address import address_of
from accounts.audit import Actor
from accounts.models import ApiToken, Membership, Organization
from accounts.permissions import Act
from web.api.body import StrictJson, refuse_wrapped
from web.api.throttles import TokenThrottle


class AlwaysJson(DefaultContentNegotiation):
    """The API speaks JSON, whatever the Accept header hopes for."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type or ""


class ApiView(APIView):
    """`acts`: by method what the caller's role must allow; a method not named is for managers, reading is for all."""

    acts: ClassVar[dict[str, Act]] = {}
    throttle: ClassVar[type[TokenThrottle]] = TokenThrottle
    parser_classes: Sequence[type[BaseParser]] = (StrictJson,)
    content_negotiation_class: type[BaseContentNegotiation] = AlwaysJson

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_wrapped(request)

    def sent(self, request: Request) -> bytes:
        """What makes two requests the same: the body, read before it is parsed."""
        return bytes(request.body)

    def get_throttles(self) -> list[Any]:
        self.used_throttle = self.throttle()
        return [self.used_throttle]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        if hasattr(self, "used_throttle"):
            self.used_throttle.say(final)
        final.headers["Cache-Control"] = "no-store"
        return final


def token_of(request: Request) -> ApiToken:
    """The token HasScope let in."""
    if not isinstance(request.auth, ApiToken):
        raise TypeError("A view without HasScope asked for its token.")
    return request.auth


def organization_of(request: Request) -> Organization:
    return token_of(request).organization


def member_of(request: Request) -> Membership | None:
    """The member the token is bound to."""
    return token_of(request).membership


def actor_of(request: Request) -> Actor:
    """The token, in whose name it acts where it is a member's own, and where it called from."""
    token = token_of(request)
    own = Actor.token(token, address_of(request))
    return replace(own, name=f"{token.membership} via {token.name}"[:120]) if token.membership else own
