"""Stops of known kinds, with their evidence, and with an end where the law sets one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_stops"
down_revision = "2026_11_22_order_holds"


def upgrade() -> None:
    op.add_column("stops", sa.Column("evidence", sa.String(), server_default="", nullable=False))
    op.add_column("stops", sa.Column("ends_on", sa.Date(), nullable=True))
    op.execute("UPDATE stops SET reason = 'attorney' WHERE reason = 'legal'")
    op.execute("UPDATE stops SET reason = 'regulator_complaint' WHERE reason = 'complaint'")
