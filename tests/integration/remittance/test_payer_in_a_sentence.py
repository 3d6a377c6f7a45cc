"""Mails of a payment platform: its domain is nobody's, and only a sentence says whose payment it is."""

from __future__ import annotations

import pytest

from tests.bench.csv_book import CsvBook
from tests.integration.remittance.advice_mails import BOOK, PAYER, english, judge_mail, kind_of_decision, mail_with
from workers.receivables.customer import Customer

TOTAL = english(sum(item.open for item in BOOK.items))
LISTED = "\n".join(f"{item.document_number}   {english(item.open)}" for item in BOOK.items)
STRANGER = "Wanderer & Sons Ltd"
FROM_THE_PAYER = (
    f"A payment of EUR {TOTAL} from {PAYER} was sent to you.",
    f"A payment of EUR {TOTAL} from Falkenberg Anlagenbau\nGmbH was sent to you.",
    f"{PAYER} has sent you EUR {TOTAL}.",
    f"{PAYER}'s payment of EUR {TOTAL} is on its way to you.",
    f"Sie erhalten {TOTAL} EUR von {PAYER}, Zahlung vom 13.11.2026.",
    f"Virement de EUR {TOTAL} de {PAYER} du 13/11/2026.",
)
FROM_SOMEBODY_ELSE = (
    f"A payment of EUR {TOTAL} for {PAYER} was sent to you.",
    f"A payment of EUR {TOTAL} from {STRANGER} on behalf of {PAYER} was sent to you.",
    f"Virement de EUR {TOTAL} pour le compte de {PAYER}.",
    f"Wir haben EUR {TOTAL} im Namen von {PAYER} gezahlt.",
    f"We have paid what was owed by our friends of\n{PAYER}, EUR {TOTAL}.",
)


def _kind(sentence: str, book: CsvBook = BOOK) -> str:
    text = f"Hello,\n\n{sentence}\n\nPayment ID 88213344\n\nInvoice  Amount\n{LISTED}\n\nTotal {TOTAL}\n"
    return kind_of_decision(judge_mail(mail_with(text=text, sender="PayWay <notify@payway.example>"), book))


@pytest.mark.parametrize("sentence", FROM_THE_PAYER)
def test_the_payer_of_a_sentence_is_known(sentence: str) -> None:
    """Lines with an amount were not searched for names, and such a sentence has one."""
    assert _kind(sentence) == "apply"


@pytest.mark.parametrize("sentence", FROM_SOMEBODY_ELSE)
def test_whoever_somebody_else_pays_for_is_not_the_payer(sentence: str) -> None:
    assert _kind(sentence) == "payer_unknown"


def test_two_customers_in_sentences_are_nobody() -> None:
    book = CsvBook((*BOOK.customers, Customer("C9", STRANGER, "wanderer.example")), BOOK.items)
    sentence = f"A payment of EUR {TOTAL} from {PAYER} was sent to you,\nby {STRANGER} for EUR 1.00."
    assert _kind(sentence, book) == "payer_unknown"


def test_the_domain_of_a_customer_outweighs_a_sentence() -> None:
    book = CsvBook((*BOOK.customers, Customer("C9", STRANGER, "payway.example")), BOOK.items)
    assert _kind(FROM_THE_PAYER[0], book) != "apply"
