"""What the figures behind a number in running text mean: billed, taken off, paid, or nothing that is known."""

from __future__ import annotations

from workers.remittance.formats.entries import Entry, readings_of
from workers.remittance.formats.layout import Line

LINE = Line(0, 0, 10.0, 20.0, ())


def _readings(*amounts: tuple[str, int]):  # type: ignore[no-untyped-def]
    return readings_of([Entry("INV-1", LINE, list(amounts))])


def test_a_discount_told_in_a_sentence_is_read_as_one() -> None:
    first = _readings(("\u00fcber", 231_147), ("EUR abz\u00fcglich", 4_623), ("EUR Skonto, gezahlt", 226_524))[0]
    (line,) = first.lines
    assert (line.net, line.gross, line.discount, line.deduction) == (226_524, 231_147, 4_623, None)
    assert first.unexplained == frozenset()


def test_what_is_taken_off_for_another_reason_is_a_deduction() -> None:
    (line,) = _readings(("of", 10_000), ("EUR less", 500), ("EUR for damage, paid", 9_500))[0].lines
    assert (line.gross, line.discount, line.deduction) == (10_000, None, 500)
    assert "damage" in line.reason


def test_a_smaller_figure_beside_the_paid_one_has_no_meaning() -> None:
    last = next(each for each in _readings(("INV-1", 72_894), ("which makes EUR", 1_345_106)) if each.total > 100_000)
    assert last.unexplained == {72_894}
