"""Answers to our reminders: what the mail quotes of us lists what is open, the payer's own words what was paid."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import POLICY, book_of, judge_mail, kind_of_decision, mail_with, posted

OPEN = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "INV-2026-000115": 9_999}
PAID = {number: cents for number, cents in OPEN.items() if cents != 9_999}
BOOK = book_of(*OPEN.items())
US = f"Us Ltd <ar@{POLICY.own_domain}>"
ANSWER = """we paid EUR 1,732.50 on 13/11/2026, reference 778812, for:

INV-2026-000101    1,250.00
INV-2026-000108      482.50

Total 1,732.50
"""
OURS = """> Please pay the following invoices:
> INV-2026-000101    1,250.00
> INV-2026-000108      482.50
> INV-2026-000115       99.99
> Total overdue      1,832.49
"""
HEADS = (
    f"On Mon, 9 Nov 2026 at 09:12, {US} wrote:",
    f"On Mon, 9 Nov 2026 at 09:12, Us Ltd Accounts Receivable and Credit <\nar@{POLICY.own_domain}> wrote:",
    f"Am 09.11.2026 um 09:12 schrieb {US}:",
    f"-----Original Message-----\nFrom: {US}\nSent: Monday, 9 November 2026\nSubject: Reminder",
)


@pytest.mark.parametrize("head", HEADS, ids=["gmail", "broken head", "german", "outlook"])
def test_a_quoted_reminder_is_not_read_as_the_payers_list(head: str) -> None:
    judgement = judge_mail(mail_with(text=f"{ANSWER}\n{head}\n{OURS}", subject="Re: Reminder"), BOOK)
    assert posted(judgement) == PAID, judgement.decision


def test_a_quoted_reminder_in_html_is_not_read_either() -> None:
    def table(numbers: dict[str, int]) -> str:
        rows = "".join(f"<tr><td>{n}</td><td>{c / 100:,.2f}</td></tr>" for n, c in numbers.items())
        total = f"<tr><td>Total</td><td>{sum(numbers.values()) / 100:,.2f}</td></tr>"
        return f"<table><tr><th>Invoice</th><th>Amount</th></tr>{rows}{total}</table>"

    said = f"<p>Payment of EUR 1,732.50 was made on 13/11/2026, our reference 778812:</p>{table(PAID)}"
    quote = f"<div>On 9 Nov 2026 {US.replace('<', '&lt;')} wrote:<blockquote>Please pay{table(OPEN)}</blockquote></div>"
    judgement = judge_mail(mail_with(html=f"<html>{said}{quote}</html>", subject="Re: Reminder"), BOOK)
    assert posted(judgement) == PAID, judgement.decision


def test_our_list_is_not_paid_because_somebody_says_paid_above_it() -> None:
    text = f"We have paid these on 3 November by BACS.\n\n{HEADS[0]}\n{OURS.replace('overdue', '')}"
    judgement = judge_mail(mail_with(text=text, subject="Re: Reminder"), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("not_a_remittance", {})


def test_what_a_payer_quotes_of_its_own_is_read() -> None:
    head = "-----Original Message-----\nFrom: payables@falkenberg.example\nSent: Monday, 9 November 2026\n"
    judgement = judge_mail(mail_with(text=f"See below.\n\n{head}\n{ANSWER}", subject="Payment made"), BOOK)
    assert posted(judgement) == PAID, judgement.decision
