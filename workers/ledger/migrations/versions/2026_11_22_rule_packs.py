"""Under which rule packs the send gate judged a message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_rule_packs"
down_revision = "2026_11_22_threads"


def upgrade() -> None:
    op.add_column("messages", sa.Column("rule_packs", sa.String(), server_default="", nullable=False))
