"""A bank line that came as a sum may be replaced by its details."""

from __future__ import annotations

from alembic import op

revision = "2026_11_22_itemised_lines"
down_revision = "2026_11_22_told_addresses"

_OUTCOMES = "'cleared_advice', 'applied', 'on_account', 'unidentified', 'returned', 'outgoing', 'case', 'itemised'"


def upgrade() -> None:
    # SQLite makes the table anew, and no row may point to it meanwhile.
    op.execute("CREATE TEMPORARY TABLE kept_lines AS SELECT id, bank_line_id FROM cod_receipts")
    op.execute("UPDATE cod_receipts SET bank_line_id = NULL")
    with op.batch_alter_table("bank_lines", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_bank_lines_outcome"), type_="check")
        batch_op.create_check_constraint(op.f("ck_bank_lines_outcome"), f"outcome IN ({_OUTCOMES})")
    own = "SELECT k.bank_line_id FROM kept_lines AS k WHERE k.id = cod_receipts.id"
    op.execute(f"UPDATE cod_receipts SET bank_line_id = ({own})")
    op.execute("DROP TABLE kept_lines")
