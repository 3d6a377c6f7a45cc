"""Order holds: what a notice of a level with `order_hold` asks for, recorded with the notice itself.

In force from ``since``, once the notice was handed over, to ``released_at``, once what it lists is settled.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from workers.ledger.schema.base import Instant, metadata

order_holds = Table(
    "order_holds",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("since", Instant),
    Column("released_at", Instant),
)
