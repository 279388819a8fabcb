"""Reading a request's body: strict JSON, bounded, and nothing in it that PostgreSQL could not keep."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

MAX_BYTES = 512 * 1024
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of a surrogate pair
LARGEST = 2**63 - 1


class LengthRequired(APIException):
    status_code = 411
    default_code = "length_required"
    default_detail = "Send the body with a Content-Length, not in chunks."


def refuse_wrapped(request: Request) -> None:
    """Raises for a body that is compressed, or comes in chunks of unknown number: its size must be known before."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType(request.headers["Content-Encoding"])
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        raise LengthRequired


class StrictJson(BaseParser):
    """application/json to Python values. Raises RequestDataTooBig, ParseError, ValidationError (naming the path)."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise RequestDataTooBig
        if not raw.strip():
            return {}
        return read(raw)


def read(raw: bytes) -> dict[str, Any]:
    """The object these bytes say."""
    try:
        value = json.loads(raw, parse_constant=refuse_constant)
        refuse_unkeepable(value)
    except RecursionError as error:
        raise ParseError("The JSON is nested too deeply.") from error
    except UnicodeDecodeError as error:
        raise ParseError("The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise ParseError(
            f"This is not JSON: {error.msg}, line {error.lineno} column {error.colno}."
        ) from error
    except ValueError as error:
        raise ParseError(f"This is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise ParseError('The body must be a JSON object: {"...": ...}.')
    return value


def refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON number")


def refuse_unkeepable(value: Any) -> None:
    """Raises ValidationError with the path of each text or number that cannot be stored."""
    errors = {path or "body": [words] for path, words in faults(value, "")}
    if errors:
        raise ValidationError(errors)


def faults(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Where NUL, half characters, and numbers beyond 64 bits stand; a faulty key is told without itself."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if UNKEEPABLE.search(name):
                yield path, "A name in here has a NUL or half a character (surrogate) in it."
            else:
                yield from faults(inner, f"{path}.{name}".strip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from faults(inner, f"{path}[{number}]")
    elif isinstance(value, str) and UNKEEPABLE.search(value):
        yield path, "Must be text without NUL and without halves of characters (lone surrogates)."
    elif isinstance(value, int | float) and abs(value) > LARGEST:
        yield path, "Must be a number of at most 64 bits."
