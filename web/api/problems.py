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
    """`type` is urn:nightbell:<kind>; `errors` maps a field's path (`layers[0].turn.unit`) to what would be right."""
    body = {
        "type": f"urn:nightbell:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": dict(errors or {}),
        **more,
    }
    return Response(body, status=status, headers=dict(headers or {}), content_type=MEDIA_TYPE)
