"""Whose words a mail holds: the writer's above, below and between quotations, in HTML, and not ours."""

from __future__ import annotations

from time import process_time

import pytest

from tests.phrases import PHRASES
from tests.soon import assert_soon
from workers.inbox.rules.own_text import OwnText, own_text
from workers.inbox.rules.reply_intent import find_intent
from workers.receivables.mail import Mail

OUTLOOK = "Von: AR <ar@us.example>\nGesendet: Montag\nAn: Ann\nBetreff: Mahnung\n\nSonst klagen wir."


def said(text: str) -> tuple[str, ...]:
    return own_text(Mail(texts=(text,)), PHRASES).said


@pytest.mark.parametrize(
    "text",
    [
        "Done.\n\nOn Tue, 3 Nov 2026, AR <ar@us.example> wrote:\n> Pay or our lawyer writes.",
        "On Tue, 3 Nov 2026, AR <ar@us.example> wrote:\n> Pay or our lawyer writes.\n\nDone.",
        "> Pay now.\nDone.\n> Or our lawyer writes.",
        "Done.\n\n-----Original Message-----\nFrom: AR\nSent: today\nTo: Ann\nSubject: x\n\nOur lawyer writes.",
        f"Done.\n\n{OUTLOOK}",
        "Done.\n\nAm Dienstag, den 3. November 2026 um 09:14 schrieb\nForderungen <ar@us.example>:\n\nUnser Anwalt.",
        "Done.\n\nLe mar. 3 nov. 2026 à 09:14, AR <ar@us.example> a écrit :\n> Notre avocat.",
        "Done.\n\nEl mar, 3 nov 2026, AR <ar@us.example> escribió:\n> Nuestro abogado.",
        "Done.\n-- \nAnn\nThe lawyers' favourite tool",
    ],
)
def test_what_is_quoted_is_not_said(text: str) -> None:
    assert said(text) == ("Done.",)


def test_html_alone_is_read_without_its_quotation() -> None:
    html = (
        "<style>.x{}</style><p>We dispute&nbsp;it &amp; more.</p><div class='gmail_quote'>On Monday AR wrote: lawyer"
        "</div><blockquote>pay</blockquote>"
    )
    assert own_text(Mail(htmls=(html,)), PHRASES).said == ("We dispute it & more.",)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Wir zahlen am 14. November. Danke!", 2),
        ("Paid Nr. 4711 on 3.11. by wire. Thanks.", 2),
        ("Hi\nunsubscribe\nThanks", 3),
        ("This line is wrapped where seventy letters were reached by the\nprogram. The end.", 2),
    ],
)
def test_sentences_end_where_they_end(text: str, parts: int) -> None:
    assert len(said(text)) == parts


def test_legal_lines_are_small_print() -> None:
    text = own_text(Mail(texts=("Danke.\n\nRegistergericht: Amtsgericht Köln HRB 1",)), PHRASES)
    assert text == OwnText(("Danke.",), ("Registergericht: Amtsgericht Köln HRB 1",), ())
    assert find_intent(Mail(texts=("Danke.\n\nRegistergericht: Amtsgericht Köln HRB 1",)), PHRASES).name == "unclear"


@pytest.mark.parametrize(
    ("sender", "name"), [("RA Pohl <pohl@kanzlei.example>", "insolvency"), ("AR <ar@us.example>", "unclear")]
)
def test_what_somebody_else_wrote_may_stop_and_what_we_wrote_may_not(sender: str, name: str) -> None:
    text = f"FYI\n\n-----Forwarded message-----\nFrom: {sender}\nDate: today\nSubject: x\n\nThe firm is insolvent."
    found = find_intent(Mail(texts=(text,)), PHRASES, "us.example")
    assert (found.name, found.doubtful) == (name, name != "unclear")


@pytest.mark.parametrize(
    ("text", "name", "doubtful"),
    [
        ("We filed for bankruptcy.", "bankruptcy", False),
        ("We are not bankrupt.", "bankruptcy", True),
        ("Are you bankrupt?", "bankruptcy", True),
        ("We filed for bankrupcy.", "bankruptcy", True),
        ("Perhaps our lawyer will write.", "attorney", True),
    ],
)
def test_a_doubtful_stop_stops_and_says_so(text: str, name: str, doubtful: bool) -> None:
    found = find_intent(Mail(texts=(text,)), PHRASES)
    assert (found.name, found.doubtful) == (name, doubtful)
    assert name in found.rule


def test_a_subject_of_the_writer_counts_and_an_answered_one_does_not() -> None:
    def found(subject: str) -> str:
        return find_intent(Mail(headers=(("subject", subject),), texts=("See attached.",)), PHRASES).name

    assert (found("Insolvency of Harrow Ltd"), found("Re: Notice before legal action")) == ("insolvency", "unclear")


@pytest.mark.parametrize(
    ("html", "heard"),
    [
        ("<p>Hello</p>Please stop &amp; wait.", ("Hello", "Please stop & wait.")),
        ("<p>Less than <5 EUR", ("Less than <5 EUR",)),
        ("Done.<b Please stop.", ("Done.<b Please stop.",)),
        ("<style>p {}</style><p>Done.</p><style>p", ("Done.",)),
        ("No tag at all.", ("No tag at all.",)),
    ],
)
def test_what_follows_the_last_tag_is_heard(html: str, heard: tuple[str, ...]) -> None:
    assert own_text(Mail(htmls=(html,)), PHRASES).said == heard


def test_many_html_parts_are_read_no_further_than_one() -> None:
    """Each was read to the bound by itself: two hundred of them took minutes."""
    began = process_time()
    own_text(Mail(htmls=("<style" * 10_000 + ">",) * 500), PHRASES)
    assert_soon(began)
    assert own_text(Mail(htmls=("Done." + " " * 60_000, "Never read.")), PHRASES).said == ("Done.",)
