"""Statements that run for every message, handed to the driver as they are: Core's own cost would be most of theirs.

A statement is written once, with named parameters, for both databases. Instants and dates are converted as the columns
do it. For hot paths only; everything else goes through Core.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

_NAME = re.compile(r":([a-z_]+)")


class Statement:
    """One SQL statement; parameters are written ``:name``."""

    def __init__(self, sql: str) -> None:
        self._sqlite = sql
        self._postgresql = _NAME.sub(r"%(\1)s", sql)

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Execute once for every row within the connection's transaction; returns how many rows it changed in all."""
        if not rows:
            return 0
        if connection.dialect.name == "sqlite":
            as_text = [{name: _as_text(value) for name, value in row.items()} for row in rows]
            return connection.exec_driver_sql(self._sqlite, as_text).rowcount
        return connection.exec_driver_sql(self._postgresql, [dict(row) for row in rows]).rowcount


def _as_text(value: Any) -> Any:
    """SQLite keeps instants as text in UTC without a zone, and dates as ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
