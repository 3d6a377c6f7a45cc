"""SQLite writes a notice in less: no IN among what it checks of a message, and no second tree for the listed items.

It builds an index of the words of an IN for every row.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_quick_outbox"
down_revision = "2026_11_23_charged_notices"

_STATES = (
    "planned", "claimed", "attempted", "handed_over", "delivered", "in_doubt", "failed", "bounced", "cancelled",
)  # fmt: skip
_LIVE = sa.text("state != 'cancelled' AND state != 'failed' AND state != 'bounced'")
_UNSETTLED = sa.text("state = 'planned' OR state = 'claimed' OR state = 'attempted' OR state = 'in_doubt'")


def upgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("uq_messages_live_key")
        batch_op.drop_index("ix_messages_due")
        batch_op.drop_constraint(op.f("ck_messages_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_messages_state"), " OR ".join(f"state = '{s}'" for s in _STATES))
        batch_op.create_index(
            "uq_messages_live_key", ["key"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        )
        batch_op.create_index(
            "ix_messages_due", ["state", "not_before"], sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED
        )
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "message_items", recreate="always", table_kwargs={"sqlite_with_rowid": False}
        ):
            pass
