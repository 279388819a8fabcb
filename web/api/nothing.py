"""Every other address below /api/: 404 as a problem, after the token was looked at."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from web.api.view import ApiView

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@extend_schema(exclude=True)
class Nothing(ApiView):
    acts = dict.fromkeys(METHODS, Act.VIEW)

    def get(self, request: Request, **parts: str) -> Response:
        raise NotFound

    post = put = patch = delete = get
