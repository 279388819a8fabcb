"""Rows of a statement of our own as models: for the few hot reads whose queryset costs more to compile than to run (ADR 7)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def columns(model: type[models.Model], table: str) -> str:
    """The model's columns for a SELECT that knows its table by this name, in the order `row` wants them."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


def row(model: type[M], values: Sequence[Any]) -> tuple[M, Sequence[Any]]:
    """The model that begins these values, as a queryset would make it, and the values after it."""
    names, converts = _fields(model)
    own = list(values[: len(names)])
    for place, field in converts:
        own[place] = field.from_db_value(own[place], None, connection)
    return model.from_db(connection.alias, names, own), values[len(names) :]


@lru_cache(maxsize=32)
def _fields(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[tuple[int, Any], ...]]:
    """The names, and which places a field converts itself."""
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields), tuple(
        (place, field) for place, field in enumerate(fields) if hasattr(field, "from_db_value")
    )
