"""Money that an agency has collected for an item and that is not posted yet. Must not judge what that holds up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Exists, select

from workers.ledger.schema import agency_records, agency_remittances

# It comes, or a person finds out why it does not; whatever else becomes of it ends it.
_ON_ITS_WAY = ("waiting", "case")


def is_collected(item_id: ColumnElement[Any]) -> Exists:
    """Whether an agency has money for that item, of a query around this one, that is on its way to us."""
    told = (
        select(agency_records.c.id)
        .join(agency_remittances, agency_remittances.c.id == agency_records.c.remittance_id)
        .where(agency_records.c.open_item_id == item_id, agency_remittances.c.state.in_(_ON_ITS_WAY))
    )
    return told.exists()
