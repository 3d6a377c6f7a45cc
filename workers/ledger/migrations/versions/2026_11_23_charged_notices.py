"""A charge is that of a notice, whatever number the level of the notice had: an edited ladder counts its levels anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_charged_notices"
down_revision = "2026_11_22_write_offs"

_OF_ITS_MESSAGE = (
    "UPDATE charges SET subject = (SELECT m.subject FROM messages m WHERE m.id = charges.message_id)"
    " WHERE message_id IS NOT NULL"
)


def upgrade() -> None:
    op.add_column("charges", sa.Column("subject", sa.String(), server_default="", nullable=False))
    op.execute(_OF_ITS_MESSAGE)
    op.drop_index("uq_charges_notice", "charges")
    standing = sa.text("taken_back_at IS NULL")
    op.create_index(
        "uq_charges_notice",
        "charges",
        ["episode_id", "subject", "occurrence"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
