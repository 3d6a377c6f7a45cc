"""Payments that the bank never confirmed, and payments that a person takes back.

An advice is a claim. Where a bank feed is configured, a payment whose line did not come in time is reversed, its
payer's next advices wait for the bank, and a person hears of it. Without a feed the robot never reverses anything.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.cash import advices, payments, reversals
from workers.ledger.cash.advices import Advice
from workers.ledger.cash.applications import Basis
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.cash.payments import Payment
from workers.ledger.operations import feeds
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion
from workers.remittance.bank.run import FEED
from workers.remittance.terms import PostingTerms


def expire_unconfirmed(ledger: Ledger, terms: PostingTerms, occasion: Occasion) -> list[int]:
    """Reverse what the bank should have confirmed by now; returns the payments reversed.

    Only a statement read after the last day can tell that a line is missing: a silent feed reverses nothing.
    """
    with ledger.read() as connection:
        read_at = feeds.last_received(connection).get(FEED)
        if not terms.has_bank_feed or read_at is None:
            return []
        known_until = min(occasion.business_date, read_at.date())
        late = payments.find_unconfirmed(connection, terms.entity, known_until)
        waiting = advices.find_announced(connection)
    expired = [payment.id for payment in late if _expire(ledger, payment, terms, occasion)]
    for advice in waiting:
        if advice.entity == terms.entity and terms.confirm_by(advice.decided_at.date()) < known_until:
            _give_up(ledger, advice, terms, occasion)
    return expired


def reverse_by_person(connection: Connection, payment_id: int, terms: PostingTerms, occasion: Occasion) -> Payment:
    """A person takes a payment back (`collectbot payment reverse ID`): the robot never posts its advice again.

    Money that is in the bank stays: it lies on account until somebody says what it is for.
    """
    found = payments.find_payment(connection, payment_id)
    if found is None:
        raise UserError(f"there is no payment {payment_id}")
    lock_amounts(connection, found.entity, [(found.currency, found.amount_minor)])
    basis = Basis("person", f"payment:{payment_id}")
    before = reversals.reverse_payment(connection, payment_id, basis, occasion)
    advices.reverse_advice_of(connection, payment_id, locked=True)
    if before.clearing == "cleared" and before.amount_minor:
        reason = f"payment {payment_id} was taken back by {occasion.actor}; its money is in the bank"
        _open_case(connection, CaseKind.ON_ACCOUNT_CASH, before, reason, (terms, occasion))
    return before


def _expire(ledger: Ledger, payment: Payment, terms: PostingTerms, occasion: Occasion) -> bool:
    with ledger.write() as connection:
        lock_amounts(connection, payment.entity, [(payment.currency, payment.amount_minor)])
        now = payments.find_payment(connection, payment.id)
        if now is None or now.clearing != "in_transit":
            return False
        late = f"no bank line by {_day(payment.confirm_by)}"
        if reversals.is_applied_by_a_person(connection, payment.id):
            reason = f"{late}; a person applied it, so a person decides"
            _open_case(connection, CaseKind.ADVICE_UNCONFIRMED, payment, reason, (terms, occasion))
            return False
        reversals.reverse_payment(
            connection, payment.id, Basis("advice.unconfirmed", f"payment:{payment.id}"), occasion
        )
        advices.reverse_advice_of(connection, payment.id, locked=False)
        _distrust(connection, payment, occasion)
        reason = f"{late}: the payment was reversed, and the payer's next advices wait for the bank"
        _open_case(connection, CaseKind.ADVICE_UNCONFIRMED, payment, reason, (terms, occasion))
        return True


def _distrust(connection: Connection, payment: Payment, occasion: Occasion) -> None:
    account_id = payment.account_id
    if account_id is not None and not advices.must_wait_for_the_bank(connection, account_id):
        reason = f"payment {payment.id} was announced and never arrived"
        add_hold(connection, NewHold(account_id, "remittance", reason), occasion)


def _give_up(ledger: Ledger, advice: Advice, terms: PostingTerms, occasion: Occasion) -> None:
    """An announced advice holds dunning back: not for ever. A late bank line still finds it."""
    with ledger.write() as connection:
        lock_amounts(connection, advice.entity, [(advice.currency, advice.amount_minor)])
        if advices.find_advice(connection, advice.id).state != "announced":
            return
        advices.settle_advice(connection, advice.id, "case")
        case = NewCase(
            kind=CaseKind.ADVICE_UNCONFIRMED,
            subject=f"advice:{advice.id}",
            reason="it was announced, and no bank line came",
            account_id=advice.account_id,
            currency=advice.currency,
            amount_minor=advice.amount_minor,
            evidence={"advice": advice.id},
        )
        open_case(connection, case, occasion, terms.queue)


def _open_case(
    connection: Connection, kind: CaseKind, payment: Payment, reason: str, under: tuple[PostingTerms, Occasion]
) -> None:
    terms, occasion = under
    case = NewCase(
        kind=kind,
        subject=f"payment:{payment.id}",
        reason=reason,
        account_id=payment.account_id,
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        evidence={"payment": payment.id, "received_on": payment.received_on.isoformat()},
    )
    open_case(connection, case, occasion, terms.queue)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "its last day"
