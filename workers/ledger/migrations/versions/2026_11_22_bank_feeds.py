"""What banks tell of a line, statements with their balances, accounts that payers pay from, payments on delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.ledger.schema.base import Document, Id, Instant

revision = "2026_11_22_bank_feeds"
down_revision = "2026_11_22_item_keys"

_TEXTS = ("account", "end_to_end", "payer_account", "structured", "type_code", "return_reason", "entry")
_OUTCOMES = "'cleared_advice', 'applied', 'on_account', 'unidentified', 'returned', 'outgoing', 'case'"


def upgrade() -> None:
    _extend_bank_lines()
    _create_statements()
    _create_payer_accounts()
    _create_cod_receipts()


def _extend_bank_lines() -> None:
    with op.batch_alter_table("bank_lines", schema=None) as batch_op:
        for name in _TEXTS:
            batch_op.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("value_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("nature", sa.String(), server_default="payment", nullable=False))
        batch_op.add_column(sa.Column("charges_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("entry_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.drop_constraint(op.f("ck_bank_lines_outcome"), type_="check")
        batch_op.create_check_constraint(op.f("ck_bank_lines_outcome"), f"outcome IN ({_OUTCOMES})")
        batch_op.create_check_constraint(
            op.f("ck_bank_lines_nature"), "nature IN ('payment', 'return', 'undone_debit')"
        )
        batch_op.create_index(batch_op.f("ix_bank_lines_payer_account"), ["payer_account"], unique=False)
        batch_op.create_index("ix_bank_lines_amount", ["entity", "currency", "amount_minor"], unique=False)
        batch_op.create_index("ix_bank_lines_entry", ["entry", "booked_on"], unique=False)


def _create_statements() -> None:
    op.create_table(
        "bank_statements",
        sa.Column("id", Id, nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("opening_minor", sa.BigInteger(), nullable=True),
        sa.Column("closing_minor", sa.BigInteger(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("imported_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statements")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_bank_statements_fingerprint")),
    )
    columns = ["entity", "account", "currency", "closed_on"]
    op.create_index("ix_bank_statements_account", "bank_statements", columns, unique=False)


def _create_payer_accounts() -> None:
    op.create_table(
        "payer_accounts",
        sa.Column("id", Id, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'refused')", name=op.f("ck_payer_accounts_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_payer_accounts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_accounts")),
        sa.UniqueConstraint("account", "customer_id", name=op.f("uq_payer_accounts_account_customer_id")),
    )
    op.create_index(op.f("ix_payer_accounts_customer_id"), "payer_accounts", ["customer_id"], unique=False)


def _create_cod_receipts() -> None:
    op.create_table(
        "cod_receipts",
        sa.Column("id", Id, nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("shares", Document, nullable=False),
        sa.Column("payment_id", Id, nullable=True),
        sa.Column("bank_line_id", Id, nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("registered_at", Instant(timezone=True), nullable=False),
        sa.Column("settled_at", Instant(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("released_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('cheque', 'card')", name=op.f("ck_cod_receipts_kind")),
        sa.CheckConstraint("state IN ('registered', 'cleared', 'returned')", name=op.f("ck_cod_receipts_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cod_receipts_account_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_cod_receipts_payment_id")),
        sa.ForeignKeyConstraint(["bank_line_id"], ["bank_lines.id"], name=op.f("fk_cod_receipts_bank_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cod_receipts")),
    )
    op.create_index(op.f("ix_cod_receipts_account_id"), "cod_receipts", ["account_id"], unique=False)
    op.create_index(op.f("ix_cod_receipts_payment_id"), "cod_receipts", ["payment_id"], unique=False)
    op.create_index("ix_cod_receipts_amount", "cod_receipts", ["entity", "currency", "amount_minor"], unique=False)
    registered = sa.text("state = 'registered'")
    op.create_index(
        "uq_cod_receipts_number",
        "cod_receipts",
        ["account_id", "kind", "number"],
        unique=True,
        sqlite_where=registered,
        postgresql_where=registered,
    )
