"""Who pays (POLICY rule 5), and what that says about the sender (architecture §7).

The customer whose domain sent the mail, or whose name is printed; two unrelated customers are nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from workers.receivables.customer import Customer
from workers.receivables.look_alikes import imitates, is_within
from workers.receivables.reference import canonical
from workers.receivables.sender_trust import SenderVerdict
from workers.remittance.facts import Payer


def choose_payer(by_domain: Collection[Customer], by_name: Sequence[Customer], printed_name: str = "") -> Payer:
    """The payer without its children. ``by_name`` are the customers printed, in the order of the page.

    The domain decides; a printed name decides among customers who share it, or alone when the domain is nobody's.
    """
    by_name = _longest(by_name)
    if by_domain:
        named = [customer for customer in by_name if customer.id in {c.id for c in by_domain}]
        only = named[:1] if named else _head_of(by_domain)
        if only and by_name and not any(_related(only[0], customer) for customer in by_name):
            return Payer(None, (), "the sender's domain and the printed name are different customers", printed_name)
        reason = "" if only else "several customers share the sender's domain"
        return Payer(only[0] if only else None, (), reason, printed_name)
    if not by_name:
        return Payer(None, (), "payer_unknown", printed_name)
    if all(_related(by_name[0], customer) for customer in by_name):
        return Payer(by_name[0], (), "", printed_name)
    return Payer(None, (), "several customers are printed", printed_name)


def _longest(customers: Sequence[Customer]) -> list[Customer]:
    """Without customers whose whole name is only a part of another printed customer's name."""
    keys = [canonical(customer.name) for customer in customers]
    return [
        c for c, key in zip(customers, keys, strict=True) if not any(key != other and key in other for other in keys)
    ]


def _head_of(customers: Collection[Customer]) -> list[Customer]:
    """The only customer, or the one whose children all the others are."""
    heads = [c for c in customers if all(other.id == c.id or other.parent_id == c.id for other in customers)]
    return heads if len(heads) == 1 else []


def _related(a: Customer, b: Customer) -> bool:
    return (
        a.id == b.id
        or a.parent_id == b.id
        or b.parent_id == a.id
        or (a.parent_id is not None and a.parent_id == b.parent_id)
    )


def recheck_sender(sender: SenderVerdict, payer: Payer, named: Sequence[Customer], own_domain: str) -> SenderVerdict:
    """The verdict once the payer is known: a domain that imitates the payer's or ours, or replies that go elsewhere."""
    if sender.suspicious:
        return sender
    family = {c.domain for c in (payer.customer, *payer.children) if c is not None and c.domain}
    targets = {own_domain, *(customer.domain for customer in named)} - {""}
    for domain in sender.domains:
        imitated = next((t for t in sorted(targets) if domain not in family and imitates(domain, t)), "")
        if imitated:
            return replace(sender, suspicious=True, reason=f"{domain} imitates {imitated}")
    expected = (*family, *sender.domains, own_domain)
    reply_to = sender.reply_to_domain
    if reply_to and not any(is_within(reply_to, d) or is_within(d, reply_to) for d in expected if d):
        return replace(sender, suspicious=True, reason=f"replies go to {reply_to}")
    return sender
