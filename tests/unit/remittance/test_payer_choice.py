"""Who pays: domain, printed name, families; and what the payer says about the sender."""

from __future__ import annotations

import pytest

from workers.receivables.customer import Customer
from workers.receivables.sender_trust import SenderVerdict
from workers.remittance.facts import Payer
from workers.remittance.rules.payer import choose_payer, recheck_sender

HEAD = Customer("C1", "Mercer Group", "mercer.example")
CHILD = Customer("C2", "Mercer North", "mercer.example", "C1")
SIBLING = Customer("C3", "Mercer South", "mercer.example", "C1")
STRANGER = Customer("C9", "Other Ltd", "other.example")


@pytest.mark.parametrize(
    ("by_domain", "by_name", "payer"),
    [
        ((STRANGER,), (), "C9"),
        ((), (STRANGER,), "C9"),
        ((), (), None),
        ((HEAD, CHILD), (CHILD,), "C2"),
        ((HEAD, CHILD), (), "C1"),
        ((CHILD, SIBLING), (), None),
        ((HEAD,), (CHILD,), "C1"),
        ((HEAD,), (STRANGER,), None),
        ((), (HEAD, STRANGER), None),
    ],
)
def test_the_payer(by_domain: tuple[Customer, ...], by_name: tuple[Customer, ...], payer: str | None) -> None:
    assert choose_payer(by_domain, by_name).customer_id == payer


def test_a_name_inside_a_longer_printed_name_is_not_printed() -> None:
    short, long = Customer("C4", "Ogden & Sons"), Customer("C5", "Ogden & Sons Ltd")
    assert choose_payer((), (long, short)).customer_id == "C5"


def _recheck(domain: str, reply_to: str = "") -> SenderVerdict:
    verdict = SenderVerdict(domains=(domain,), reply_to_domain=reply_to)
    return recheck_sender(verdict, Payer(HEAD, (CHILD,)), (HEAD,), "us.example")


def test_a_domain_that_imitates_the_printed_payer_is_suspicious() -> None:
    assert _recheck("rnercer.example").suspicious
    assert not _recheck("platform.example").suspicious
    assert not _recheck("mercer.example").suspicious


def test_replies_that_go_elsewhere_are_suspicious() -> None:
    assert _recheck("mercer.example", "evil.example").suspicious
    assert not _recheck("platform.example", "mercer.example").suspicious
    assert not _recheck("mercer.example", "mail.mercer.example").suspicious
