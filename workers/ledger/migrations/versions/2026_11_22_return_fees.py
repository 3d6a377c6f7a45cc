"""Fees for payments that came back: charges of no notice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id

revision = "2026_11_22_return_fees"
down_revision = "2026_11_22_users"


def upgrade() -> None:
    # SQLite makes the table anew, and no row may point to it meanwhile.
    op.execute("CREATE TEMPORARY TABLE kept_parts AS SELECT * FROM charge_parts")
    op.execute("DELETE FROM charge_parts")
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.alter_column("message_id", existing_type=Id, nullable=True)
        batch_op.add_column(sa.Column("payment_id", Id, nullable=True))
        batch_op.create_unique_constraint(op.f("uq_charges_payment_id"), ["payment_id"])
        batch_op.create_foreign_key(op.f("fk_charges_payment_id"), "payments", ["payment_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_charges_one_cause"), "(message_id IS NULL) <> (payment_id IS NULL)")
    op.execute("INSERT INTO charge_parts SELECT * FROM kept_parts")
    op.execute("DROP TABLE kept_parts")
