"""Answers that say what went wrong: RFC 9457, `application/problem+json`, with the fields at fault."""

from collections.abc import Mapping
from http import HTTPStatus

from rest_framework.response import Response

MEDIA_TYPE = "application/problem+json"
Errors = Mapping[str, list[str]]


def problem(
    status: int,
    *,
    kind: str,
    detail: str,
    errors: Errors | None = None,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:
    """The answer to a request that can't be served; `more` stands beside the fields of every problem."""
    body = body_of(status, kind=kind, detail=detail, errors=errors) | more
    return Response(body, status=status, headers=dict(headers or {}), content_type=MEDIA_TYPE)


def body_of(status: int, *, kind: str, detail: str, errors: Errors | None = None) -> dict[str, object]:
    """`type` is urn:nightbell:<kind>; `errors` maps a field's path (`layers[0].turn.unit`) to what would be right."""
    return {
        "type": f"urn:nightbell:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": dict(errors or {}),
    }
