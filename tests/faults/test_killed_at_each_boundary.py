"""A worker killed at each boundary of the outbox protocol: nothing leaves twice, and nothing is believed unproved."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.faults.aftermath import assert_nothing_went_twice, assert_only_proved_levels_count, look, recover
from tests.faults.boundaries import Boundary
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery
from tests.servers.processes import SmtpSinkProcess
from workers.channels.connect import open_mail_out

CUSTOMERS = 6


@pytest.mark.parametrize(
    ("boundary", "passages", "in_doubt", "accepted"),
    [
        (Boundary.BEFORE_CLAIM, 1, 0, CUSTOMERS),
        (Boundary.AFTER_CLAIM, 1, 0, CUSTOMERS),
        # The receipt of one message shares its commit with the next attempt: who dies in it leaves one in doubt.
        (Boundary.IN_ATTEMPT, 3, 1, CUSTOMERS),
        (Boundary.AFTER_ATTEMPT, 3, 1, CUSTOMERS - 1),
        (Boundary.AFTER_HAND_OVER, 3, 1, CUSTOMERS),
        (Boundary.BEFORE_RECEIPT, 3, 1, CUSTOMERS),
    ],
)
def test_pitfall_03_a_worker_killed_at(
    boundary: Boundary,
    passages: int,
    in_doubt: int,
    accepted: int,
    book: HastyBook,
    sink: SmtpSinkProcess,
    nursery: Nursery,
    tmp_path: Path,
) -> None:
    book.take_in(tmp_path, [f"ap@c{number}.example" for number in range(CUSTOMERS)])
    assert nursery.start_dispatch(book, sink.url, boundary, passages).wait() == -signal.SIGKILL
    after = recover(book, sink)
    assert_nothing_went_twice(book, after)
    assert (len(after.keys("in_doubt")), after.accepted.total()) == (in_doubt, accepted)
    assert_only_proved_levels_count(book, after)


def test_pitfall_03_a_lost_answer_is_a_persons_to_judge(book: HastyBook, sink: SmtpSinkProcess, tmp_path: Path) -> None:
    """The server has the mail, and its 250 got lost on the way."""
    book.take_in(tmp_path, ["ap@c0.example", "lost-ap@c1.example"])
    channel = open_mail_out(sink.url)
    assert book.send(email=channel)["in_doubt"] == 1
    channel.close()
    assert look(book, sink).accepted.total() == 2
    after = recover(book, sink)
    assert (len(after.keys("in_doubt")), after.accepted.total()) == (1, 2)
    assert_nothing_went_twice(book, after)
    assert_only_proved_levels_count(book, after)
