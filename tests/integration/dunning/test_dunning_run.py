"""The dunning run on both databases: modes, bounds, episodes, currencies, hints, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.dunning import release
from workers.dunning.run import plan
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import accounts, cases, contacts, episodes, journal, message_items, open_items
from workers.policy.robot import Bound, Mode


def in_mode(book: DunnedBook, mode: Mode) -> None:
    book.with_robot(segments=tuple(replace(s, mode=mode) for s in book.policy.robot.segments))


def only_case(book: DunnedBook) -> tuple[str, str]:
    with book.ledger.read() as connection:
        row = connection.execute(select(cases.c.kind, cases.c.subject)).one()
    return row.kind, row.subject


def close_items(book: DunnedBook, account_id: int) -> None:
    with book.ledger.write() as connection:
        connection.execute(update(open_items).where(open_items.c.account_id == account_id).values(open_minor=0))
        supersede(connection, [account_id], "payment_applied")


def test_one_message_lists_all_overdue_items_with_the_highest_level(book: DunnedBook) -> None:
    """The seventh situation: one customer with five overdue invoices gets one message that lists five."""
    book.customer(days_overdue=(4, 8, 12, 16, 1))
    assert (book.plan().notices, len(book.states())) == (1, 1)
    with book.ledger.read() as connection:
        assert len(connection.execute(select(message_items)).all()) == 5


def test_planning_writes_nothing(book: DunnedBook) -> None:
    book.customer()
    verdicts = list(plan(book.ledger, book.policy, book.today))
    assert [type(v.decision).__name__ for v in verdicts] == ["NoticeDue"]
    assert book.states() == []


def test_shadow_mode_journals_what_it_would_have_done_and_sends_nothing(book: DunnedBook) -> None:
    in_mode(book, "shadow")
    book.customer()
    assert book.plan().notices == 0
    with book.ledger.read() as connection:
        told = select(journal.c.kind).where(journal.c.account_id == 1).order_by(journal.c.stream, journal.c.seq)
        kinds = list(connection.scalars(told))
    assert (kinds, book.states()) == (["dunning.shadow"], [])


def test_what_was_planned_before_its_segment_went_into_shadow_does_not_leave(book: DunnedBook) -> None:
    book.customer()
    book.plan()
    in_mode(book, "shadow")
    assert book.send()["cancelled"] == 1
    assert (book.states(), book.email.accepted) == (["cancelled"], [])
    in_mode(book, "live")
    book.plan()
    assert book.send()["handed_over"] == 1


def test_the_first_run_of_a_ladder_waits_as_one_case_until_a_person_approves(book: DunnedBook) -> None:
    in_mode(book, "approve")
    for number in ("C1", "C2", "C3"):
        book.customer(number)
    book.plan()
    assert book.send()["handed_over"] == 0
    kind, subject = only_case(book)
    assert kind == "run_approval"
    with book.ledger.write() as connection:
        release.decide_ladder(connection, subject, True, book.occasion("anna"))
    assert book.send()["handed_over"] == 3
    book.customer("C4")
    book.plan()
    assert book.send()["handed_over"] == 1


def test_a_refused_first_run_is_cancelled(book: DunnedBook) -> None:
    in_mode(book, "approve")
    book.customer()
    book.plan()
    _, subject = only_case(book)
    with book.ledger.write() as connection:
        release.decide_ladder(connection, subject, False, book.occasion("anna"))
    assert book.states() == ["cancelled"]


def test_a_run_over_its_bounds_parks_as_a_case_and_no_part_of_it_leaves(book: DunnedBook) -> None:
    book.with_robot(bounds=replace(book.policy.robot.bounds, notices=Bound(at_least=2)))
    for number in range(3):
        book.customer(f"C{number}")
    assert book.plan().parked == "3 notices on 2026-03-03, at most 2 go without a person"
    assert book.send()["handed_over"] == 0
    kind, subject = only_case(book)
    assert kind == "bounds_exceeded"
    with book.ledger.write() as connection:
        release.decide_day(connection, subject, True, book.occasion("anna"))
    assert book.send()["handed_over"] == 3


def test_a_day_that_a_person_let_go_is_shut_again_only_by_what_a_later_run_adds(book: DunnedBook) -> None:
    """A second run that found nothing new took the approved notices back into the house."""
    book.with_robot(bounds=replace(book.policy.robot.bounds, notices=Bound(at_least=1)))
    book.customer("C1")
    book.customer("C2")
    book.plan()
    _, subject = only_case(book)
    with book.ledger.write() as connection:
        release.decide_day(connection, subject, True, book.occasion("anna"))
    assert book.plan().parked == ""
    assert book.send()["handed_over"] == 2
    book.customer("C3")
    assert book.plan().parked == "3 notices on 2026-03-03, at most 2 go without a person"
    assert book.send()["handed_over"] == 0


def test_a_run_that_died_half_way_lets_nothing_leave_until_it_is_finished(book: DunnedBook) -> None:
    book.customer()
    with book.ledger.write() as connection:
        release.start_run(connection, book.policy, book.occasion())
    assert book.send()["handed_over"] == 0
    book.plan()
    assert book.send()["handed_over"] == 1


def test_pitfall_19_currencies_never_mix(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(10,))
    book.item(account_id, "USD-1", 10, 25_000, "USD")
    assert book.plan().notices == 2
    assert sorted(book.column("currency")) == ["EUR", "USD"]
    book.send()
    asked = {p.message.text for p in book.email.accepted}
    assert all(("€100.00" in text) != ("$250.00" in text) for text in asked)


def test_pitfall_09_an_episode_ends_only_when_every_item_is_settled(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(10, 12))
    book.plan()
    book.send()
    close_items(book, account_id)
    book.item(account_id, "LATER", -20)
    book.plan()
    with book.ledger.read() as connection:
        assert connection.scalars(select(episodes.c.closed_on)).all() == [book.today]
    book.pass_days(30)
    book.plan()
    with book.ledger.read() as connection:
        assert connection.scalars(select(episodes.c.number).order_by(episodes.c.number)).all() == [1, 2]
    assert book.column("level") == [1, 1]


def test_the_ladder_climbs_with_its_intervals_and_then_falls_silent(book: DunnedBook) -> None:
    book.customer(days_overdue=(3,))
    for _ in range(70):
        book.plan()
        book.send()
        book.pass_days(1)
    levels = dict(zip(book.column("level"), book.column("planned_on"), strict=False))
    assert sorted(set(book.column("level"))) == [1, 2, 3]
    assert (levels[2] - levels[1]).days >= 7
    assert (levels[3] - levels[2]).days >= 7


def test_editing_a_ladder_in_flight_neither_resets_nor_repeats_levels(book: DunnedBook) -> None:
    book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    edited = {
        name: replace(ladder, levels=tuple(replace(level, pay_within_days=9) for level in ladder.levels))
        for name, ladder in book.policy.ladders.items()
    }
    book.policy = replace(book.policy, ladders=edited)
    assert book.plan().notices == 0
    book.pass_days(8)
    book.plan()
    assert book.column("level")[0] == 1
    assert set(book.column("level")[1:]) == {2}


def test_a_notice_planned_before_an_edit_leaves_as_it_was_planned_and_counts(book: DunnedBook) -> None:
    """Its level is gone when it leaves: the highest level left that comes on its day or before is given with it."""
    book.customer(days_overdue=(20,))
    book.plan()
    standard = book.policy.ladders["standard"]
    levels = tuple(replace(level, number=level.number - 1) for level in standard.levels[1:])
    edited = replace(standard, levels=(replace(levels[0], days_after_due=2), *levels[1:]))
    book.policy = replace(book.policy, ladders={**book.policy.ladders, "standard": edited})
    assert book.send()["handed_over"] == 1
    assert book.column("level_name") == ["friendly_reminder"]
    book.pass_days(10)
    book.plan()
    assert book.column("level_name")[1:] == ["final_notice"] * 2


def test_an_account_without_contact_becomes_a_case_and_stops_nobody_else(book: DunnedBook) -> None:
    account_id = book.customer("C1")
    book.customer("C2")
    with book.ledger.write() as connection:
        connection.execute(update(contacts).where(contacts.c.customer_id == "C1").values(email_valid=False))
        supersede(connection, [account_id], "address_invalid")
    result = book.plan()
    assert (result.notices, result.decisions["NoContact"]) == (1, 1)
    assert only_case(book) == ("no_contact", f"account:{account_id}:EUR")


def test_the_case_of_an_account_without_contact_is_about_what_is_overdue(book: DunnedBook) -> None:
    """It was ranked by everything open, so that a customer with a small debt and many orders came first."""
    book.customer(days_overdue=(10, 1, -20))
    with book.ledger.write() as connection:
        connection.execute(update(contacts).values(email_valid=False))
    assert book.plan().decisions["NoContact"] == 1
    with book.ledger.read() as connection:
        assert connection.scalars(select(cases.c.amount_minor)).all() == [20_000]


def test_the_scan_skips_what_must_wait_and_a_full_run_finds_no_more(book: DunnedBook) -> None:
    book.customer("C1", days_overdue=(1,))
    book.plan()
    with book.ledger.read() as connection:
        assert connection.scalars(select(accounts.c.look_again_on)).one() == book.today + timedelta(days=2)
    assert book.plan().accounts == 0
    assert [type(v.decision).__name__ for v in plan(book.ledger, book.policy, book.today)] == ["Wait"]


def test_an_event_brings_an_account_back_into_the_scan(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(1,))
    book.plan()
    book.item(account_id, "OLDER", 30)
    assert book.plan().notices == 0
    with book.ledger.write() as connection:
        supersede(connection, [account_id], "import")
    assert book.plan().notices == 1


def test_cost_grows_with_what_is_due(book: DunnedBook) -> None:
    """Customers without anything due are not looked at."""
    book.customer("C1")
    for number in range(2, 12):
        book.customer(f"C{number}", days_overdue=(-30,))
    assert book.plan().accounts == 1
