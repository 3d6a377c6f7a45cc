"""The answers of customers as parts of their accounts' threads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_threads"
down_revision = "2026_11_22_sms"


def upgrade() -> None:
    with op.batch_alter_table("raw_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.String(), server_default="", nullable=False))
