"""Every expected failure of the API as a problem; what nobody expected rises, and one handler logs it."""

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.edition import Stale
from accounts.refusal import Refused
from oncall.actions.override import OverrideConflict
from oncall.preview import PreviewError
from routing.actions.cover import NewHoles
from routing.actions.respond import NotPossible, TooLate
from routing.actions.swap_over import TakenAlready
from routing.attached.kinds import NotKept, Why
from web.api.hole_told import new_told
from web.api.problems import problem
from web.file_words import REASONS

FILE_FAULTS = {Why.TOO_BIG: (413, "too-large"), Why.TOO_MANY: (409, "not-possible")}
WHOLE_BODY = "body"  # the path of what is wrong with the body as such


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER. None: unexpected, let it rise."""
    for kind, put_in_words in WORDS:
        if isinstance(error, kind):
            return put_in_words(error)
    return None


def invalid(error: exceptions.ValidationError) -> Response:
    return wrong_fields(dict(paths(error.detail, "")))


def wrong_fields(errors: dict[str, list[str]]) -> Response:
    """400 with each field's path and what would be right there."""
    said = "; ".join(f"{path}: {' '.join(texts)}" for path, texts in list(errors.items())[:5])
    return problem(400, kind="invalid", detail=said, errors=errors)


def paths(detail: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """DRF's nested detail as flat pairs, such as `layers[0].turn.unit`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            if isinstance(name, int):  # where an entry of a list stands
                yield from paths(inner, f"{path}[{name}]")
            else:
                part = "" if name == "non_field_errors" else str(name)
                yield from paths(inner, f"{path}.{part}".strip("."))
    elif isinstance(detail, list) and detail and all(isinstance(one, str) for one in detail):
        yield path or WHOLE_BODY, [str(one) for one in detail]
    else:
        for number, inner in enumerate(detail):
            yield from paths(inner, f"{path}[{number}]")


def of_http(error: exceptions.APIException) -> Response:
    """Authentication, permission, method, media type, throttle: DRF's own words and headers."""
    headers = {}
    if hasattr(error, "auth_header"):
        headers["WWW-Authenticate"] = str(error.auth_header)
    wait = getattr(error, "wait", None)  # Throttled's: seconds
    if wait:
        headers["Retry-After"] = str(ceil(wait))
    return problem(
        error.status_code,
        kind=str(error.default_code).replace("_", "-"),
        detail=str(error.detail),
        headers=headers,
    )


def not_json(error: exceptions.UnsupportedMediaType) -> Response:
    hint = f"{error.detail} Send JSON, uncompressed, with Content-Type: application/json."
    return problem(415, kind="unsupported-media-type", detail=hint)


def missing(error: Exception) -> Response:
    return problem(
        404, kind="not-found", detail="There is nothing at this address, or it is not yours to see."
    )


def too_late(error: TooLate) -> Response:
    """409 with the address of the member who has it, null where it is nobody."""
    holder = error.has_it.handle if error.has_it else None
    return problem(409, kind="too-late", detail=error.text, has_it=holder)


def taken_already(error: TakenAlready) -> Response:
    return problem(409, kind="too-late", detail=str(error), has_it=error.has_it.handle)


def not_possible(error: NotPossible) -> Response:
    return problem(409, kind="not-possible", detail=str(error))


def override_conflict(error: OverrideConflict) -> Response:
    return problem(409, kind="not-possible", detail=str(error))


def stale(error: Stale) -> Response:
    """409: somebody saved since the caller read; `edition` names what is stored now."""
    detail = f"{error.fact} Nothing of yours is saved. Read it again, then send its edition."
    return problem(409, kind="stale", detail=detail, edition=error.edition)


def new_holes(error: NewHoles) -> Response:
    """409 with what would be missing: send it again with `?holes=fill`, or `?holes=keep&hole_reason=...`."""
    detail = f"{error} Nothing is saved. Send it again with ?holes=fill, or with ?holes=keep&hole_reason=..."
    return problem(409, kind="new-holes", detail=detail, **new_told(error))


def refused(error: Refused) -> Response:
    return wrong_fields({name: [text] for name, text in error.errors.items()})


def preview_refused(error: PreviewError) -> Response:
    return wrong_fields(error.errors)


def too_big(error: RequestDataTooBig) -> Response:
    return problem(413, kind="too-large", detail="The body is larger than 512 KB.")


def file_refused(error: NotKept) -> Response:
    """400 by the field, 413 where it is too big, 409 where the incident has as many as it takes."""
    words = str(REASONS[error.why])
    status, kind = FILE_FAULTS.get(error.why, (400, "invalid"))
    return problem(status, kind=kind, detail=words, errors={"file": [words]})


def database_away(error: Exception) -> Response:
    """503: nothing was stored, so nothing is claimed (engine promise 11)."""
    return problem(
        503, kind="unavailable", detail="The database does not answer; nothing was changed. Try again.",
        headers={"Retry-After": "2"},
    )  # fmt: skip


WORDS: tuple[tuple[type[Exception], Callable[[Any], Response]], ...] = (
    (exceptions.ValidationError, invalid),
    (exceptions.NotFound, missing),
    (exceptions.UnsupportedMediaType, not_json),
    (exceptions.APIException, of_http),
    (Http404, missing),
    (ObjectDoesNotExist, missing),
    (TooLate, too_late),
    (TakenAlready, taken_already),
    (NotPossible, not_possible),
    (OverrideConflict, override_conflict),
    (NewHoles, new_holes),
    (Stale, stale),
    (Refused, refused),
    (PreviewError, preview_refused),
    (NotKept, file_refused),
    (RequestDataTooBig, too_big),
    (OperationalError, database_away),
    (InterfaceError, database_away),
)
EXPECTED = tuple(kind for kind, _ in WORDS)
