"""Settlements and early payments: paid with less than the balance; customers take plans and offers on their page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Id

revision = "2026_11_22_settlements"
down_revision = "2026_11_22_absences"


def upgrade() -> None:
    with op.batch_alter_table("arrangements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreed_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("terms", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("revives", sa.Boolean(), server_default=sa.text("true"), nullable=False))
        batch_op.add_column(sa.Column("round", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("entry_id", Id, nullable=True))
        batch_op.create_foreign_key(op.f("fk_arrangements_entry_id"), "entries", ["entry_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_arrangements_entry_id"), ["entry_id"])
    op.execute("UPDATE arrangements SET agreed_minor = balance_minor")
    with op.batch_alter_table("arrangements", schema=None) as batch_op:
        batch_op.alter_column("agreed_minor", existing_type=sa.BigInteger(), nullable=False)
        batch_op.drop_constraint(op.f("ck_arrangements_kind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_arrangements_kind"), "kind IN ('plan', 'settlement', 'early_payment')"
        )
        batch_op.create_check_constraint(
            op.f("ck_arrangements_agreed_within_balance"), "agreed_minor > 0 AND agreed_minor <= balance_minor"
        )
        batch_op.create_check_constraint(
            op.f("ck_arrangements_a_plan_is_of_all"), "agreed_minor = balance_minor OR kind <> 'plan'"
        )
    with op.batch_alter_table("page_deeds", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_page_deeds_kind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_page_deeds_kind"), "kind IN ('promise', 'dispute', 'proof', 'contact', 'plan', 'offer')"
        )
