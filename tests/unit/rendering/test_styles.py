"""Styles go into the source of HTML templates once, and change nothing else there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from workers.rendering.styles import StyledLoader, inlined

ROOT = Path(__file__).parents[3]
CSS = ".cell { padding: 1px } .amount { text-align: right } p.note { color: red } h1:hover { color: blue }"


@pytest.mark.parametrize(
    ("source", "styled"),
    [
        ('<td class="cell">x</td>', '<td style="padding: 1px;">x</td>'),
        ('<td class="cell amount">x</td>', '<td style="padding: 1px;text-align: right;">x</td>'),
        ('<td class="cell" style="padding:2px">', '<td style="padding: 1px;padding:2px">'),
        ('<td style="color:{{ c }};" class="cell">', '<td style="padding: 1px;color:{{ c }};">'),
        ('<td class="cell {{ kind }}">', '<td style="padding: 1px;" class="cell {{ kind }}">'),
        ("<p class='note'>&middot;</p>", '<p style="color: red;">&middot;</p>'),
        ('<h1 class="other">x</h1>', '<h1 class="other">x</h1>'),
        ('{% if a > b %}<td class="cell">{% endif %}', '{% if a > b %}<td style="padding: 1px;">{% endif %}'),
        ('{# <td class="cell"> #}', '{# <td class="cell"> #}'),
        ('<td title="{{ a > b }}" class="cell"/>', '<td style="padding: 1px;" title="{{ a > b }}"/>'),
    ],
)
def test_a_rule_goes_into_the_elements_it_hits(source: str, styled: str) -> None:
    assert inlined(source, CSS) == styled


def test_rows_between_the_signs_of_a_loop_stay_where_they_stand() -> None:
    source = '<table>\n{% for i in items %}\n<tr><td class="cell">{{ i }}</td></tr>\n{% endfor %}\n</table>'
    assert inlined(source, CSS) == source.replace('class="cell"', 'style="padding: 1px;"')


def test_a_sheet_is_read_for_the_templates_of_its_own_folder(tmp_path: Path) -> None:
    for folder in ("dunning", "other"):
        (tmp_path / folder / "_layout").mkdir(parents=True)
        for name in ("body.html", "body.txt"):
            (tmp_path / folder / name).write_text('<td class="cell">')
    (tmp_path / "dunning" / "_layout" / "styles.css").write_text(CSS)
    environment = Environment(loader=StyledLoader(tmp_path), autoescape=True)
    assert environment.get_template("dunning/body.html").render() == '<td style="padding: 1px;">'
    for unstyled in ("dunning/body.txt", "other/body.html"):
        assert environment.get_template(unstyled).render() == '<td class="cell">'


def test_every_class_of_the_shipped_notices_has_its_rule() -> None:
    folder = ROOT / "templates" / "dunning"
    sheet = (folder / "_layout" / "styles.css").read_text(encoding="utf-8")
    named = set(re.findall(r"\.([a-z][\w-]*)", sheet))
    used = {
        word
        for file in folder.rglob("*.html")
        for classes in re.findall(r'class="([^"]*)"', file.read_text(encoding="utf-8"))
        for word in classes.split()
    }
    assert used == named
