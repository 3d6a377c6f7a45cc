"""Short mails that say of one document that it was paid, as labels with values: a list of one."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import book_of, judge_mail, kind_of_decision, mail_with, posted

NUMBER = "INV-2026-000101"
BOOK = book_of((NUMBER, 125_000), ("INV-2026-000108", 48_250))
STRANGE = book_of(("XK-77", 100))
BLOCKS = {
    "English": f"Invoice number: {NUMBER}\nAmount paid: EUR 1,250.00\nPayment date: 13/11/2026\nPayment ID: TR-55",
    "columns": f"Invoice number      {NUMBER}\nAmount paid         1,250.00 EUR\nPaid on             13/11/2026",
    "billed and paid": f"Invoice No.: {NUMBER}\nInvoice amount: 1,250.00\nPaid: 1,250.00\nCurrency: EUR",
    "with a discount": f"Your invoice: {NUMBER}\nGross: 1,250.00\nDiscount: 0.00\nAmount paid: 1,250.00 EUR",
    "German": f"Rechnungsnummer: {NUMBER}\nGezahlter Betrag: EUR 1.250,00\nZahldatum: 13.11.2026",
    "French": f"Facture n° : {NUMBER}\nMontant payé : 1 250,00 EUR\nDate de paiement : 13/11/2026",
}
NOT_PAID = {
    "payable": f"Invoice number: {NUMBER}\nAmount payable: EUR 1,250.00\nInvoice date: 20/10/2026",
    "to be paid": f"Invoice number: {NUMBER}\nAmount to be paid: EUR 1,250.00",
    "paid before": f"Invoice number: {NUMBER}\nAlready paid: EUR 1,250.00",
    "paid to date": f"Invoice number: {NUMBER}\nPaid to date: EUR 1,250.00",
    "asked for": f"Please pay:\nInvoice number: {NUMBER}\nAmount paid: EUR 0.00\nBalance: EUR 1,250.00",
    "still open": f"Invoice number: {NUMBER}\nAmount paid: EUR 250.00\nBalance: EUR 1,000.00",
    "to be paid, French": f"Facture n° : {NUMBER}\nMontant à payer : 1 250,00 EUR",
}
OF_SEVERAL = {
    "beside": f"Invoice number: {NUMBER}, XX-5\nAmount paid: EUR 1,250.00",
    "below": f"Invoice number: {NUMBER}\n                XX-5\nAmount paid: EUR 1,250.00",
    "a figure of its own": f"Invoice number: {NUMBER}\nAmount paid: EUR 1,250.00\n\nand freight 50.00",
    "two sums": f"Invoice number: {NUMBER}\nAmount paid: EUR 1,250.00\nAmount paid: EUR 1,200.00",
}


def _text(block: str) -> str:
    return f"Hello,\n\n{block}\n\nKind regards\n"


@pytest.mark.parametrize("name", BLOCKS)
def test_one_block_is_a_list_of_one(name: str) -> None:
    judgement = judge_mail(mail_with(text=_text(BLOCKS[name])), BOOK)
    assert posted(judgement) == {NUMBER: 125_000}, judgement.decision


@pytest.mark.parametrize("name", BLOCKS)
def test_one_block_of_a_stranger_is_an_advice_all_the_same(name: str) -> None:
    judgement = judge_mail(mail_with(text=_text(BLOCKS[name]), sender="ap@wanderer.example"), STRANGE)
    assert kind_of_decision(judgement) == "payer_unknown", judgement.decision
    assert [(line.reference, line.net) for line in judgement.facts.advice.lines] == [(NUMBER, 125_000)]


@pytest.mark.parametrize("name", NOT_PAID)
def test_what_is_still_to_be_paid_is_not_paid(name: str) -> None:
    assert posted(judge_mail(mail_with(text=_text(NOT_PAID[name])), BOOK)) == {}


@pytest.mark.parametrize("name", OF_SEVERAL)
def test_a_sum_that_may_be_of_several_documents_goes_to_none(name: str) -> None:
    assert posted(judge_mail(mail_with(text=_text(OF_SEVERAL[name])), BOOK)) == {}


def test_a_payment_above_the_open_amount_is_a_case() -> None:
    text = _text(BLOCKS["English"].replace("1,250.00", "1,350.00"))
    judgement = judge_mail(mail_with(text=text), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("over_payment", {})


WRITTEN = (
    "On 13 November 2026 we have transferred EUR 600.00 to you, reference 2000248449, for\n\n- invoice XX-38882: 600.00"
)


@pytest.mark.parametrize(("sender", "kind"), [("ap@falkenberg.example", "unknown_reference"), ("ap@w.example", "")])
def test_a_written_list_of_one_number_that_nobody_knows_is_an_advice(sender: str, kind: str) -> None:
    judgement = judge_mail(mail_with(text=_text(WRITTEN), sender=sender), BOOK)
    assert kind_of_decision(judgement) == (kind or "payer_unknown"), judgement.decision
    assert [(line.reference, line.net) for line in judgement.facts.advice.lines] == [("XX-38882", 60_000)]


@pytest.mark.parametrize("sentence", ["We ask you for EUR 600.00, for", "Please pay EUR 600.00 for"])
def test_a_written_list_that_asks_is_none(sentence: str) -> None:
    text = _text(f"{sentence}\n\n- invoice XX-38882: 600.00")
    assert kind_of_decision(judge_mail(mail_with(text=text), BOOK)) == "not_a_remittance"
