"""Where a customer gets its letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_postal_address"
down_revision = "2026_11_22_consents"


def upgrade() -> None:
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("postal_address", sa.String(), server_default="", nullable=False))
