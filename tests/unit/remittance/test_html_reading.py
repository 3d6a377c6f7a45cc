"""HTML as mail programs send it: hidden text, nested and merged tables, missing end tags."""

from __future__ import annotations

import pytest

from workers.remittance.document import Document
from workers.remittance.readers.html import read_html


def rows(document: Document) -> list[str]:
    """The words of a document, line by line."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for word in document.pages[0].words:
        lines.setdefault(word.top, []).append((word.x0, word.text))
    return [" ".join(text for _, text in sorted(words)) for _, words in sorted(lines.items())]


def place(document: Document, text: str) -> float:
    return next(word.x0 for word in document.pages[0].words if word.text == text)


ROW = "<tr><td>INV-1</td><td>10.00</td></tr>"


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display : none !important">hidden</div>',
        '<div style="color:red;font-size:0px;line-height:1">hidden</div>',
        '<span style="max-height:0px;overflow:hidden">hidden</span>',
        '<span style="mso-hide:all">hidden</span>',
        '<span style="opacity:0">hidden</span>',
        "<p hidden>hidden</p>",
        '<style>.off, td.gone {display:none}</style><p class="x gone">hidden</p>',
        "<!--[if mso]><p>hidden</p><![endif]-->",
        '<table><tr style="display:none"><td>hidden<td>hidden<tr><td>seen</table>',
        "<head><title>hidden</title><body>",
        "<script>hidden</script><template>hidden</template>",
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    document = read_html("a.html", f"{hidden}<table>{ROW}</table>")
    assert "hidden" not in " ".join(rows(document))
    assert rows(document)[-1] == "INV-1 10.00"


@pytest.mark.parametrize(
    "seen",
    [
        '<div style="font-size:0.9em">seen</div>',
        '<div style="opacity:0.8">seen</div>',
        '<div style="max-height:0.5in">seen</div>',
        '<style>@media (max-width:600px) {.off {display:none}} @import url(x);</style><p class="off">seen</p>',
        '<style>.off .inner {display:none}</style><p class="off">seen</p>',
        "<![if !mso]><p>seen</p><![endif]>",
        "<head><body><p>seen</p>",
        "<ul><li hidden>x<li>seen</ul>",
    ],
)
def test_what_is_seen_is_read(seen: str) -> None:
    assert "seen" in " ".join(rows(read_html("a.html", seen)))


def test_cells_under_a_cell_that_reaches_down_keep_their_columns() -> None:
    table = (
        "<table><tr><th>Payment<th>Invoice<th>Paid</tr>"
        "<tr><td rowspan=3>TR-1<td>INV-1<td>10.00</tr><tr><td>INV-2<td>20.00</tr><tr><td>INV-3<td>30.00</tr>"
        "<tr><td>TR-2<td>INV-4<td rowspan=2>40.00</tr><tr><td>TR-3<td>INV-5</tr><tr><td>TR-4<td>INV-6<td>60.00</table>"
    )
    document = read_html("a.html", table)
    assert len({place(document, f"INV-{number}") for number in range(1, 7)}) == 1
    assert place(document, "30.00") == place(document, "60.00") == place(document, "Paid")
    assert place(document, "TR-3") == place(document, "Payment")


def test_cells_over_several_columns_move_those_behind_them() -> None:
    document = read_html("a.html", f"<table>{ROW}<tr><td colspan=2>Total<td>9.00</tr><tr><td>a<td>b<td>c</table>")
    assert place(document, "9.00") == place(document, "c")


def test_a_table_inside_a_table_is_read_as_a_table() -> None:
    markup = f"<table><tr><td>Dear all<table>{ROW}<tr><td>INV-2<td>20.00</table>Regards</td></tr></table>"
    assert rows(read_html("a.html", markup)) == ["Dear all", "INV-1 10.00", "INV-2 20.00", "Regards"]


def test_preformatted_text_keeps_its_columns() -> None:
    document = read_html("a.html", "<pre>INV-1      10.00\nINV-22     20.00</pre><p>one\ntwo</p>")
    assert rows(document) == ["INV-1 10.00", "INV-22 20.00", "one two"]
    assert place(document, "10.00") == place(document, "20.00")
