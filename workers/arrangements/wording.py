"""The words of an offer, which the customer accepts: what is paid by when, and what follows if it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workers.arrangements.rules.settling import Settleable
from workers.ledger.book.courtesy import load_addressees
from workers.policy.creditor import creditor_for
from workers.policy.policy_set import PolicySet
from workers.rendering import Renderer

TEMPLATE = "arrangement/settlement"


@dataclass(frozen=True, slots=True)
class OfferDesk:
    """What offering needs: the policy in force and the texts."""

    policy: PolicySet
    renderer: Renderer


@dataclass(frozen=True, slots=True)
class Worded:
    """What an offer says: ``agreed`` for all of the debt; ``revives``: a broken one brings all of it back."""

    debt: Settleable
    agreed: int
    documents: tuple[str, ...]
    accept_by: date
    pay_by: date
    revives: bool


def acceptance_text(connection: Connection, account_id: int, worded: Worded, desk: OfferDesk) -> str:
    """In the customer's language."""
    to = load_addressees(connection, [account_id])[account_id]
    facts = {
        "creditor": creditor_for(desk.policy.robot, to.entity, worded.debt.currency).name,
        "customer_name": to.customer.name,
        "documents": list(worded.documents),
        "currency": worded.debt.currency,
        "balance": worded.debt.balance,
        "agreed": worded.agreed,
        "accept_by": worded.accept_by.isoformat(),
        "pay_by": worded.pay_by.isoformat(),
        "early": worded.debt.age < 0,
        "revives": worded.revives,
    }
    language = to.customer.language or desk.policy.robot.default_language
    return desk.renderer.render_mail(TEMPLATE, language, facts).text.strip()
