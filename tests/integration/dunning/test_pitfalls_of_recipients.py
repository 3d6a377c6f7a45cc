"""Who is written to, and who is not for now: escalation by level, silence under restraints, currencies apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from tests.dunned_book import DunnedBook, live_policy
from workers.channels.base import ChannelRefused, Prepared, Receipt
from workers.channels.recording import RecordingChannel
from workers.ledger.book.holds import HoldKind, NewHold, add_hold
from workers.ledger.schema import contacts

ROLES = ("ap_clerk", "manager", "finance_head")


def test_the_recipient_escalates_by_level_from_clerk_to_manager_to_finance_head(book: DunnedBook) -> None:
    policy = live_policy()
    ladder = policy.ladders["standard"]
    climbing = tuple(
        replace(level, channels=("email",), recipients=(role, *ROLES), min_interval_days=1)
        for level, role in zip(ladder.levels, ROLES, strict=True)
    )
    book.policy = replace(policy, ladders={**policy.ladders, "standard": replace(ladder, levels=climbing)})
    book.customer(days_overdue=(40,))
    with book.ledger.write() as connection:
        for role in ROLES[1:]:
            connection.execute(insert(contacts).values(customer_id="C1", role=role, email=f"{role}@c1.example"))
    for _ in range(3):
        book.plan()
        book.send()
        book.pass_days(1)
    assert list(zip(book.column("level"), book.column("recipient"), strict=True)) == [
        (1, "ap@c1.example"),
        (2, "manager@c1.example"),
        (3, "finance_head@c1.example"),
    ]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("hold", "a call is pending"),
        ("hold", "direct debit pending"),
        ("dispute", "short delivery"),
        ("promise", "will pay on friday"),
    ],
)
def test_pitfall_16_silence_on_all_channels_and_at_expiry_the_same_level(
    book: DunnedBook, kind: HoldKind, reason: str
) -> None:
    """The second level, over e-mail and SMS, falls due while the account is held."""
    account_id = book.customer(days_overdue=(20,))
    book.plan()
    book.send()
    last_day = book.today + timedelta(days=9)
    with book.ledger.write() as connection:
        add_hold(connection, NewHold(account_id, kind, reason, expires_on=last_day), book.occasion())
    while book.today <= last_day:
        book.plan()
        book.send()
        assert book.column("level") == [1]
        book.pass_days(1)
    book.plan()
    book.send()
    assert list(zip(book.column("level"), book.column("channel"), book.column("state"), strict=True)) == [
        (1, "email", "handed_over"),
        (2, "email", "handed_over"),
        (2, "sms", "handed_over"),
    ]
    assert len(book.email.accepted) == 2
    assert len(book.sms.accepted) == 1


class Full(RecordingChannel):
    """One mailbox takes nothing at the moment, and refuses for good."""

    def send(self, prepared: Prepared) -> Receipt:
        raise ChannelRefused("552 5.2.2 mailbox full", code="552")


def test_pitfall_19_a_failed_delivery_passes_the_contact_over_in_its_own_currency(book: DunnedBook) -> None:
    account_id = book.customer()
    with book.ledger.write() as connection:
        connection.execute(insert(contacts).values(customer_id="C1", role="manager", email="boss@c1.example"))
    book.plan()
    book.send(email=Full("email"))
    book.item(account_id, "C1-USD", 10, currency="USD")
    book.plan()
    book.send()
    assert list(zip(book.column("currency"), book.column("recipient"), strict=True)) == [
        ("EUR", "ap@c1.example"),
        ("EUR", "boss@c1.example"),
        ("USD", "ap@c1.example"),
    ]
