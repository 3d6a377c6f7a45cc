"""A robot that texts through the Twilio peer, on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dunned_book import DunnedBook
from tests.servers.twilio_peer import TwilioPeer
from tests.sms_room import SmsRoom
from workers.ledger.unit_of_work import Ledger


@pytest.fixture
def room(ledger: Ledger, twilio_peer: TwilioPeer, tmp_path: Path) -> Iterator[SmsRoom]:
    with SmsRoom(DunnedBook(ledger), twilio_peer, tmp_path) as opened:
        yield opened
