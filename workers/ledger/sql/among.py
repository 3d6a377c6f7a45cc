"""A condition that a column holds one of many values, bound as one parameter: thousands of them cost what one does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Column, ColumnElement, Dialect, String, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import BinaryExpression
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine, UserDefinedType

from workers.ledger.sql.array_text import array_text


class _Array(UserDefinedType[str]):
    """An array that is bound as its text: PostgreSQL is told its type, so that it reads the text once."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, of: str) -> None:
        self.of = of

    def get_col_spec(self, **_: Any) -> str:
        return f"{self.of}[]"


class _Listed(TypeDecorator[Sequence[Any]]):
    """An array where the database has them, else its text in JSON."""

    impl = Text
    cache_ok = True
    of = "BIGINT"

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else _Array(self.of))

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> str:
        values = value or ()
        return orjson.dumps(values).decode() if dialect.name == "sqlite" else array_text(values)


class _ListedTexts(_Listed):
    """The same, of texts."""

    cache_ok = True
    of = "TEXT"


class _Among(BinaryExpression[bool]):
    """``column`` is one of the values."""

    inherit_cache = True


def among(column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether the column holds one of ``values``: texts for a column of texts, else numbers."""
    listed, texts = sorted(set(values)), isinstance(column.type, String)
    if listed and not texts and listed[-1] - listed[0] < len(listed):
        # Numbers side by side, as those of a batch mostly are, need no list.
        return column.between(listed[0], listed[-1])
    bound = bindparam(None, listed, type_=_ListedTexts() if texts else _Listed(), unique=True)
    return _Among(column, bound, custom_op("among", return_type=Boolean()), type_=Boolean())


@compiles(_Among, "sqlite")
def _one_of_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, bound = compiler.process(element.left, **options), compiler.process(element.right, **options)
    return f"{column} IN (SELECT value FROM json_each({bound}))"


@compiles(_Among)
def _one_of_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    """Numbers lie between the first and the last of the list.

    PostgreSQL is told so, because it would read a whole table rather than look up thousands of rows one by one, though
    those of a batch stand side by side.
    """
    column, bound = compiler.process(element.left, **options), compiler.process(element.right, **options)
    if isinstance(element.right.type, _ListedTexts):
        return f"{column} = ANY({bound})"
    return f"({column} = ANY({bound}) AND {column} BETWEEN ({bound})[1] AND ({bound})[array_upper({bound}, 1)])"
