"""What the writer of a reply wants, from the words they added themselves: quoted text and signatures do not count.

Deliberately narrow: a sentence that fits nothing, or two sentences that fit different things, are ``unclear``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.receivables.mail import Mail

STOP_INTENTS = ("insolvency", "legal", "deceased", "complaint")


@dataclass(frozen=True, slots=True)
class Intent:
    """The name of an intent and the sentence it was read from."""

    name: str
    quote: str = ""


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in alternatives), re.IGNORECASE)


_INTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "insolvency",
        _pattern(
            r"\bbankrupt\w*",
            r"\binsolven\w*",
            r"\bchapter (?:7|11)\b",
            r"\badministrators? (?:have|has|were|was) been appointed",
            r"\bin (?:administration|liquidation|receivership)\b",
            r"\binsolvenz\w*",
            r"\bkonkurs\w*",
            r"\bredressement judiciaire",
            r"\bliquidation judiciaire",
            r"\bfaillissement",
            r"\bfallimento",
            r"\bquiebra",
        ),
    ),
    (
        "legal",
        _pattern(
            r"\b(?:attorneys?|lawyers?|solicitors?|legal counsel)\b",
            r"\b(?:legal action|law ?suit|court proceedings)\b",
            r"\b(?:rechtsanw[aä]lt\w*|anw[aä]lt\w*|klage|gericht)\b",
            r"\bavocat\w*",
            r"\babogad[oa]s?\b",
            r"\bavvocat\w*",
            r"\badvocaat",
        ),
    ),
    (
        "deceased",
        _pattern(
            r"\bdeceased\b",
            r"\b(?:has|have) (?:sadly )?(?:died|passed away)\b",
            r"\bverstorben\w*",
            r"\btodesfall",
            r"\bnachlass\b",
            r"\bdécéd[ée]\w*",
            r"\bfallecid[oa]\b",
            r"\boverleden\b",
            r"\bdeceduto\b",
        ),
    ),
    (
        "complaint",
        _pattern(
            r"\b(?:formal|official) complaint\b",
            r"\b(?:file|lodge|make) a complaint\b",
            r"\bharass\w*",
            r"\bombudsman\b",
            r"\bdata protection (?:authority|commissioner)\b",
            r"\bbeschwerde\w*",
            r"\bdatenschutz\w*",
            r"\bplainte\b",
            r"\bklacht\b",
        ),
    ),
    (
        "opt_out",
        _pattern(
            r"\bunsubscribe\b",
            r"\bstop (?:e?-?mailing|texting|contacting|sending)\b",
            r"\bremove (?:me|us) from\b",
            r"\bdo not (?:e?-?mail|contact|text) (?:me|us)\b",
            r"\bkeine (?:weiteren )?(?:e-?mails|nachrichten|sms)\b",
            r"\babmelden\b",
            r"\bdésabonner\b",
            r"\bdarme de baja\b",
        ),
    ),
    (
        "dispute",
        _pattern(
            r"\b(?:we|i) (?:hereby )?(?:dispute|contest|reject)\b",
            r"\b(?:in|under) dispute\b",
            r"\bdisputed\b",
            r"\b(?:incorrect|wrong|overcharged|not (?:correct|agreed|ordered|as agreed))\b",
            r"\b(?:damaged|defective|faulty|missing) (?:goods|items|parts|delivery)\b",
            r"\b(?:goods|items|parts|delivery|shipment) (?:was|were|is|are|arrived) "
            r"(?:damaged|defective|faulty|incomplete|missing|short)\b",
            r"\b(?:never|not|didn'?t) (?:received?|get) (?:the |these |those |any )?(?:goods|items|delivery|order)\b",
            r"\breklam\w*",
            r"\bbeanstand\w*",
            r"\bwiderspr\w*",
            r"\b(?:falsch\w*|fehlerhaft\w*|nicht korrekt|besch[aä]digt\w*|mangelhaft\w*)\b",
            r"\bware\b.*\bnicht (?:erhalten|geliefert|angekommen)\b",
            r"\bcontest\w+\b",
            r"\bconteste\w*",
            r"\bbetwist\w*",
        ),
    ),
    (
        "copy_request",
        _pattern(
            r"\b(?:send|provide|forward|need|e-?mail|get|have|resend)\b.{0,40}\bcop(?:y|ies)\b",
            r"\bcop(?:y|ies) of (?:the |this |that |these |your )?invoices?\b",
            r"\b(?:not|never) (?:have |has |having )?(?:received?|got) (?:the |this |that |your |these )?invoices?\b",
            r"\brechnungskopie\w*",
            r"\bkopien? (?:der|von|dieser|ihrer)\b.{0,20}\brechnung\w*",
            r"\brechnung\w*\b.{0,40}\b(?:zusenden|zuschicken|nicht vorliegen|liegt uns nicht vor|nicht erhalten)\b",
            r"\bcopie (?:de|des) (?:la )?factures?\b",
            r"\bcopia de (?:la )?factura\b",
            r"\bkopie(?:factuur| van de factuur)\b",
        ),
    ),
    (
        "already_paid",
        _pattern(
            r"\b(?:already|was|were|been|have|has) (?:already )?(?:been )?(?:paid|settled|transferred|remitted)\b",
            r"\bpaid (?:this|it|the invoice|on|in|last|by)\b",
            r"\bpayment (?:was|has been|had been) (?:made|sent|processed|executed)\b",
            r"\bbereits (?:bezahlt|überwiesen|beglichen|gezahlt)\b",
            r"\b(?:haben|wurde|ist)\b.{0,60}\b(?:bezahlt|überwiesen|beglichen)\b",
            r"\bdéjà (?:été )?(?:payée?|réglée?)\b",
            r"\bya (?:está|fue|hemos) pagad[oa]\b",
            r"\b(?:al|reeds) betaald\b",
        ),
    ),
    (
        "promise",
        _pattern(
            r"\b(?:will|shall|going to|'ll) (?:\w+ )?"
            r"(?:be paid|be paying|pay|settle|transfer|remit|(?:make|send) (?:the |a )?payment)\b",
            r"\bpayment (?:will be|is scheduled|is planned|is due to be)\b",
            r"\b(?:scheduled|included) (?:for|in) (?:payment|the|our)\b.{0,30}",
            r"\b(?:werden|wird|werde)\b.{0,60}\b(?:bezahl\w*|überweis\w*|begleich\w*|zahlen|angewiesen)\b",
            r"\b(?:überweisen|zahlen|bezahlen) wir\b",
            r"\bzahlung (?:erfolgt|ist .{0,20}eingeplant)\b",
            r"\b(?:nous allons|sera) (?:payer|régler|payée?|réglée?)\b",
            r"\b(?:pagaremos|vamos a pagar)\b",
            r"\b(?:zullen|wordt)\b.{0,40}\bbeta(?:len|ald)\b",
        ),
    ),
)
_NEGATED = re.compile(
    r"\b(?:do not|don'?t|does not|did not|no|not|never|without|kein\w*|nicht|ohne|ne|pas|sans)\b(?:\s+\w+){0,2}\s*$",
    re.IGNORECASE,
)
_QUOTE_START = re.compile(
    r"^(?:>|-{3,}\s*(?:original|ursprüngliche|message d'origine|forwarded|weitergeleitete)|_{10,}"
    r"|(?:on|am|le|el|op|il) .{5,120}(?:wrote|schrieb|a écrit|escribió|schreef|ha scritto)[^\n]{0,60}:\s*$"
    r"|(?:from|von|de|da|van):\s.*@|--\s*$)",
    re.IGNORECASE,
)
_LONGEST, _LONGEST_SENTENCE = 60_000, 1_000
_TAG = re.compile(r"<(?:br|/p|/div|/tr)[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^<>]*>", re.IGNORECASE | re.DOTALL)


def find_intent(mail: Mail) -> Intent:
    """The one intent of the writer's own words; a stop word wins, two different others are unclear."""
    sentences = own_sentences(mail)
    found: dict[str, str] = {}
    for sentence in sentences:
        for name in _intents_of(sentence):
            found.setdefault(name, sentence)
    stop = next((name for name in STOP_INTENTS if name in found), "")
    if stop:
        return Intent(stop, found[stop])
    if len(found) == 1:
        return Intent(*next(iter(found.items())))
    return Intent("unclear", next(iter(found.values()), sentences[0] if sentences else ""))


def _intents_of(sentence: str) -> list[str]:
    """Intents of one sentence. A negated claim is none; a stop word stops even where it is negated."""
    return [
        name
        for name, pattern in _INTENTS
        for match in [pattern.search(sentence)]
        if match and (name in STOP_INTENTS or not _NEGATED.search(sentence[: match.start()]))
    ]


def own_sentences(mail: Mail) -> list[str]:
    """The sentences that the writer added, without what they quote."""
    text = "\n".join(mail.texts)[:_LONGEST] or _ANY_TAG.sub(" ", _TAG.sub("\n", "\n".join(mail.htmls)[:_LONGEST]))
    own: list[str] = []
    for line in text.splitlines():
        if _QUOTE_START.match(line.strip()):
            break
        own.append(line.strip())
    parts = re.split(r"(?<=[.!?])\s+|\n\s*\n", "\n".join(own))
    return [" ".join(part.split())[:_LONGEST_SENTENCE] for part in parts if part.strip()]
