"""Roles that arithmetic gives to columns whose titles say nothing: what is taken off between a gross and the net."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workers.remittance.formats.table import Row, Table
from workers.remittance.formats.vectors import TAKEN, Vector, role_at
from workers.remittance.formats.vocabulary import Role

_MAY_BE_GROSS = (Role.GROSS, Role.AMOUNT, Role.BALANCE, None)


def with_roles(table: Table, rows: Sequence[Row], net: Vector) -> Table:
    """The table with a column called discount or deduction, if row by row it is what gross and net differ by."""
    known = [c for c in table.money_columns if role_at(table, c) in TAKEN]
    for gross in (c for c in table.money_columns if role_at(table, c) in _MAY_BE_GROSS):
        missing = [abs(row.amount(gross) or 0) - abs(paid) for row, paid in zip(rows, net, strict=True)]
        missing = [rest - sum(abs(row.amount(c) or 0) for c in known) for rest, row in zip(missing, rows, strict=True)]
        taken = next((c for c in table.money_columns if _is_what_misses(table, c, rows, missing)), None)
        if taken is not None and any(missing):
            return _retitled(table, {gross: Role.GROSS, taken: Role.MIXED})
    return table


def _is_what_misses(table: Table, column: int, rows: Sequence[Row], missing: Sequence[int]) -> bool:
    return role_at(table, column) is None and [abs(row.amount(column) or 0) for row in rows] == list(missing)


def _retitled(table: Table, roles: dict[int, Role]) -> Table:
    titles = tuple(replace(t, role=roles.get(c, t.role)) for c, t in enumerate(table.header.titles))
    return replace(table, header=replace(table.header, titles=titles))
