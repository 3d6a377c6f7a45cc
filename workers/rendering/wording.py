"""Rules about the words of one rendered notice, each with a stable id. Pure: findings are values.

What a text must hold (reference, figures, deadline, way out), and what it may not (debts in an SMS, threats,
advertising, agencies before their time).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from msgspec import structs

from workers.errors import ConfigurationError
from workers.policy.level import Channel
from workers.policy.lint.tone import tone_of
from workers.policy.policy_set import PolicySet
from workers.receivables.notice import NoticeFacts
from workers.receivables.sms_text import measure_sms
from workers.rendering.formats import format_day, money_format
from workers.rendering.letter_text import FIGURES, MalformedLetter, parse_letter
from workers.rendering.renderer import RenderedNotice

_NOT_FIGURES = re.compile(r"^\D+|\D+$")
_UNSEEN = re.compile(r"(?s)<style.*?</style>|<!--.*?-->|<[^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_OPT_OUT = re.compile(
    r"\bSTOP\b|(?i:unsubscribe|opt out|abmelden|abbestellen|désabonner|désinscri|dar(?:se|me)? de baja)"
)


@dataclass(frozen=True, slots=True)
class NoticeUse:
    """A notice's folder, the channels over which ladders give it, and whether they announce an agency by it, or not."""

    folder: Path
    channels: frozenset[Channel]
    announcing: frozenset[bool]

    def as_given(self, sample: NoticeFacts) -> NoticeFacts:
        """The sample as ladders may give it: a text that only a final notice before a referral shows is no other's."""
        if sample.announces_referral in self.announcing:
            return sample
        return structs.replace(sample, announces_referral=not sample.announces_referral)


def check_wording(
    policy: PolicySet, use: NoticeUse, folder: Path, facts: NoticeFacts, rendered: RenderedNotice
) -> Iterator[ConfigurationError]:
    """Everything about the texts of one notice in one language, rendered with one sample."""
    yield from _check_controls(folder, rendered)
    if "email" in use.channels:
        yield from _check_subject(folder, rendered.subject, facts)
        yield from _check_body(policy, folder / "body.txt", rendered.text, facts)
        yield from _check_body(policy, folder / "body.html", _seen(rendered.html), facts)
        yield from _check_tone(folder / "subject.txt", rendered.subject, facts)
    if "sms" in use.channels:
        yield from _check_sms(folder, rendered.sms, facts, policy)
        yield from _check_tone(folder / "sms.txt", rendered.sms, facts)
        yield from _check_sms_agency(folder, rendered.sms, facts.language)
    if "letter" in use.channels:
        yield from _check_letter(folder, rendered.letter)
        yield from _check_tone(folder / "letter.txt", rendered.letter, facts)
    if "call" in use.channels:
        yield from _check_call(folder, rendered.call, facts)
        yield from _check_tone(folder / "call.txt", rendered.call, facts)


def _check_controls(folder: Path, rendered: RenderedNotice) -> Iterator[ConfigurationError]:
    """Nobody sees them, and no mail with one in its subject and no letter leaves."""
    parts = {"subject.txt": rendered.subject, "body.txt": rendered.text, "body.html": rendered.html}
    parts |= {"sms.txt": rendered.sms, "letter.txt": rendered.letter, "call.txt": rendered.call}
    for name, text in parts.items():
        if found := _CONTROL.search(text):
            message = f"the text holds the control character U+{ord(found[0]):04X}"
            yield _wrong(folder / name, "control-character", message, "remove it; it was pasted unseen")


def _check_subject(folder: Path, subject: str, facts: NoticeFacts) -> Iterator[ConfigurationError]:
    if f"[{facts.thread_token}]" not in subject:
        message = "the subject does not hold the account's reference, so answers would not find their account"
        yield _wrong(folder / "subject.txt", "subject-token", message, "add [{{ thread_token }}]")


def _check_body(policy: PolicySet, file: Path, text: str, facts: NoticeFacts) -> Iterator[ConfigurationError]:
    """One of the two parts of a mail: most readers are shown the HTML, and some the plain text."""
    yield from _check_opt_out(file, text, policy)
    yield from _check_figures(file, text, facts)
    yield from _check_tone(file, text, facts)


def _seen(html: str) -> str:
    """What a reader sees of a mail's HTML, in one line; only spaces that break no line stay what they are."""
    return re.sub(r"[ \n]+", " ", unescape(_UNSEEN.sub(" ", html)))


def _check_opt_out(file: Path, text: str, policy: PolicySet) -> Iterator[ConfigurationError]:
    """Where a rule pack demands it of our mails, each says how its reader stops them."""
    demanding = [pack.cite for pack in policy.packs_demanding_opt_out("email")]
    if demanding and not _OPT_OUT.search(text):
        message = f"the mail does not say how to stop further mails, as {', '.join(demanding)} demands"
        yield _wrong(file, "mail-opt-out", message, "such as: Answer STOP to get no more mail from us")


def _check_figures(file: Path, text: str, facts: NoticeFacts) -> Iterator[ConfigurationError]:
    """A customer must see what to pay, for which documents, by when, and to whom."""
    if money_format(facts.language, facts.currency)(facts.amount_asked) not in text:
        yield _wrong(file, "mail-amount", "the mail does not say what to pay", "add {{ amount_asked | money }}")
    if any(item.document_number not in text for item in facts.items):
        hint = 'include "dunning/_layout/figures.txt"'
        yield _wrong(file, "mail-items", "the mail does not list the documents it asks for", hint)
    if format_day(facts.deadline, facts.language, "long") not in text:
        yield _wrong(file, "mail-deadline", "the mail does not say by when to pay", "add {{ deadline | date }}")
    if facts.creditor.postal_address.splitlines()[0] not in text:
        hint = 'include "dunning/_layout/signature.txt"'
        yield _wrong(file, "mail-sender", "the mail does not hold our postal address", hint)


def _check_tone(file: Path, text: str, facts: NoticeFacts) -> Iterator[ConfigurationError]:
    tone = tone_of(facts.language)
    if tone is None:
        return
    if found := tone.threat.search(text):
        yield _wrong(file, "threat", f"'{found[0]}' threatens; a notice states facts", "say what will happen, and when")
    if found := tone.promotion.search(text):
        message = f"'{found[0]}' advertises; it would make the notice commercial mail"
        yield _wrong(file, "promotion", message, "keep advertising out of notices")
    if not facts.announces_referral and (found := tone.agency.search(text)):
        message = f"'{found[0]}' in a notice that is no final one before a referral"
        hint = "announce an agency in the final notice before a referral only: {% if announces_referral %}"
        yield _wrong(file, "agency-too-early", message, hint)


def _check_sms(folder: Path, sms: str, facts: NoticeFacts, policy: PolicySet) -> Iterator[ConfigurationError]:
    """An SMS names who writes, how to stop it, and nothing of the debt that a bystander could read."""
    file, size, most = folder / "sms.txt", measure_sms(sms), policy.robot.sms.max_segments
    figures = money_format(facts.language, facts.currency)
    secrets = [_NOT_FIGURES.sub("", figures(minor)) for minor in (facts.total, facts.amount_asked)]
    secrets += [item.document_number for item in facts.items]
    if facts.creditor.name not in sms:
        yield _wrong(file, "sms-creditor", "the SMS does not name the creditor", "add {{ creditor.name }}")
    if "STOP" not in sms:
        hint = "such as: Reply STOP to opt out"
        yield _wrong(file, "sms-opt-out", "the SMS does not say how to stop further messages", hint)
    if any(secret in sms for secret in secrets):
        message = "the SMS tells of the debt; it can be read by others"
        yield _wrong(file, "sms-debt", message, "name neither amounts nor invoices")
    if size.foreign:
        message = f"'{size.foreign}' is not in the GSM-7 alphabet"
        yield _wrong(file, "sms-alphabet", message, "write it with plain letters")
    elif size.segments > most:
        message = f"the SMS takes {size.places} places and is sent as {size.segments}"
        yield _wrong(file, "sms-length", message, f"at most {most} (sms.max_segments in robot.yaml)")


def _check_sms_agency(folder: Path, sms: str, language: str) -> Iterator[ConfigurationError]:
    """Carriers block texts about third-party collection (Twilio 30863), whatever level sends them."""
    tone = tone_of(language)
    if tone is not None and (found := tone.agency.search(sms)):
        message = f"'{found[0]}' in an SMS: carriers block texts about third-party collection"
        yield _wrong(folder / "sms.txt", "sms-agency", message, "announce it by mail or letter")


def _check_letter(folder: Path, letter: str) -> Iterator[ConfigurationError]:
    """Amounts, documents, deadline and sender are printed around the text; it only has to leave them their place."""
    try:
        parse_letter(letter)
    except MalformedLetter as error:
        yield _wrong(folder / "letter.txt", "letter-form", str(error), f"write {FIGURES} where the items go")


def _check_call(folder: Path, call: str, facts: NoticeFacts) -> Iterator[ConfigurationError]:
    """Who calls must say for whom, and know what for."""
    file = folder / "call.txt"
    if facts.creditor.name not in call:
        yield _wrong(file, "call-creditor", "the script does not name the creditor", "add {{ creditor.name }}")
    if any(item.document_number not in call for item in facts.items):
        hint = 'include "dunning/_layout/call_items.txt"'
        yield _wrong(file, "call-items", "the script does not list the documents it is about", hint)


def _wrong(file: Path, rule: str, message: str, hint: str) -> ConfigurationError:
    return ConfigurationError(message, file=str(file), line=1, hint=hint, rule=rule)
