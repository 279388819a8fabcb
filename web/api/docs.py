"""The API's page for people: the schema read aloud, in our own look, without a script."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a property: what it is called, what it is, whether it must be there, what it means."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    anchor: str
    method: str
    path: str
    words: str
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[str, str]]
    answer: list[Field]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    context = {"groups": groups(), "base": settings.PUBLIC_BASE_URL}
    return render(request, "api/docs.html", context)


@cache
def groups() -> list[tuple[str, list[Operation]]]:
    """The operations by the first word of their path. The schema is made once per process: it is the code's."""
    schema: Tree = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found = sorted(_operations(schema), key=lambda one: (_first(one.path), one.path))
    return [(name.replace("-", " "), list(several)) for name, several in groupby(found, lambda one: _first(one.path))]  # fmt: skip


def _first(path: str) -> str:
    return path.removeprefix("/api/v1/").split("/")[0]


def _operations(schema: Tree) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods and _first(path) != "schema":
                yield _operation(schema, path, method, methods[method])


def _operation(schema: Tree, path: str, method: str, told: Tree) -> Operation:
    good: Tree = next((answer for status, answer in told["responses"].items() if status.startswith("2")), {})
    return Operation(
        anchor=told["operationId"],
        method=method.upper(),
        path=path,
        words=told.get("description", ""),
        parameters=[Field(one["name"], _kind(schema, one.get("schema", {})), one.get("required", False), one.get("description", "")) for one in told.get("parameters", [])],
        body=_fields(schema, told.get("requestBody", {})),
        answers=[(status, answer.get("description", "")) for status, answer in sorted(told["responses"].items())],
        answer=_fields(schema, good),
    )  # fmt: skip


def _fields(schema: Tree, carrier: Tree) -> list[Field]:
    """The properties of a JSON body, each followed by those inside it."""
    content = carrier.get("content", {}).get("application/json", {}).get("schema", {})
    return list(_inside(schema, _resolved(schema, content), ""))


def _inside(schema: Tree, shape: Tree, path: str) -> Iterator[Field]:
    """The properties of an object, those of the rows where it is a list: `windows[].days`."""
    if _is_list(shape):
        path, shape = f"{path}[]", _resolved(schema, shape["items"])
    needed = shape.get("required", [])
    for name, each in shape.get("properties", {}).items():
        where, inner = f"{path}.{name}".removeprefix("[]").strip("."), _resolved(schema, each)
        yield Field(where, _kind(schema, inner), name in needed, each.get("description", ""))
        yield from _inside(schema, inner, where)


def _is_list(shape: Tree) -> bool:
    return "array" in shape.get("type", "") and "items" in shape


def _resolved(schema: Tree, shape: Tree) -> Tree:
    """What a reference, or the first of a choice, stands for."""
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in shape:
            return {**_resolved(schema, shape[choice][0]), "description": shape.get("description", "")}
    if "$ref" not in shape:
        return shape
    found: Tree = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
    return found


def _kind(schema: Tree, shape: Tree) -> str:
    """What a value may be, in a few words."""
    if _is_list(shape):
        return f"list of {_kind(schema, _resolved(schema, shape['items']))}"
    if "enum" in shape:
        return " | ".join(str(each) for each in shape["enum"] if each is not None)
    kind = shape.get("type", "")
    kinds = [kind] if isinstance(kind, str) else kind
    told = " or ".join(each for each in kinds if each) or "any"
    return f"{told} ({shape['format']})" if "format" in shape else told
