"""What the outbox keeps of a notice: read back as it was written."""

from __future__ import annotations

from datetime import date

from msgspec import structs

from tests.unit.rendering.sample_notice import FACTS, ITEMS
from workers.receivables.notice import AccountStatement, NoticeFacts

STATED = structs.replace(FACTS, statement=AccountStatement(date(2026, 3, 3), ITEMS, 1_000))


def test_a_payload_is_read_back_as_it_was_written() -> None:
    assert NoticeFacts.from_json(STATED.to_json()) == STATED
