"""Automatic answers: told by their headers, by their subject, or by how they begin; with the day of return.

`X-Auto-Response-Suppress` asks others to be silent and stands in many a real answer: it marks none. Must not read a
promise, or anything else that a person would have to mean, into what no person wrote.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from workers.inbox.rules.promise import named_days
from workers.inbox.rules.reply_intent import own_sentences
from workers.receivables.mail import Mail

LONGEST_ABSENCE = timedelta(days=400)
_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-auto-reply", "x-mail-autoreply")
_SUBJECT = re.compile(
    r"^(?:automatic reply|auto(?:matic|mated)?[- ]?(?:reply|response)|out of (?:the )?office|away from|on vacation"
    r"|automatische antwort|abwesenheit\w*|abwesend|nicht im (?:büro|haus)|réponse automatique|absence du bureau"
    r"|absent du bureau|respuesta automática|fuera de (?:la )?oficina|ausente de la oficina|automatisch antwoord"
    r"|afwezig\w*|risposta automatica|fuori (?:sede|ufficio))\b",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:i am|i'm|i will be|we are) (?:currently |now )?(?:out of (?:the )?office"
    r"|on (?:annual |parental |sick )?leave|on (?:vacation|holiday|maternity leave)|away from (?:my desk|the office))"
    r"|\b(?:this mailbox|this e-?mail address) is not (?:monitored|read)"
    r"|\b(?:ich bin|wir sind)\b.{0,60}\b(?:nicht im (?:büro|haus)|abwesend|im urlaub|in elternzeit|außer haus)"
    r"|\b(?:je suis|nous sommes)\b.{0,40}\b(?:absente?s?|en congés?|en vacances)\b"
    r"|\b(?:estoy|estaré|estamos)\b.{0,40}\b(?:fuera de la oficina|de vacaciones|ausentes?)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|return(?:ing)?|back|reachable again|bis|zurück|wieder (?:da|erreichbar|im büro)|ab dem"
    r"|jusqu.?(?:au|à)|de retour|retour le|hasta|regres\w+|vuelv\w+|volver\w*|à partir du|a partir del)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_OPENING = 3


def is_automatic(mail: Mail, *, answers_us: bool) -> bool:
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
        or bool(_SUBJECT.match(mail.subject))
    )


def says_away(mail: Mail) -> bool:
    """Whether an unmarked mail begins as automatic answers do."""
    return bool(_AWAY.search(" ".join(own_sentences(mail)[:_OPENING])))


def find_return_day(mail: Mail, as_of: date) -> date | None:
    """The one day to come that a sentence about coming back names; of "from 3 to 20 March" the last.

    >>> find_return_day(Mail(texts=("I am away until 20 March.",)), date(2026, 3, 2))
    datetime.date(2026, 3, 20)
    """
    about = " ".join(sentence for sentence in (mail.subject, *own_sentences(mail)) if _UNTIL.search(sentence))
    named = list(named_days(about, as_of))
    if None in named:
        return None
    days = {day for day in named if day is not None and as_of <= day <= as_of + LONGEST_ABSENCE}
    return max(days, default=None)


def find_stand_in(mail: Mail) -> str:
    """The one other address of the writer's house that the answer names; empty when there is none, or several."""
    found = {address.lower().rstrip(".") for sentence in own_sentences(mail) for address in _ADDRESS.findall(sentence)}
    others = {one for one in found if one.endswith(f"@{mail.sender.domain}") and one != mail.sender.address.lower()}
    return others.pop() if len(others) == 1 else ""
