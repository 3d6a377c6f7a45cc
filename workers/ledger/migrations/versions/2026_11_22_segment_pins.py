"""A segment that a person chose for a customer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_segment_pins"
down_revision = "2026_11_22_calls"


def upgrade() -> None:
    op.add_column("customers", sa.Column("pinned_segment", sa.String(), server_default="", nullable=False))
