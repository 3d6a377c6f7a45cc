"""Days that sentences promise: plain ones are found, doubtful ones are not guessed."""

from __future__ import annotations

from datetime import date

import pytest

from workers.inbox.rules.promise import find_promised_day, is_of_a_part

TODAY = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We will pay on 2027-01-05.", date(2027, 1, 5)),
        ("Wir zahlen am 05.01.2027.", date(2027, 1, 5)),
        ("Wir zahlen am 5.1.", date(2027, 1, 5)),
        ("Wir überweisen am 28. Dezember.", date(2026, 12, 28)),
        ("Payment will be made January 5th, 2027", date(2027, 1, 5)),
        ("We will pay on the 5th of January", date(2027, 1, 5)),
        ("We will pay on 12/28/2026", date(2026, 12, 28)),
        ("We will pay today, 20 December.", TODAY),
        ("We will pay soon.", None),
        ("We will pay on 01/05/2027", None),
        ("We will pay on 28 December or 29 December.", None),
        ("We will pay on 30 February.", None),
        ("We will pay on 2027-03-05.", None),
        ("Your invoice of 2026-11-05 will be paid.", None),
        ("Your invoice of 2026-11-05 will be paid on 2026-12-28.", None),
    ],
)
def test_a_promised_day_is_one_plain_day_to_come(text: str, expected: date | None) -> None:
    assert find_promised_day(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "is_part"),
    [
        ("We will pay INV-1 on 2027-01-05.", False),
        ("We will pay the full balance on 5 January.", False),
        ("Zahlung von 200,00 EUR am 5.1.", False),
        ("We pay EUR 200 on 28/12/2026.", False),
        ("We pay invoices 4711 and 4712 (100.00 and 100.00) on 28.12.26.", False),
        ("We will pay 50.00 EUR on 28 December.", True),
        ("We will pay $50 on 28 December.", True),
        ("Wir zahlen am 28.12. die Hälfte.", True),
        ("On 28 December we pay 50 %.", True),
        ("A first instalment comes on 28 December.", True),
    ],
)
def test_a_promise_of_a_part_is_told_from_one_of_all(text: str, is_part: bool) -> None:
    assert is_of_a_part(text, {10_000, 20_000}) is is_part
