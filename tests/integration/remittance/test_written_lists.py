"""Mails that somebody wrote by hand: a sentence with the amount, then a line of text per document."""

from __future__ import annotations

import pytest

from tests.integration.remittance.advice_mails import book_of, judge_mail, kind_of_decision, mail_with, posted

PAID = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "CN-2026-000115": -9_999, "INV-2026-000122": 60_031}
BOOK = book_of(*PAID.items())

MAILS = {
    "English, commas": """Hello Ms Winter,

a short note: on 12 Nov 2026 we have transferred EUR 2,232.82 to your account,
our reference 0000246816. These are settled by it:

* INV-2026-000101, 1,250.00
* INV-2026-000108, 482.50
* CN-2026-000115, -99.99
* INV-2026-000122, 600.31

EUR 2,232.82 in all.

You reach me on 0113 496 0221 until four.
""",
    "German, dashes and days": """Guten Tag,

heute haben wir 2.232,82 EUR an Sie überwiesen, Valuta 12.11.2026, Verwendungszweck 0000246816:

Rechnung INV-2026-000101 vom 20.10.2026 - 1.250,00
Rechnung INV-2026-000108 vom 20.10.2026 - 482,50
Gutschrift CN-2026-000115 vom 21.10.2026 - -99,99
Rechnung INV-2026-000122 vom 22.10.2026 - 600,31

Bei Fragen: 0721 4711-233, 76131 Karlsruhe
""",
    "French, colons": """Bonjour,

Nous vous informons de notre virement de 2 232,82 € du 12/11/2026 (réf. 0000246816) :

- facture n°INV-2026-000101 (20/10/2026) : 1 250,00 €
- facture n°INV-2026-000108 (20/10/2026) : 482,50 €
- avoir n°CN-2026-000115 (21/10/2026) : -99,99 €
- facture n°INV-2026-000122 (22/10/2026) : 600,31 €

Soit 2 232,82 € au total. Tél. 01 43 55 12 80
""",
    "Spanish, blanks": """Buenos días:

El 12/11/2026 les hemos enviado 2.232,82 EUR, referencia 0000246816, por:

INV-2026-000101 20/10/2026 1.250,00
INV-2026-000108 20/10/2026 482,50
CN-2026-000115 21/10/2026 -99,99
INV-2026-000122 22/10/2026 600,31
""",
    "Dutch, a broken sentence": """Beste,

Op 12 november 2026 is EUR 2.232,82 naar u
onderweg, kenmerk 0000246816:

INV-2026-000101 \u2013 1.250,00
INV-2026-000108 \u2013 482,50
creditnota CN-2026-000115 \u2013 99,99-
INV-2026-000122 \u2013 600,31
""",
    "Italian, a total below": """Buongiorno,

in data 12/11/2026 abbiamo disposto un bonifico di 2.232,82 euro, riferimento 0000246816:

fattura n. INV-2026-000101: euro 1.250,00
fattura n. INV-2026-000108: euro 482,50
nota di credito n. CN-2026-000115: euro 99,99-
fattura n. INV-2026-000122: euro 600,31

Totale 2.232,82
""",
    "credits told by their word alone": """We have paid EUR 2,232.82 on 12 November 2026, reference 0000246816, for

Invoice INV-2026-000101 1,250.00
Invoice INV-2026-000108 482.50
Credit note CN-2026-000115 99.99
Invoice INV-2026-000122 600.31
""",
}
ONE_KNOWN = """Hello Ms Winter,

a short note: on 12 Nov 2026 we have transferred EUR 1,250.00 to your account,
our reference 0000246816. These are settled by it:

* {other}-59064, 600.00
* {other}-44152, 510.00
* INV-2026-000101, 140.00

EUR 1,250.00 in all.
"""


@pytest.mark.parametrize("name", MAILS)
def test_a_list_written_by_hand_is_read(name: str) -> None:
    judgement = judge_mail(mail_with(text=MAILS[name]), BOOK)
    assert posted(judgement) == PAID, judgement.decision
    (payment,) = judgement.facts.advice.payments
    assert [line.reference for line in payment.lines] == list(PAID)
    assert (payment.amount, str(payment.date), payment.reference) == (223_282, "2026-11-12", "0000246816")


@pytest.mark.parametrize("name", MAILS)
def test_a_sentence_that_is_off_by_a_cent_applies_nothing(name: str) -> None:
    text = MAILS[name].replace("232.82", "232.83").replace("232,82", "232,83")
    judgement = judge_mail(mail_with(text=text), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {}), judgement.decision


@pytest.mark.parametrize("other", ["XX", "PO"])
def test_the_total_of_a_sentence_goes_to_no_document_with_an_amount_of_its_own(other: str) -> None:
    judgement = judge_mail(mail_with(text=ONE_KNOWN.format(other=other)), BOOK)
    assert posted(judgement) == {}
    assert kind_of_decision(judgement) != "apply"
    assert len(judgement.facts.advice.payments[0].lines) == 3


def test_amounts_far_from_the_only_number_still_count() -> None:
    far = "\n".join(f"and something else, {place}" for place in range(9))
    text = f"We have paid EUR 1,250.00 for INV-2026-000101.\n{far}\nPallets 600.00\nFreight 650.00\n"
    judgement = judge_mail(mail_with(text=text), BOOK)
    assert posted(judgement) == {}, judgement.decision


def test_two_numbers_in_one_reference_stay_together() -> None:
    text = "We have paid EUR 1,732.50 today, reference TT-99120:\n\nINV-2026-000101 / 108: 1,732.50\n"
    judgement = judge_mail(mail_with(text=text), book_of(("INV-2026-000101", 173_250), ("INV-2026-000108", 48_250)))
    assert posted(judgement) == {}, judgement.decision


def test_one_amount_behind_several_numbers_goes_to_none_of_them() -> None:
    text = "We have paid EUR 1,250.00 today, reference TT-99120, for INV-2026-000108 and INV-2026-000101: 1,250.00\n"
    judgement = judge_mail(mail_with(text=text), BOOK)
    assert posted(judgement) == {}, judgement.decision


def test_numbers_parted_by_a_blank_are_read_whole() -> None:
    text = "We have paid EUR 1,732.50 today, reference TT-99120:\n\nRechnung RE2026 07037: 1,250.00\n07038: 482.50\n"
    book = book_of(("RE2026/07037", 125_000), ("RE2026/07038", 48_250))
    lines = judge_mail(mail_with(text=text), book).facts.advice.lines
    assert [line.reference for line in lines] == ["RE2026 07037", "07038"]
