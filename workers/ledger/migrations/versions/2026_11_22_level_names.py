"""Notices keep what tells their level apart when its ladder was edited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_level_names"
down_revision = "2026_11_22_rule_packs"


def upgrade() -> None:
    op.add_column("messages", sa.Column("level_name", sa.String(), server_default="", nullable=False))
    op.add_column("messages", sa.Column("level_day", sa.Integer(), nullable=True))
    op.add_column("messages", sa.Column("closes", sa.String(), server_default="", nullable=False))
