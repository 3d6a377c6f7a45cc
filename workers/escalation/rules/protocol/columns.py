"""The words of the protocol: its columns, and which records there are. Must not read or write a file."""

from __future__ import annotations

from enum import StrEnum

VERSION = "1"
TRAILER = "trailer"
# Our own batches begin so: an agency sees at once whose number it is.
BATCH_PREFIX = "CB-"

COLUMNS = (
    "version", "record", "id", "batch", "agency", "date", "placement", "creditor", "creditor_reference", "debtor_name",
    "country", "language", "email", "phone", "document_number", "issue_date", "due_date", "final_notice_on", "currency",
    "amount_minor", "original_minor", "received_on", "fee", "commission_minor", "mode", "remittance", "code", "text",
    "records",
)  # fmt: skip


class Outgoing(StrEnum):
    """What we tell an agency."""

    PLACE = "place"
    RECALL = "recall"
    DIRECT_PAYMENT = "direct_payment"
    BALANCE_UPDATE = "balance_update"
    NOTE = "note"
    CLOSE_REQUEST = "close_request"


class Incoming(StrEnum):
    """What an agency tells us."""

    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    REMITTANCE = "remittance"
    DISPUTE = "dispute"
    CLOSE = "close"


def batch_name(batch_id: int) -> str:
    """The number of a batch as the agency knows it.

    >>> batch_name(12), batch_id_of("CB-12"), batch_id_of("12"), batch_id_of("CB-1_2")
    ('CB-12', 12, None, None)
    """
    return f"{BATCH_PREFIX}{batch_id}"


def batch_id_of(name: str) -> int | None:
    """The batch that an agency names; None where it is none of ours."""
    digits = name.removeprefix(BATCH_PREFIX)
    is_ours = name.startswith(BATCH_PREFIX) and digits.isascii() and digits.isdigit() and len(digits) <= 18
    return int(digits) if is_ours else None
