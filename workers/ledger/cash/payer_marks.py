"""By what payers are known on bank lines: accounts they pay from, and other names they go by. Must not match.

A mark counts only once a person has approved it, and until a person revokes it; a mail never changes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.schema import payer_accounts, payer_names
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a customer: whether it counts, and who said so."""

    text: str
    customer_id: str
    state: str
    actor: str


@dataclass(frozen=True, slots=True)
class Marks:
    """One kind of mark. The journal names it ``name`` and keeps the row's number, never the mark itself."""

    table: Table
    column: str
    name: str

    def find_customers(self, connection: Connection, text: str) -> list[str]:
        """The customers for whom this mark was approved."""
        c = self.table.c
        query = select(c.customer_id).where(self._key == text, c.state == "approved")
        return list(connection.scalars(query.order_by(c.customer_id)))

    def find_state(self, connection: Connection, text: str, customer_id: str) -> str | None:
        """What was said of this mark and customer, if anything was."""
        query = select(self.table.c.state).where(self._key == text, self.table.c.customer_id == customer_id)
        return connection.scalar(query)

    def find_all(self, connection: Connection, customer_id: str = "") -> list[Mark]:
        """Every mark, or those of one customer."""
        c = self.table.c
        query = select(self._key, c.customer_id, c.state, c.actor).order_by(c.customer_id, c.id)
        rows = connection.execute(query.where(c.customer_id == customer_id) if customer_id else query)
        return [Mark(*row) for row in rows]

    def set_state(self, connection: Connection, text: str, customer_id: str, state: str, occasion: Occasion) -> None:
        """Propose, approve or refuse a mark; the journal keeps who did."""
        values = {"state": state, "actor": occasion.actor, "decided_at": occasion.at}
        known = self._change(connection, text, customer_id, values)
        if known is None:
            new = {self.column: text, "customer_id": customer_id, **values}
            known = connection.execute(insert(self.table).values(new).returning(self.table.c.id)).scalar_one()
        self._record(connection, state, int(known), occasion)

    def revoke(self, connection: Connection, text: str, customer_id: str, occasion: Occasion) -> None:
        """An approved mark counts no more and is not proposed again; raises `UserError` where there is none."""
        if self.find_state(connection, text, customer_id) != "approved":
            raise UserError(
                f"nobody approved that for customer {customer_id}: `collectbot payer list` shows what counts"
            )
        values = {"state": "refused", "actor": occasion.actor, "decided_at": occasion.at}
        known = self._change(connection, text, customer_id, values)
        self._record(connection, "revoked", int(known), occasion)

    @property
    def _key(self) -> Column[Any]:
        return self.table.c[self.column]

    def _change(self, connection: Connection, text: str, customer_id: str, values: dict[str, Any]) -> Any:
        own = (self._key == text) & (self.table.c.customer_id == customer_id)
        return connection.execute(
            update(self.table).where(own).values(values).returning(self.table.c.id)
        ).scalar_one_or_none()

    def _record(self, connection: Connection, what: str, number: int, occasion: Occasion) -> None:
        source = f"{self.name}s"
        journal.record(connection, f"{self.name}.{what}", {self.name: number}, occasion, source=source)


ACCOUNTS = Marks(payer_accounts, "account", "payer_account")
NAMES = Marks(payer_names, "name_key", "payer_name")
