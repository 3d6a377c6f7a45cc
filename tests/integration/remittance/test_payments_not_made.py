"""Pages that list our documents and add up, but say that nothing was paid: nothing of them is posted."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import book_of, judge_mail, kind_of_decision, mail_with, posted
from workers.remittance.run import Judgement

OPEN = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250}
BOOK = book_of(*OPEN.items())
LIST = """
Payment reference: 778812
Payment date: 13/11/2026
Payment amount: EUR 1,732.50

Invoice            Date          Amount
INV-2026-000101    01/10/2026    1,250.00
INV-2026-000108    01/10/2026      482.50
Total                            1,732.50
"""


def _judged(text: str, subject: str = "Remittance advice") -> Judgement:
    return judge_mail(mail_with(text=text, subject=subject), BOOK)


@pytest.mark.parametrize(
    "said",
    [
        "Payment proposal of 10/11/2026.",
        "Nothing has been paid yet.",
        "The payment below is awaiting approval.",
        "Our transfer of EUR 1,732.50 dated 13/11/2026 was rejected\nby the bank.",
        "Cheque number 778812 dated 13/11/2026 for EUR 1,732.50 has been stopped.",
        "Please disregard our advice of today.",
        "These invoices have NOT been paid, we have no copies.",
        "Zahlungsvorschlag vom 10.11.2026",
        "Die Zahlung wurde noch nicht freigegeben.",
        "Die Zahlung 778812 haben wir storniert.",
        "Ce virement a été annulé.",
        "El pago fue devuelto.",
        "Il bonifico è stato stornato.",
        "De betaling is nog niet uitgevoerd.",
    ],
)
def test_what_was_not_paid_is_no_advice(said: str) -> None:
    judgement = _judged(f"{said}\n{LIST}")
    assert (kind_of_decision(judgement), posted(judgement)) == ("not_a_remittance", {})


@pytest.mark.parametrize(
    "said",
    [
        "If this payment was returned by your bank, please call us.",
        "Should the payment be rejected, call 0113 496 0221.",
        "Goods returned were deducted. Freight not approved by our buyer.",
        "Your cancelled check is your receipt.",
        "Please confirm receipt as soon as possible.",
        "Please ignore this message if you received it in error.",
        "Please disregard this mail if it was not meant for you.",
        "Any payment rejected by your bank is paid again within ten days.",
    ],
)
def test_a_condition_or_a_footer_says_nothing_against_a_payment(said: str) -> None:
    assert posted(_judged(f"Remittance advice\n{LIST}\n{said}")) == OPEN


@pytest.mark.parametrize("said", ["We will pay the following on 20/11/2026:", "Approved for payment:"])
def test_a_promise_is_no_advice_unless_it_is_called_one(said: str) -> None:
    bare = LIST.replace("Payment reference: 778812\n", "")
    assert (kind_of_decision(_judged(said + bare, "Invoices")), posted(_judged(said + bare, "Invoices"))) == (
        "not_a_remittance",
        {},
    )
    assert posted(_judged(f"Remittance advice\n{said}{LIST}")) == OPEN


def test_a_mail_that_cancels_speaks_for_its_attachment() -> None:
    attached = ("advice.txt", ("Remittance advice\n" + LIST).encode())
    assert posted(judge_mail(mail_with(attached), BOOK)) == OPEN
    judgement = judge_mail(mail_with(attached, subject="Payment cancelled"), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("not_a_remittance", {})


def test_a_status_that_waits_is_no_payment() -> None:
    rows = "Invoice  Date  Amount  Status\nINV-2026-000101  01/10/2026  1,250.00  On hold\n"
    assert posted(_judged(f"Payment status\nPayment amount: EUR 1,250.00\n{rows}")) == {}


def test_an_empty_column_of_what_is_paid_pays_nothing() -> None:
    rows = (
        "Account enquiry\nInvoice            Date         Amount      Paid    Outstanding\n"
        "INV-2026-000101    01/10/2026   1,250.00    0.00    1,250.00\n"
        "INV-2026-000108    01/10/2026     482.50    0.00      482.50\n"
        "Total                           1,732.50    0.00    1,732.50\n"
    )
    assert posted(_judged(rows, "Your account")) == {}
