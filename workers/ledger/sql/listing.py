"""The rows of a group as one JSON text, an array of arrays: a driver makes an object of every cell, one by one.

Must not know any table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Listing(FunctionElement[str]):
    inherit_cache = True
    type = Text()


def listing(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """An aggregate: for each row of the group the values of ``columns``, dates as ISO text; the rows in any order."""
    return _Listing(*columns)


@compiles(_Listing, "sqlite")
def _of_sqlite(element: _Listing, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(_Listing)
def _of_postgresql(element: _Listing, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_agg(json_build_array({compiler.process(element.clauses, **options)})) AS TEXT)"
