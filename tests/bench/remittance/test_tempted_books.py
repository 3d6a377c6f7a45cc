"""No book tempts the product into a false application: each document against books in which a wrong reading fits.

Forty documents of the families that any machine can draw by default, four hundred of all with ``--full``.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from tests.bench.remittance.draw import draw_case
from tests.bench.remittance.emit import orders
from tests.bench.remittance.families import FAMILIES, KEPT_OUT, PORTABLE, TUNED
from tests.bench.remittance.family import Family
from tests.bench.remittance.model import Case
from tests.bench.remittance.policy_check import allowed
from tests.bench.remittance.tempted import hunt_all
from tests.bench.remittance.tempting import TEMPTATIONS, scene_of, tempted, with_open


def _found(families: tuple[Family, ...], documents: int, seed: int, kinds: int, books: int) -> tuple[int, list[str]]:
    hunted = list(hunt_all(orders(families, documents, seed), books, kinds))
    return sum(sum(each.judged.values()) for each in hunted), [str(found) for each in hunted for found in each.found]


def test_no_tempted_book_leads_to_a_false_application() -> None:
    judged, found = _found(PORTABLE, 40, seed=3, kinds=4, books=1)
    assert judged > 40 * 4
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.timeout(7_200)
def test_no_tempted_book_leads_to_a_false_application_in_four_hundred_documents() -> None:
    _, found = _found((*TUNED, *KEPT_OUT), 400, seed=7, kinds=len(TEMPTATIONS), books=3)
    assert not found, "\n".join(found)


def _clean_case() -> Case:
    family = FAMILIES["t01"]
    cases = (draw_case(family, list(FAMILIES).index("t01"), index, 1) for index in range(20))
    return next(case for case in cases if case.scenario == "clean" and len(case.lines) > 1)


def test_a_tempted_book_keeps_the_document_and_changes_the_book() -> None:
    case = _clean_case()
    scene = scene_of(case, ["Tel. 0711 4455667", "subtotal 1,234.56"], {})
    for name in ("whole", "lonely", "sum", "swap", "number", "order", "twin"):
        books = tempted(scene, name, Random(1), 3)
        assert books, name
        assert all(book.payments == case.payments and book.items != case.items for book in books), name
    assert set(TEMPTATIONS) >= {"figure", "gross", "as read"}


def test_a_document_open_with_the_whole_payment_may_get_its_own_amount_only() -> None:
    case = _clean_case()
    line = case.lines[0]
    assert line.item is not None
    rich = with_open(line.item, case.payments[0].amount)
    book = replace(case, items=tuple(rich if item == line.item else item for item in case.items))
    assert allowed(book)[line.item.number].cash == line.net < rich.open


def test_a_document_that_no_line_names_may_get_nothing() -> None:
    case = _clean_case()
    poor = replace(case, items=tuple(item for item in case.items if item != case.lines[0].item))
    assert allowed(poor) == {}
