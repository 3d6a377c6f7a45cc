"""What the outbox keeps of a notice: read back as it was written, in the form of today and in the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import orjson

from tests.unit.rendering.sample_notice import FACTS, ITEMS
from workers.receivables.notice import AccountStatement, NoticeFacts, payload_document

STATED = replace(FACTS, statement=AccountStatement(date(2026, 3, 3), ITEMS, 1_000))


def test_a_payload_is_read_back_as_it_was_written() -> None:
    assert NoticeFacts.from_json(STATED.to_json()) == STATED


def test_a_payload_that_names_the_fields_of_its_items_is_still_read() -> None:
    """Messages that were planned before items became arrays leave after it."""
    older = orjson.dumps(payload_document(STATED.to_json()))
    assert b'"document_number":"RE2026/0934"' in older
    assert NoticeFacts.from_json(older) == STATED
