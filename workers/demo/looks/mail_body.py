"""The look of a robot's mail: no attachment, the advice is a table in the HTML body."""

from __future__ import annotations

from html import escape

from workers.demo.advice import Announcement, Dressed
from workers.demo.looks.paper import WORDS, columns_of, day, money


def dress(announcement: Announcement) -> Dressed:
    """An HTML body in this look, and the plain words beside it."""
    words = WORDS[announcement.language]
    facts = (
        (words.payee, announcement.payee),
        (words.reference, announcement.reference),
        (words.paid_on, day(announcement.paid_on, announcement)),
        (words.total, f"{money(announcement.total, announcement)} {announcement.currency}"),
    )
    head = "".join(f"<p>{escape(label)}: {escape(value)}</p>" for label, value in facts)
    columns = columns_of(announcement)
    titles = "".join(f"<th>{escape(title)}</th>" for title, _ in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(content(line))}</td>" for _, content in columns) + "</tr>"
        for line in announcement.lines
    )
    body = f"<h2>{escape(words.advice)}</h2><p>{escape(announcement.payer)}</p>{head}"
    html = f"<html><body>{body}<table border='1'><tr>{titles}</tr>{rows}</table></body></html>"
    return Dressed(f"{words.advice} {announcement.reference}\n", html=html)
