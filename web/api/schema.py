"""The OpenAPI 3.1 schema, open to everyone: it tells nothing about anybody."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView

PROBLEMS = {
    "400": "A field is wrong; `errors` says which and what would be right.",
    "401": "No token, or one that is not valid.",
    "403": "The token's scope or its member's role does not allow this.",
    "404": "Nothing there, or not yours.",
    "409": "Too late, changed by somebody else meanwhile, not possible as things stand, or the Idempotency-Key was used for something else.",
    "429": "Too many requests; `Retry-After` says when to go on.",
}

WITH_FILES = {
    "413": "The file is larger than 10 MB, or the body than anything that is read.",
    "415": "This is no multipart/form-data, or it is compressed.",
}


class BearerToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the schema how one logs in."""

    target_class = "web.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Post-processing: every operation may answer with a problem, every POST takes an Idempotency-Key."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            for status, words in PROBLEMS.items():
                operation["responses"].setdefault(status, problem_answer(words))
            if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
                for status, words in WITH_FILES.items():
                    operation["responses"].setdefault(status, problem_answer(words))
            if method == "post":
                operation.setdefault("parameters", []).append(KEY)
    return result


def problem_answer(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "By a field's path, such as layers[0].turn.unit: what would be right there.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "has_it": {
            "type": ["string", "null"],
            "description": "With 409, too late: the e-mail address of who has the incident.",
        },
        "edition": {"type": "string", "description": "With 409, stale: the edition that is stored now."},
    },
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The same key with the same body gives the same answer, without the secrets in it; with another body, 409.",
    "schema": {"type": "string", "maxLength": 255},
}


class Schema(SpectacularAPIView):
    """GET: YAML, or JSON with `?format=json` or an Accept header."""

    throttle_classes = ()
