"""Lists in groups: captions and sums of groups, credits told by their section, figures named on a line of their own."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import book_of, english, judge_mail, mail_with, posted
from workers.remittance.run import Judgement

OPEN = {
    "INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "INV-2026-000122": 60_031,
    "INV-2026-000131": 7_777, "KX-2026-000115": -9_999, "KX-2026-000116": -4_001,
}  # fmt: skip
INVOICES = [number for number, cents in OPEN.items() if cents > 0]
CREDITS = [number for number, cents in OPEN.items() if cents < 0]
TOTAL = sum(OPEN.values())
FACTS = "Remittance advice\nPayment reference: TR-5588\nPayment date: 13/11/2026\n"
HEAD = f"{FACTS}\n{'Invoice':<20}{'Date':<16}Amount paid\n"


def _row(number: str, cents: int) -> str:
    return f"{number:<20}01/10/2026{english(cents):>18}\n"


def _sum(label: str, cents: int) -> str:
    return f"{label:<30}{english(cents):>18}\n\n"


def _judged(text: str, terms: str = "") -> Judgement:
    return judge_mail(mail_with(text=text), book_of(*OPEN.items(), terms=terms))


@pytest.mark.parametrize("caption", ["Member 5051 North", "Agency 12 Roads"])
def test_sums_of_groups_state_no_other_payment(caption: str) -> None:
    groups = (INVOICES[:2], INVOICES[2:], CREDITS)
    text = "".join(
        f"{caption} {place}\n{''.join(_row(n, OPEN[n]) for n in group)}"
        + _sum("Sum of member", sum(OPEN[n] for n in group))
        for place, group in enumerate(groups)
    )
    judgement = _judged(f"{HEAD}{text}{_sum('Sum of all members EUR', TOTAL)}")
    assert posted(judgement) == OPEN, judgement.decision
    assert not any(line.reason for payment in judgement.facts.advice.payments for line in payment.lines)


def test_a_group_sum_that_is_a_cent_off_is_a_case() -> None:
    text = "".join(_row(n, OPEN[n]) for n in INVOICES[:2]) + _sum("Sum of member", 173_251)
    text += "".join(_row(n, OPEN[n]) for n in (*INVOICES[2:], *CREDITS))
    assert posted(_judged(f"{HEAD}{text}{_sum('Sum of all members EUR', TOTAL)}")) == {}


@pytest.mark.parametrize("caption", ["A déduire - avoirs", "Less: credit notes", "Gutschriften"])
@pytest.mark.parametrize("label", ["Subtotal", "Total credit notes"])
def test_credits_without_a_sign_are_taken_off_by_their_section(caption: str, label: str) -> None:
    text = "".join(_row(n, OPEN[n]) for n in INVOICES) + _sum("Subtotal", sum(OPEN[n] for n in INVOICES))
    text += f"{caption}\n" + "".join(_row(n, -OPEN[n]) for n in CREDITS)
    text += _sum(label, -sum(OPEN[n] for n in CREDITS)) + _sum("Net total EUR", TOTAL)
    judgement = _judged(f"{HEAD}{text}")
    assert posted(judgement) == OPEN, judgement.decision


def test_a_line_that_names_its_figures_says_what_was_billed_and_taken_off() -> None:
    off = 3_750
    head = HEAD.replace("Payment reference", "Payment amount: EUR 1,695.00\nPayment reference")
    text = _row(INVOICES[0], 125_000 - off) + f"  Invoice amount {english(125_000)}  less discount {english(off)}\n\n"
    text += _row(INVOICES[1], 48_250) + f"  Invoice amount {english(48_250)}\n\n"
    judgement = _judged(f"{head}{text}{_sum('Total', 173_250 - off)}", terms="3/30 net 60")
    assert [(a.cash, a.discount) for per in judgement.decision.allocations for a in per] == [
        (121_250, off),
        (48_250, 0),
    ]
    assert [line.gross for line in judgement.facts.advice.payments[0].lines] == [125_000, 48_250]


def test_labels_may_stand_apart_from_their_colons() -> None:
    text = f"PAYMENT AMOUNT   : EUR {english(TOTAL)}\nEFFECTIVE DATE   : 13/11/2026\nTRACE NUMBER     : 0000377521\n\n"
    for number, cents in OPEN.items():
        label = "INVOICE NUMBER  " if cents > 0 else "CREDIT MEMO NBR "
        text += f"{label} : {number}\nGROSS AMOUNT     : {english(cents)}\nDISCOUNT TAKEN   : 0.00\n"
        text += f"NET PAID AMOUNT  : {english(cents)}\n\n"
    judgement = _judged(text)
    assert posted(judgement) == OPEN, judgement.decision


@pytest.mark.parametrize("title", ["Betalingskorting", "Sofortskonto", "Treuerabatt"])
def test_a_compound_word_for_a_discount_is_one(title: str) -> None:
    off = 3_750
    head = HEAD.replace("Amount paid", f"{'Bedrag':>12}{title:>18}{'Betaald':>14}")
    rows = f"{INVOICES[0]:<20}01/10/2026{english(125_000):>18}{english(off):>18}{english(125_000 - off):>14}\n"
    rows += f"{INVOICES[1]:<20}01/10/2026{english(48_250):>18}{english(0):>18}{english(48_250):>14}\n"
    judgement = _judged(f"{head}{rows}{'Total':<64}{english(173_250 - off):>14}\n", terms="3/30 net 60")
    assert [(a.cash, a.discount) for per in judgement.decision.allocations for a in per] == [
        (121_250, off),
        (48_250, 0),
    ]


def test_titles_over_each_document_name_its_figures() -> None:
    off = 3_750
    text = f"{FACTS}Net payment: EUR {english(TOTAL - off)}\n\n"
    for place, (number, cents) in enumerate(OPEN.items()):
        taken = 0 if place else off
        text += f"ACCOUNT / INVOICE: {number}     ICN 1452{place}6023822\n"
        text += f"{'BILLED':>20}{'PROMPT PAY':>16}{'ADJUSTED':>14}{'PAID':>16}\n"
        text += f"{english(cents):>20}{english(taken):>16}{english(0):>14}{english(cents - taken):>16}\n\n"
    judgement = _judged(text, terms="3/30 net 60")
    assert posted(judgement) == OPEN | {INVOICES[0]: 125_000 - off}, judgement.decision
    assert judgement.decision.allocations[0][0].discount == off


def test_a_numbered_credit_is_a_payment_to_us_and_takes_nothing_off() -> None:
    """Its trace number is a credit memo's in the book: with the sign turned, two payments added up to the first."""
    first, second = 48_250, 7_777
    book = book_of(("INV-2026-000108", first), ("INV-2026-000131", second), ("2000594832", -second))
    titles = f"{'Vendor Inv':<20}{'Inv Date':<16}Amount paid\n"
    text = f"Credit 1 of 2\nTrace: 0000865967    Credit amount: USD {english(first)}\n{titles}"
    text += _row("INV-2026-000108", first) + _sum("Credit 1 total", first)
    text += f"Credit 2 of 2\nTrace: 2000594832    Credit amount: USD {english(second)}\n{titles}"
    text += _row("INV-2026-000131", second) + _sum("Credit 2 total", second)
    judgement = judge_mail(mail_with(text=f"ACH Credit Notification\n\n{text}"), book)
    assert "2000594832" not in posted(judgement), judgement.decision
