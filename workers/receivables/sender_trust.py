"""Who may be believed: the verdict on a mail's sender (POLICY rule 2, architecture §7).

Only the topmost `Authentication-Results` of our own receiving server counts; a colleague's forward is judged by the
mail inside it or by the sender it quotes. Must not know customers: whose domain it is, is asked elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.utils import getaddresses

from workers.receivables.look_alikes import is_within
from workers.receivables.mail import Mail

_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_DMARC = re.compile(r"\bdmarc\s*=\s*([a-z]+)", re.IGNORECASE)
_QUOTED_SENDER = re.compile(
    r"^[> \t*]{0,20}(?:From|Von|De|Da|Van|Desde|Fra|Från)\s?\*?:[^\n]{0,200}?<?(?:mailto:)?"
    r"([\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-z]{2,20})",
    re.IGNORECASE | re.MULTILINE,
)
_DOMAIN_SHOWN = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63})+)")
_LONGEST = 4_000
_LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class SenderVerdict:
    """``domains`` are those of the mail's original senders, empty when nothing is known of them."""

    suspicious: bool = False
    reason: str = ""
    domains: tuple[str, ...] = ()
    reply_to_domain: str = ""
    forwarded: bool = False


def judge_sender(mail: Mail, authserv_id: str, own_domain: str) -> SenderVerdict:
    """The verdict on ``mail``; without an ``authserv_id`` of ours no mail can be believed."""
    dmarc = dmarc_result(mail, authserv_id)
    domain = mail.sender.domain
    verdict = SenderVerdict(domains=(domain,) if domain else (), reply_to_domain=mail.reply_to.domain)
    if not dmarc:
        return replace(verdict, suspicious=True, reason="no Authentication-Results of our own mail server")
    if dmarc == "fail":
        return replace(verdict, suspicious=True, reason=f"dmarc=fail for {domain}")
    if len(mail.all_headers("from")) != 1:
        return replace(verdict, suspicious=True, reason="the mail does not have exactly one From header")
    if own_domain and is_within(domain, own_domain):
        return _judge_forward(mail, dmarc, authserv_id, own_domain)
    disguise = _disguise(mail)
    return replace(verdict, suspicious=True, reason=disguise) if disguise else verdict


def _disguise(mail: Mail) -> str:
    """How a From header shows another address than the one that sent; empty when it does not."""
    named = getaddresses([mail.header("from")[:_LONGEST]])
    if len({address.lower() for _, address in named if "@" in address}) > 1:
        return "the From header names several senders"
    domain = mail.sender.domain
    shown = (found.lower() for found in _DOMAIN_SHOWN.findall(mail.sender.name[:_LONGEST]))
    other = next((one for one in shown if not (is_within(one, domain) or is_within(domain, one))), "")
    return f"the sender's name shows {other}, the mail is from {domain}" if other else ""


def dmarc_result(mail: Mail, authserv_id: str) -> str:
    """The DMARC result our own server wrote, lower case; ``none`` when it wrote no DMARC, empty when it wrote nothing.

    >>> dmarc_result(Mail(headers=(("authentication-results", "mx.us.example; dmarc=pass"),)), "mx.us.example")
    'pass'
    """
    for value in mail.all_headers("authentication-results"):
        plain = _without_comments(value)
        named = plain.split(";")[0].split()
        if named and authserv_id and named[0].lower() == authserv_id.lower():
            found = _DMARC.search(plain)
            return found.group(1).lower() if found else "none"
    return ""


def _without_comments(value: str) -> str:
    """A sender can put any text into comments and quoted strings; only what our server wrote bare counts."""
    value, stripped = _QUOTED.sub("", value[:_LONGEST]), ""
    while value != stripped:
        value, stripped = _COMMENT.sub("", value), value
    return value


def _judge_forward(mail: Mail, dmarc: str, authserv_id: str, own_domain: str) -> SenderVerdict:
    """A colleague's mail: believed only when it passed, and judged by what it carries."""
    if dmarc != "pass":
        return SenderVerdict(True, f"our own domain with dmarc={dmarc}", (mail.sender.domain,))
    if not mail.inner:
        return SenderVerdict(domains=_quoted_domains(mail, own_domain), forwarded=True)
    verdicts = [_judge_inner(inner, authserv_id, own_domain) for inner in mail.inner]
    bad = next((verdict for verdict in verdicts if verdict.suspicious), None)
    domains = tuple(sorted({domain for verdict in verdicts for domain in verdict.domains}))
    reply_to = next((verdict.reply_to_domain for verdict in verdicts if verdict.reply_to_domain), "")
    return SenderVerdict(bad is not None, bad.reason if bad else "", domains, reply_to, forwarded=True)


def _judge_inner(inner: Mail, authserv_id: str, own_domain: str) -> SenderVerdict:
    """The mail inside a forward. It may lack our stamp (it came another way); a failed check still counts."""
    domain = inner.sender.domain
    if dmarc_result(inner, authserv_id) == "fail":
        return SenderVerdict(True, f"dmarc=fail for {domain} in the forwarded mail", (domain,))
    if own_domain and is_within(domain, own_domain):
        return _judge_forward(inner, "pass", authserv_id, own_domain)
    return SenderVerdict(domains=(domain,) if domain else (), reply_to_domain=inner.reply_to.domain)


def _quoted_domains(mail: Mail, own_domain: str) -> tuple[str, ...]:
    """The first foreign sender quoted in a forward's text."""
    text = "\n".join(mail.texts) or re.sub(r"<[^<>@]*>", "\n", "\n".join(mail.htmls)).replace("&lt;", "<")
    for found in _QUOTED_SENDER.finditer(text[:_LONGEST_TEXT]):
        domain = found.group(1).rpartition("@")[2].lower()
        if not is_within(domain, own_domain):
            return (domain,)
    return ()
