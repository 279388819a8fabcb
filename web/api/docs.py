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
        parameters=[_field(one["name"], one.get("schema", {}), one.get("required", False), one.get("description", "")) for one in told.get("parameters", [])],
        body=_fields(schema, told.get("requestBody", {})),
        answers=[(status, answer.get("description", "")) for status, answer in sorted(told["responses"].items())],
        answer=_fields(schema, good),
    )  # fmt: skip


def _fields(schema: Tree, carrier: Tree) -> list[Field]:
    """The properties of a JSON body, those of the rows where it is a list."""
    content = carrier.get("content", {}).get("application/json", {}).get("schema", {})
    shape = _resolved(schema, content)
    if shape.get("type") == "array":
        shape = _resolved(schema, shape["items"])
    needed = shape.get("required", [])
    return [
        _field(name, _resolved(schema, each), name in needed, each.get("description", ""))
        for name, each in shape.get("properties", {}).items()
    ]


def _resolved(schema: Tree, shape: Tree) -> Tree:
    """What a reference, or the first of a choice, stands for."""
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in shape:
            return {**_resolved(schema, shape[choice][0]), "description": shape.get("description", "")}
    if "$ref" not in shape:
        return shape
    found: Tree = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
    return found


def _field(name: str, shape: Tree, required: bool, words: str) -> Field:
    kind = shape.get("type", "")
    kinds = [kind] if isinstance(kind, str) else kind
    told = " or ".join(each for each in kinds if each) or "any"
    if "enum" in shape:
        told = " | ".join(str(each) for each in shape["enum"] if each is not None)
    elif "format" in shape:
        told = f"{told} ({shape['format']})"
    return Field(name, told, required, words)
