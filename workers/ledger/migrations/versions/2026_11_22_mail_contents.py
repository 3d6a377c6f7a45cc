"""The bytes of mails by their digest, so that the same mail fetched twice is kept once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_mail_contents"
down_revision = "2026_11_22_deductions"


def upgrade() -> None:
    op.create_table(
        "mail_contents",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_mail_contents")),
    )
    op.execute(
        "INSERT INTO mail_contents (digest, content) SELECT digest, content FROM raw_messages"
        " WHERE id IN (SELECT min(id) FROM raw_messages GROUP BY digest)"
    )
    with op.batch_alter_table("raw_messages", schema=None) as batch_op:
        batch_op.drop_column("content")
        batch_op.create_foreign_key(op.f("fk_raw_messages_digest"), "mail_contents", ["digest"], ["digest"])
