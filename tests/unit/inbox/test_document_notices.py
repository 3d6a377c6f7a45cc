"""New bank details in an attached document: what tells of them, and what every honest advice prints."""

from __future__ import annotations

import pytest

from tests.phrases import PHRASES
from workers.inbox.rules.document_notice import find_bank_change


@pytest.mark.parametrize(
    "lines",
    [
        ("Please note that our bank account has changed.",),
        ("Our new IBAN is DE89 3704 0044 0532 0130 00",),
        ("Please note that our bank", "details have changed with effect from May."),
        ("INV-1 100.00", "Total 100.00", "Bitte beachten Sie unsere neue Bankverbindung."),
        ("Nos coordonnées bancaires ont changé.",),
        ("Nuestra cuenta bancaria ha cambiado.",),
    ],
)
def test_a_notice_of_new_bank_details_is_found_and_quoted(lines: tuple[str, ...]) -> None:
    quote = find_bank_change(lines, PHRASES)
    assert quote
    assert quote in " ".join(lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("Account number 5550104477", "Routing 021000021"),
        ("Beneficiary IBAN DE89370400440532013000",),
        ("11/13/26 Payment on account 1,250.00 .00 1,250.00", "TOTAL 11,100.58"),
        ("Payment on account", "1,250.00"),
        ("12 Nov Transfer to the bank account 2,400.00",),
        ("If your bank details have changed, please tell us by post.",),
        ("Sollte sich Ihre Bankverbindung geändert haben, teilen Sie uns das mit.",),
        ("Si vos coordonnées bancaires ont changé, prévenez-nous.",),
        ("Si sus datos bancarios han cambiado, avísenos.",),
        ("Changes to bank details must be sent by post.",),
        (),
    ],
)
def test_what_an_advice_prints_for_honest_reasons_is_no_notice(lines: tuple[str, ...]) -> None:
    assert find_bank_change(lines, PHRASES) == ""
