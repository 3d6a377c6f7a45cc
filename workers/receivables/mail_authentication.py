"""What the public DNS says of a sender's address: whether its mails can pass DMARC (RFC 7489), and how to mend it.

A mail passes where SPF (RFC 7208) holds for a return address, or DKIM (RFC 6376) for a signature, of the From domain's
own house. Which servers send for us only the mail server knows: records can prove that mails must fail, not that they
pass. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Weight = Literal["ok", "warning", "refusal"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, and what to do about it."""

    weight: Weight
    text: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class SenderRecords:
    """The TXT records around one From domain; ``dmarc`` by the domain they stand at, the From domain's own first."""

    from_domain: str
    return_domain: str
    dkim_selector: str = ""
    dmarc: Mapping[str, Sequence[str]] = field(default_factory=dict)
    spf: Sequence[str] = ()
    dkim: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Dmarc:
    domain: str
    tags: Mapping[str, str]

    def policy_for(self, from_domain: str) -> str:
        """What is asked of receivers; below the record's own domain `sp` counts before `p`."""
        own = self.tags.get("p", "none")
        return (own if from_domain == self.domain else self.tags.get("sp", own)).lower()

    def aligned(self, tag: str, domain: str, from_domain: str) -> bool:
        """Strict: the same domain. Relaxed: both below the domain that the record stands at."""
        if self.tags.get(tag, "r").lower() == "s":
            return domain == from_domain
        return domain == self.domain or domain.endswith(f".{self.domain}")


def judge_sender_records(records: SenderRecords) -> tuple[Finding, ...]:
    """Whether mails from that domain can pass; a refusal where receivers are asked to reject all that we send.

    >>> judge_sender_records(SenderRecords("us.example", "us.example"))[0].text
    'us.example has no DMARC record'
    """
    from_domain = records.from_domain
    dmarc = _find_dmarc(records)
    if dmarc is None:
        fix = f'publish TXT _dmarc.{from_domain} "v=DMARC1; p=none; rua=mailto:..."; large receivers ask for one'
        return (Finding("warning", f"{from_domain} has no DMARC record", fix),)
    spf, dkim = _judge_spf(records, dmarc), _judge_dkim(records, dmarc)
    policy = dmarc.policy_for(from_domain)
    if "ok" in (spf.weight, dkim.weight):
        return (Finding("ok", f"DMARC of {dmarc.domain}: p={policy}"), spf, dkim)
    text = f"no mail from {from_domain} can pass its DMARC policy p={policy}"
    weight: Weight = "refusal" if policy == "reject" else "warning"
    return (Finding(weight, text, f"{spf.fix}; or {dkim.fix}"), spf, dkim)


def domains_above(domain: str) -> tuple[str, ...]:
    """A domain and those above it that may hold a DMARC record for it.

    >>> domains_above("a.b.us.example")
    ('a.b.us.example', 'b.us.example', 'us.example')
    """
    labels = domain.split(".")
    return tuple(".".join(labels[n:]) for n in range(max(1, len(labels) - 1)))


def _find_dmarc(records: SenderRecords) -> _Dmarc | None:
    for domain, texts in records.dmarc.items():
        found = [text for text in texts if text.strip().lower().startswith("v=dmarc1")]
        if len(found) == 1:
            return _Dmarc(domain, _tags(found[0]))
    return None


def _judge_spf(records: SenderRecords, dmarc: _Dmarc) -> Finding:
    domain, found = records.return_domain, [text for text in records.spf if text.lower().split()[:1] == ["v=spf1"]]
    if not dmarc.aligned("aspf", domain, records.from_domain):
        fix = f"set company.bounce_address in robot.yaml to an address at {records.from_domain}"
        return Finding("warning", f"SPF: mails return to {domain}, which does not match {records.from_domain}", fix)
    if len(found) != 1:
        fix = f'publish one TXT {domain} "v=spf1 include:<your mail server> -all"'
        return Finding("warning", f"SPF: {domain} has {len(found) or 'no'} SPF records", fix)
    return Finding("ok", f"SPF of {domain} is aligned with {records.from_domain}")


def _judge_dkim(records: SenderRecords, dmarc: _Dmarc) -> Finding:
    if not records.dkim_selector:
        fix = "let your mail server sign with DKIM and name its selector in mail_authentication.dkim_selector"
        return Finding("warning", "DKIM: no selector in robot.yaml, so nothing was looked up", fix)
    name = f"{records.dkim_selector}._domainkey.{records.from_domain}"
    if not any(_tags(text).get("p") for text in records.dkim):
        return Finding("warning", f"DKIM: there is no key at {name}", f"publish your mail server's key as TXT {name}")
    return Finding("ok", f"DKIM key at {name}")


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
