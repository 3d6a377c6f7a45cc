"""What somebody who texts us wants: no more texts, texts again, help; or something for a person. Pure.

Law counts any wording that a reasonable person reads as an opt-out (47 CFR 64.1200(a)(10)), so this errs towards one.
It never errs towards an opt-in: only the keywords for that open a number again, and YES answers what we asked last.
These words stand here and not in config/: law and carriers set them, and no edit of a file may lose an opt-out.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from workers.inbox.rules.phrase_book import PhraseBook
from workers.inbox.rules.reply_intent import Intent, find_intent, find_stop
from workers.policy.phrase import plain
from workers.receivables.mail import Mail


class SmsIntent(Enum):
    """What is to be done with a text."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    OTHER = "other"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# All without accents and capitals, as `_plain` leaves a text. The first line is Twilio's and the carriers' own.
_STOP_WORDS = _words(
    """stop stopall unsubscribe cancel end quit cease revoke optout remove td arret
    stopp stoppen abmelden abbestellen austragen ende widerruf aufhoren
    arrete arreter arretez cessez desabonner desabonnement desinscrire desinscription fin
    baja parar para pare paren parad alto basta cancelar detener salir
    afmelden spam"""
)
_STOP_PHRASES = frozenset(
    ("opt out", "stop all", "stop sms", "no more", "no mas", "keine sms", "plus de sms", "de baja")
)
_START_WORDS = frozenset(("start", "unstop", "optin", "opt in"))
_HELP_WORDS = _words("help info infos hilfe aide ayuda informacion information")
# What may stand around a stop word without making it another sentence.
_POLITE = _words(
    "please pls thanks thank you bitte danke svp merci s il vous plait por favor gracias it sms now sofort jetzt ya"
)
_OPT_OUT = re.compile(
    "|".join(
        (
            # English
            r"\b(?:stop|quit|cease) (?:texting|text|messaging|sending|contacting|writing|calling|bothering)\b",
            r"\bstop (?:all |these |those |the |your |any )?(?:texts?|messages?|sms|reminders?)\b",
            r"\bstop (?:this|it|that)(?= (?:please|pls|now|at once|immediately)\b|$)|\bstop doing (?:this|it|that)\b",
            r"\b(?:(?:want|like|need|ask|asked|told|tell) you|want this) to stop$",
            r"\b(?:do not|don t|dont) want (?:to (?:get|receive|have) )?(?:any )?more of (?:this|these|those)\b",
            r"\b(?:fuck|piss) off\b|^go away$|\bis spam\b|^(?:text|message|write) (?:me|us) no more$",
            r"\b(?:do not|don t|dont|never|no longer) (?:ever )?(?:text|message|contact|sms|write|call)\b",
            r"\bno (?:more |further )?(?:texts?|messages?|sms)\b",
            r"\b(?:opt|opting|opted) (?:me )?out\b|\bunsu[bs]\w*c\w*be?\b",
            r"\b(?:remove|delete|erase) (?:me|us|my (?:number|phone))\b|\btake (?:me|us) off\b",
            r"\bleave (?:me|us) alone\b|\blose my number\b|\bwrong (?:number|person)\b",
            r"\b(?:revoke|withdraw) (?:my )?consent\b",
            r"\b(?:cancel|end) (?:these |the |my )?(?:texts|messages|sms|subscription)\b",
            r"\bno more (?:texting|messaging|contact)\b|\b(?:cut it out|knock it off)\b",
            r"^(?:i m |i am )?not interested$",
            r"\bno longer (?:wish|want|care) to (?:get|receive|hear|be (?:texted|messaged|contacted))\b",
            r"\b(?:do not|don t|dont|never) (?:ever )?send (?:me |us )?(?:these|this|those|texts?|messages?|sms)\b",
            r"\b(?:not allowed|no right|no permission) to (?:text|message|contact|write|call)\b",
            # German
            r"^(?:bitte )?nicht mehr(?: bitte)?$|^(?:bitte )?lass(?:t|en sie)? das(?: bitte| sein)?$|^kein interesse$",
            r"\b(?:mochten?|will|wollen) (?:\w+ ){0,4}nicht (?:mehr|langer) (?:bekommen|erhalten|empfangen)\b",
            r"\bkeine? (?:weiteren? |mehr )?(?:sms|nachrichten?|texte)\b",
            r"\bnicht mehr (?:an)?(?:schreiben|simsen|kontaktieren)\b|\b(?:abmelden|abbestellen|austragen)\b",
            r"\bhor(?:t|en sie)? (?:\w+ )?auf\b|\b(?:lasst?|lassen sie) (?:mich|uns) in ruhe\b",
            r"\bnummer (?:\w+ )?(?:loschen|entfernen)\b|\blosch\w* (?:\w+ ){0,2}nummer\b",
            r"\bfalsche nummer\b|\bwiderrufe\b|\bwill das nicht mehr$",
            r"\b(?:streichen|loschen) sie (?:mich|uns)\b|\baus (?:der|ihrer|eurer) liste (?:nehm|streich|losch)",
            r"\b(?:schreib|schick|send)\w* (?:\w+ ){0,3}(?:nicht|keine?|nichts) (?:\w+ )?mehr\b",
            # French
            r"\bplus de (?:sms|messages?|textos?)\b",
            r"\barrete[rz]? (?:s il (?:vous|te) plait |svp )?(?:de |d |les |vos |ces )",
            r"\bne (?:m |me |nous )?(?:ecri|envoy|contact|derang|appel|harcel)\w* (?:moi )?plus\b",
            r"\b(?:desabonn|desinscri)\w*|\blaissez (?:moi|nous) tranquille\b|\b(?:mauvais|faux) numero\b",
            r"\b(?:retirez|supprimez|enlevez|effacez) (?:moi|mon numero)\b",
            r"\bn (?:envoyez|envoie|ecrivez|ecris|appelez|appelle) (?:moi |nous |rien )?plus\b|^pas interesse\w*$",
            # Spanish
            r"\bno (?:me|nos) (?:escriba|envie|mande|contacte|moleste|llame)[ns]?\b|^no me interesa$",
            r"\bno (?:quiero|queremos|deseo|deseamos) (?:recibir )?(?:mas |sus |estos )?(?:mensajes|sms|textos)\b",
            r"\bno (?:me |nos )?(?:envi|mand|escrib|contact|molest)\w* (?:\w+ )?mas\b|\bno mas (?:sms|mensajes)\b",
            r"\b(?:dar(?:me|nos|se)?|deme) de baja\b|\bde(?:je|jen)(?:me|nos) en paz\b|\bnumero equivocado\b",
            r"\b(?:de(?:je|jen|ja)|par(?:a|e|en)) de (?:envia|escribi|manda|molesta|contacta)\w*",
            r"\b(?:elimin|borr|quit)\w* mi numero\b|\bborr[ae]nme\b|^(?:por favor )?no molest(?:ar|en?)$",
            # Italian and Dutch
            r"\b(?:niente|nessun) (?:piu )?(?:sms|messaggi\w*)\b|\bnon (?:mi |ci )?(?:scriv|mand|invi)\w* piu\b",
            r"\bcancella(?:mi|temi)\b|\bgeen (?:sms\w*|berichten)\b|\bgraag stoppen\b",
        )
    )
)
# Only within one clause: whoever writes "No. Stop." negates nothing.
_NOT_STOP = re.compile(r"\b(?:(?:do not|don t|dont|nicht|ne) (?:stop|stopp\w*|arrete\w*)|no par[ae]\w*)\b")
_WORDS_AROUND = 3
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CLAUSE_END = re.compile(r"[.!?\n,;:]+")
# Written in capitals at the beginning, as our texts tell people to write it, whatever comes behind.
_SHOUTED = re.compile(r"\W*(?:STOPP?|ARR[EÊ]T|BAJA|UNSUBSCRIBE)\b")
# One word in the whole text, drawn out or spelt; and the sign that people send for it.
_DRAWN_OUT = re.compile(r"s t [o0] p|s+t+[o0]+p+")
_STOP_SIGNS = frozenset("\N{OCTAGONAL SIGN}\N{NO ENTRY}\N{NO ENTRY SIGN}\N{RAISED HAND}")


def read_sms(body: str) -> SmsIntent:
    """The one thing a text asks for.

    >>> read_sms("Stop!"), read_sms("Bitte keine weiteren SMS."), read_sms("YES")
    (<SmsIntent.OPT_OUT: 'opt_out'>, <SmsIntent.OPT_OUT: 'opt_out'>, <SmsIntent.OTHER: 'other'>)
    """
    words = _plain(body)
    if words in _START_WORDS:
        return SmsIntent.OPT_IN
    if _is_help(words) or body.strip() == "?":
        return SmsIntent.HELP
    if _DRAWN_OUT.fullmatch(words) or (not words and not _STOP_SIGNS.isdisjoint(body)):
        return SmsIntent.OPT_OUT
    clauses = [" ".join(_NOT_STOP.sub(" ", _plain(clause)).split()) for clause in _CLAUSE_END.split(body)]
    is_word = any(clause in _STOP_PHRASES or _is_stop_word(clause.split()) for clause in clauses)
    is_said = any(_OPT_OUT.search(said) for said in (*clauses, " ".join(clauses)))
    return SmsIntent.OPT_OUT if is_word or is_said or _SHOUTED.match(body) else SmsIntent.OTHER


def says_opt_out(body: str, book: PhraseBook) -> bool:
    """Whether a text says what counts as an opt-out by mail: words that ops may add, in any language of theirs."""
    if any(_NOT_STOP.search(_plain(clause)) for clause in _CLAUSE_END.split(body)):
        return False
    sentences = (book.without("innocent", plain(sentence)) for sentence in _SENTENCE.split(body))
    return any(book.find("wants", words, "opt_out") is not None for words in sentences)


def find_matter(body: str, book: PhraseBook) -> Intent:
    """What else than an opt-out a text is about: a promise, a dispute, a word that must stop everything; or unclear."""
    sentences = _SENTENCE.split(body)
    # Whoever wants no contact at all, or is harassed, also wants no texts: the wider of the two must not get lost.
    if stop := find_stop(sentences, book):
        return stop
    others = [sentence for sentence in sentences if read_sms(sentence) is not SmsIntent.OPT_OUT]
    return find_intent(Mail(texts=(" ".join(others),)), book)


def _is_help(words: str) -> bool:
    """A word for help, with nothing but politeness around it."""
    said = set(words.split()) - _POLITE - {"me", "us"}
    return bool(said) and said <= _HELP_WORDS


def _is_stop_word(words: list[str]) -> bool:
    """A stop word alone, with politeness around it, or shouted before or after a few other words."""
    if not words:
        return False
    if any(word in _STOP_WORDS for word in words) and all(word in _STOP_WORDS | _POLITE for word in words):
        return True
    begins_or_ends = words[0] in ("stop", "stopp", "arret") or words[-1] in ("stop", "stopp")
    return begins_or_ends and len(words) <= 1 + _WORDS_AROUND


def _plain(text: str) -> str:
    """Small letters without accents, with one space for all that is no letter or digit.

    >>> _plain("  ARRÊT !! s'il-vous plaît")
    'arret s il vous plait'
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())
