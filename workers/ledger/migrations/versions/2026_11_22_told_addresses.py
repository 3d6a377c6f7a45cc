"""Customers keep the postal address that was reported last, so that one corrected by hand is not put back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_told_addresses"
down_revision = "2026_11_22_disputes"


def upgrade() -> None:
    op.add_column("customers", sa.Column("reported_postal_address", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE customers SET reported_postal_address = postal_address WHERE postal_address <> ''")
