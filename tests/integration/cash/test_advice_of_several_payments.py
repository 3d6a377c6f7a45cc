"""One mail that announces several payments: each ends posted or with a person, and none is counted twice."""

from __future__ import annotations

import dataclasses

import pytest

from tests.cash_book import DAY, TERMS, CashBook, on, received
from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.incoming.raw_messages import Arrival, Settlement, store_arrivals
from workers.policy.cash_application import CashApplicationPolicy
from workers.policy.robot import CashBound
from workers.receivables.customer import Customer
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment, RemittanceAdvice
from workers.receivables.sender_trust import SenderVerdict
from workers.remittance.facts import ApplicationFacts, Payer
from workers.remittance.item_lookup import ItemLookup
from workers.remittance.recording import Recorder
from workers.remittance.rules.application import decide
from workers.remittance.rules.duplicates import advice_key
from workers.remittance.run import Judgement
from workers.remittance.terms import PostingTerms

PAYER = Payer(Customer("C1", "Adler GmbH"))


def announced(book: CashBook, *nets: int, terms: PostingTerms = TERMS) -> Settlement:
    """A mail with a payment for INV-1 of each of these amounts."""
    lines = [AdviceLine("INV-1", net) for net in nets]
    advice = RemittanceAdvice(
        tuple(AdvicePayment(line.net, "EUR", (line,), DAY, f"PAY-{number}") for number, line in enumerate(lines))
    )
    keys = tuple(advice_key(PAYER, payment) for payment in advice.payments)
    with book.ledger.write() as connection:
        items = ItemLookup(LedgerBook(connection), PAYER.customer_ids).items_of(advice)
        facts = ApplicationFacts(advice, SenderVerdict(), PAYER, items)
        judgement = Judgement("a mail", facts, decide(facts, CashApplicationPolicy()), keys)
        store_arrivals(connection, [Arrival("memory:", 1, 1, b"")], on())
        return Recorder(connection, {"main": terms}, judgement, on()).record(1)


@pytest.mark.parametrize("nets", [(9_950, 50), (6_000, 4_000)])
def test_a_document_of_two_payments_is_posted_and_told_and_does_not_wait_for_ever(
    book: CashBook, nets: tuple[int, int]
) -> None:
    settlement = announced(book, *nets)
    assert (settlement.outcome, book.cases()) == ("case", ["short_payment"])
    assert (book.advice_states(), book.open("INV-1")) == (["posted", "announced"], 10_000 - nets[0])
    book.bank(*(received(net, f"PAY-{number}") for number, net in enumerate(nets)))
    assert (book.advice_states(), book.open("INV-1")) == (["cleared", "cleared"], 0)
    book.check_laws()


def test_one_bank_payment_is_not_two_payments_of_an_advice(book: CashBook) -> None:
    book.bank(received(10_000, "INV-1"))
    assert announced(book, 10_000, 10_000).outcome == "case"
    assert book.cases() == ["already_paid"]


def test_a_short_payment_over_the_bound_of_the_day_asks_for_its_approval(book: CashBook) -> None:
    tight = dataclasses.replace(TERMS, bound=CashBound(at_least={"EUR": 5_000}, multiple=1))
    announced(book, 9_000, terms=tight)
    assert book.advice_states() == ["announced"]
    assert sorted(book.cases()) == ["bounds_exceeded", "short_payment"]
