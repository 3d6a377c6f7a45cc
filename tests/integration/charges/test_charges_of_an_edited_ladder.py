"""A ladder that ops edit while an episode climbs it: every notice books its own charge, and takes back its own."""

from __future__ import annotations

from dataclasses import replace

from tests.charged_book import ChargedBook
from workers.ledger.incoming.correspondence import find_sent, record_bounce
from workers.ledger.queue.placeable import reached_in_episode
from workers.receivables.notice import NoticeFacts


def climb_an_edited_ladder(book: ChargedBook) -> None:
    """Two levels given, then the first one taken away: the third is given under the number that the second had."""
    book.customer(days_overdue=(20,))
    for days in (0, 10, 10):
        book.pass_days(days)
        if days and len(set(book.column("level_name"))) == 2:
            take_the_first_level_away(book)
        book.plan()
        book.send()
    given = dict(zip(book.column("level_name"), book.column("level"), strict=True))
    assert given == {"friendly_reminder": 1, "second_reminder": 2, "final_notice": 2}


def take_the_first_level_away(book: ChargedBook) -> None:
    ladder = book.policy.ladders["standard"]
    left = tuple(replace(level, number=level.number - 1) for level in ladder.levels[1:])
    book.policy = replace(book.policy, ladders={**book.policy.ladders, "standard": replace(ladder, levels=left)})


def test_a_notice_under_the_number_of_an_earlier_one_books_and_takes_back_its_own_charge(book: ChargedBook) -> None:
    """It was told to the customer and never booked: the one before had been given under the same number."""
    climb_an_edited_ladder(book)
    notices = map(NoticeFacts.from_json, book.column("payload"))
    told = {facts.level_name: facts.charges.total for facts in notices if facts.charges}
    assert [original for _, original, _ in book.charge_items()] == list(told.values())
    with book.ledger.read() as connection:
        assert reached_in_episode(connection, [1]) == {1: (3, 2)}, "three notices, by mail and by text"
    # And what comes back takes back its own charge, not that of the earlier one.
    with book.ledger.write() as connection:
        for key, name in zip(book.column("key"), book.column("level_name"), strict=True):
            if name == "final_notice":
                record_bounce(connection, find_sent(connection, [key])[0], "5.1.1", book.occasion())
    assert [still > 0 for _, _, still in book.charge_items()] == [True, True, False]
    assert book.broken_laws() == []
