"""What a look adds to a paper: a stamp askew on a page, layout tables around a mail's blocks, brackets for a minus,
white titles on a dark band, cells of several lines; and what no look may stop: the lock on a file."""

from __future__ import annotations

from dataclasses import replace

from tests.bench.remittance.draw import draw_case
from tests.bench.remittance.emit import render
from tests.bench.remittance.families import FAMILIES
from tests.bench.remittance.formats import Numbers
from tests.bench.remittance.renderers import canvas, csv_file, html_page, platypus
from tests.bench.remittance.sheet import Grid, Look, Row, Sheet, Text

_BLOCKS = (Text("Payment of 12.00 EUR"),)
_TABLE = (Grid(("Number",), (Row(("4711\nspare parts",)),), ("left",), (10,)),)


def test_a_stamp_is_drawn_askew_and_only_where_the_look_has_one() -> None:
    plain, stamped = (canvas.render(Sheet(_BLOCKS, "Advice", look=look)) for look in (Look(), Look(stamp="PAID")))
    assert len(stamped) > len(plain)
    assert plain == canvas.render(Sheet(_BLOCKS, "Advice"))


def test_a_nested_mail_has_every_block_in_a_table_inside_a_table() -> None:
    flat, nested = (html_page.page(Sheet(_BLOCKS, "Advice", look=look)) for look in (Look(), Look(nested=True)))
    assert (flat.count("<table"), nested.count("<table")) == (0, 3)
    assert "Payment of 12.00 EUR" in nested


def test_an_amount_below_zero_may_stand_in_angle_brackets() -> None:
    assert Numbers(",", " ", "<x>").write(-123_456) == "<1 234,56>"


def test_a_dark_band_lies_behind_the_titles_only_where_the_look_has_one() -> None:
    plain, dark = (platypus.render(Sheet(_TABLE, "Advice", look=look)) for look in (Look(), Look(dark=True)))
    assert plain == platypus.render(Sheet(_TABLE, "Advice"))
    assert len(dark) > len(plain)


def test_a_cell_of_several_lines_stays_broken_in_a_file_only_where_the_look_says_so() -> None:
    joined, broken = (csv_file.render(Sheet(_TABLE, "Advice", look=look)) for look in (Look(), Look(broken=True)))
    assert b"4711 spare parts\r\n" in joined
    assert b'"4711\nspare parts"\r\n' in broken


def test_bug_a_locked_file_of_words_that_no_core_font_has_was_not_drawn() -> None:
    """Family t25 breaks its numbers with marks that have no width, as its browser does."""
    case = replace(draw_case(FAMILIES["t25"], list(FAMILIES).index("t25"), 9, 7101), delivery="encrypted")
    _, _, (attachment,) = render(case, FAMILIES["t25"])
    assert b"/Encrypt" in attachment.content
