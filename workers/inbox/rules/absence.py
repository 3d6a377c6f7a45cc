"""Automatic answers: told by their headers, by their subject, or by how they begin; with the day of return.

`X-Auto-Response-Suppress` asks others to be silent and stands in many a real answer: it marks none. Must not read a
promise, or anything else that a person would have to mean, into what no person wrote.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from workers.inbox.rules.own_text import own_text
from workers.inbox.rules.phrase_book import Hit, PhraseBook
from workers.inbox.rules.promise import named_days
from workers.policy.phrase import plain
from workers.receivables.mail import Mail

LONGEST_ABSENCE = timedelta(days=400)
_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-auto-reply", "x-mail-autoreply")
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_OPENING = 3


def is_automatic(mail: Mail, book: PhraseBook, *, answers_us: bool) -> bool:
    """By its marks (RFC 3834, and what mail systems wrote before it) or its subject.

    What a machine generated is an automatic answer only where it answers us: payment systems mark advices so, too.
    """
    submitted = mail.header("auto-submitted").split(";")[0].split("(")[0].strip().lower()
    generated = submitted not in ("", "no", "auto-replied") and answers_us
    return (
        submitted == "auto-replied"
        or generated
        or any(mail.header(name).strip().lower() not in ("", "no") for name in _MARKS)
        or mail.header("precedence").strip().lower() in ("auto_reply", "auto-reply")
        or "autoresponder" in (value.strip().lower() for value in mail.all_headers("delivered-to"))
        or _begins(mail.subject, book)
    )


def _begins(subject: str, book: PhraseBook) -> bool:
    """Whether a subject begins as those of automatic answers do."""
    hit = book.find("away_subject", plain(subject))
    return hit is not None and hit.start == 0


def find_away(mail: Mail, book: PhraseBook) -> Hit | None:
    """Whether an unmarked mail begins as automatic answers do."""
    return book.find("away", plain(" ".join(own_text(mail, book).said[:_OPENING])))


def find_return_day(mail: Mail, book: PhraseBook, as_of: date) -> date | None:
    """The one day to come that a sentence about coming back names; of "from 3 to 20 March" the last."""
    said = (mail.subject, *own_text(mail, book).said)
    about = " ".join(sentence for sentence in said if book.find("back_on", plain(sentence)) is not None)
    named = list(named_days(about, as_of))
    if None in named:
        return None
    days = {day for day in named if day is not None and as_of <= day <= as_of + LONGEST_ABSENCE}
    return max(days, default=None)


def find_stand_in(mail: Mail, book: PhraseBook) -> str:
    """The one other address of the writer's house that the answer names; empty when there is none, or several."""
    said = "\n".join(own_text(mail, book).said)
    found = {address.lower().rstrip(".") for address in _ADDRESS.findall(said)}
    others = {one for one in found if one.endswith(f"@{mail.sender.domain}") and one != mail.sender.address.lower()}
    return others.pop() if len(others) == 1 else ""
