"""The list under "also worth a test": what one customer, one edit or one question must not do to the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select, update

from tests.charged_book import FEE_AND_INTEREST, ChargedBook, charging
from workers.channels.base import OutgoingMessage, Prepared
from workers.channels.recording import RecordingChannel
from workers.dunning.run import plan, run
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue import cases
from workers.ledger.schema import message_items, metadata, open_items
from workers.policy.policy_set import PolicySet


def asked_for(book: ChargedBook, message: int) -> set[str]:
    """The documents that a message lists."""
    joined = select(open_items.c.document_number).join(message_items, message_items.c.open_item_id == open_items.c.id)
    with book.ledger.read() as connection:
        return set(connection.scalars(joined.where(message_items.c.message_id == message)))


def test_pitfall_also_reminding_one_invoice_hides_no_other(book: ChargedBook) -> None:
    """The second invoice falls overdue after the first was reminded: the next notice lists both."""
    account = book.customer(days_overdue=(10,))
    book.plan()
    book.send()
    book.item(account, "C1-LATER", -2)
    book.pass_days(7)
    book.plan()
    assert (asked_for(book, 1), asked_for(book, 2)) == ({"C1-INV-1"}, {"C1-INV-1", "C1-LATER"})


def test_pitfall_also_a_new_level_below_what_was_given_neither_resets_nor_repeats(book: ChargedBook) -> None:
    book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    ladder = book.policy.ladders["standard"]
    first, second, last = ladder.levels
    sooner = replace(first, number=1, name="nudge", days_after_due=1)
    levels = (sooner, replace(first, number=2), replace(second, number=3), replace(last, number=4))
    book.policy = replace(book.policy, ladders={**book.policy.ladders, "standard": replace(ladder, levels=levels)})
    for _ in range(8):
        book.plan()
        book.send()
        book.pass_days(1)
    assert book.column("level_name") == ["friendly_reminder", "second_reminder", "second_reminder"]


class RefusesToBuild(RecordingChannel):
    """The mail of one customer cannot be built."""

    def prepare(self, message: OutgoingMessage) -> Prepared:
        if message.recipient == "ap@c1.example":
            raise RuntimeError("this customer's data are poisoned")
        return super().prepare(message)


def test_pitfall_also_one_failing_customer_neither_advances_nor_stops_the_batch(book: ChargedBook) -> None:
    for number in range(3):
        book.customer(f"C{number}", days_overdue=(20,))
    book.plan()
    book.send(email=RefusesToBuild("email"))
    assert book.states() == ["handed_over", "failed", "handed_over"]
    book.pass_days(8)
    book.plan()
    assert {(a, n) for a, n in zip(book.column("account_id"), book.column("level"), strict=True) if n > 1} == {
        (1, 2), (3, 2),
    }  # fmt: skip


def test_pitfall_also_a_customer_who_cannot_be_planned_is_parked_and_stops_no_run(book: ChargedBook) -> None:
    """An error of ours in one notice ended the run for everybody, day after day."""
    sound = charging(FEE_AND_INTEREST)
    book.policy = starting_after(sound, "de_bgb", 10_000_000)
    book.customer("C1", days_overdue=(20,))
    book.customer("C2", days_overdue=(20,), country="US", timezone="Europe/Berlin")
    assert book.plan().notices == 1
    assert book.column("account_id") == [2]
    with book.ledger.read() as connection:
        (case,) = cases.find_unresolved(connection, kind=CaseKind.INVARIANT)
    assert (case.account_id, case.reason) == (1, "the account cannot be dunned: OverflowError: date value out of range")
    book.policy = sound
    assert book.plan().notices == 0, "it is left alone until a person has looked"


def test_pitfall_also_a_customer_who_cannot_be_judged_is_parked_and_stops_no_run(book: ChargedBook) -> None:
    """A day that no import takes, but a database can hold: nothing can be counted on from the last one there is."""
    book.customer("C1", days_overdue=(2, 2))
    book.customer("C2", days_overdue=(20,))
    with book.ledger.write() as connection:
        connection.execute(update(open_items).where(open_items.c.id == 2).values(due_date=date.max))
    assert book.plan().decisions == {"Undecided": 1, "NoticeDue": 1}
    with book.ledger.read() as connection:
        (case,) = cases.find_unresolved(connection, kind=CaseKind.INVARIANT)
    assert (case.account_id, case.reason) == (1, "the account cannot be dunned: OverflowError: date value out of range")
    assert (book.column("account_id"), book.send()["handed_over"]) == ([2], 1)
    assert "Undecided" not in book.plan().decisions, "it is left alone until a person has looked"


def starting_after(policy: PolicySet, pack: str, days: int) -> PolicySet:
    """Interest that starts so many days after the due date: a slip of the pen of whoever wrote the pack."""
    found = policy.rule_packs[pack]
    rule = found.parameters.late_payment
    assert rule is not None
    odd = replace(found.parameters, late_payment=replace(rule, starts_days_after_due=days))
    return replace(policy, rule_packs={**policy.rule_packs, pack: replace(found, parameters=odd)})


def test_pitfall_also_no_day_given_to_a_run_sends_history_again(book: ChargedBook) -> None:
    book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    for days_ago in (0, 1, 5, 10, 400):
        past = replace(book.occasion(), business_date=book.today - timedelta(days=days_ago))
        assert run(book.ledger, book.policy, past, everything=True).notices == 0
    assert book.send()["handed_over"] == 0
    assert book.states() == ["handed_over"]


def test_pitfall_also_a_dry_run_writes_nothing(book: ChargedBook) -> None:
    book.customer()
    before = rows_by_table(book)
    verdicts = list(plan(book.ledger, book.policy, book.today))
    assert [type(verdict.decision).__name__ for verdict in verdicts] == ["NoticeDue"]
    assert rows_by_table(book) == before


def rows_by_table(book: ChargedBook) -> dict[str, int]:
    with book.ledger.read() as connection:
        return {
            name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
            for name, table in metadata.tables.items()
        }


def test_pitfall_also_a_scan_looks_at_what_is_overdue_and_not_at_every_customer(book: ChargedBook) -> None:
    book.customer("C1")
    for number in range(2, 30):
        book.customer(f"C{number}", days_overdue=(-30,))
    assert book.plan().accounts == 1
