"""What a payer is charged whose payment came back, if the policy says so. Must not ask whether it came back.

A fee that a person should not have been asked for is worse than one that was not: whoever may be a consumer, and every
account under a stop, is charged nothing. If the bank gives the money back after all, the fee stays until it is waived.
"""

from __future__ import annotations

from sqlalchemy import Connection

from workers.ledger.book.accounts import find_party_of
from workers.ledger.book.return_fees import book_return_fee
from workers.ledger.book.stops import stops_in_force
from workers.ledger.cash.payments import Payment
from workers.policy.bank_files import ReturnFee
from workers.receivables.charge import ChargeItem
from workers.receivables.occasion import Occasion
from workers.receivables.return_reason import return_class

_CHARGED = frozenset({"company", "sole_trader"})


def charge_return(
    connection: Connection, payment: Payment, reason: str, fee: ReturnFee | None, occasion: Occasion
) -> int | None:
    """Charge the payer of a returned payment for the bank's ``reason``; gives the charge, if there is one.

    The caller has returned the payment, and so holds its account's lock.
    """
    amount = fee.amount.get(payment.currency, 0) if fee is not None and return_class(reason) in fee.reasons else 0
    if not amount or payment.account_id is None:
        return None
    if find_party_of(connection, payment.account_id) not in _CHARGED:
        return None
    if stops_in_force(connection, [payment.account_id]):
        return None
    number, today = f"RET-{payment.id}", occasion.business_date
    item = ChargeItem(payment.account_id, payment.entity, number, payment.currency, amount, today)
    return book_return_fee(connection, payment.id, item, occasion)
