"""Cash that a person assigns or applies: it leaves the list of cash that waits, and so does its case.

Must not choose: a person names the customer, the documents and the amounts. What a person did the robot leaves alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.accounts import find_account, find_customer_of
from workers.ledger.cash import bank_lines
from workers.ledger.cash.applications import Share
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.cash.held_cash import NamedDocument, apply_cash, assign_cash, find_documents, find_held
from workers.ledger.cash.payments import Payment, find_payment
from workers.receivables.money import to_decimal
from workers.receivables.occasion import Occasion
from workers.remittance.bank.gathering import kept_line
from workers.remittance.bank.payer_learning import propose_name
from workers.remittance.bank.suggested import suggestions_for
from workers.remittance.terms import PostingTerms


@dataclass(frozen=True, slots=True)
class Held:
    """Whose cash it is now, and how much of it still waits."""

    customer_id: str
    amount: int
    currency: str


def assign_by_person(
    connection: Connection, payment_id: int, customer_id: str, terms: PostingTerms, occasion: Occasion
) -> Held:
    """Unidentified cash is a customer's: it lies on account, until somebody says what it is for."""
    payment = _locked(connection, payment_id)
    if payment.account_id is not None:
        owner = find_customer_of(connection, payment.account_id)
        raise UserError(
            f"payment {payment_id} lies on the account of customer {owner} already: `cash apply` applies it"
        )
    _assign(connection, payment, customer_id, terms, occasion)
    return _settle_cases(connection, payment_id, terms, occasion)


def apply_by_person(
    connection: Connection,
    payment_id: int,
    amounts: Mapping[str, int],
    terms: PostingTerms,
    occasion: Occasion,
    *,
    customer_id: str = "",
) -> Held:
    """Cash on account, or unidentified, pays documents by their numbers; what is left stays on account.

    ``customer_id``: who paid, where the cash is unidentified and the documents are of several customers.
    """
    payment = _locked(connection, payment_id)
    named = {number: find_documents(connection, payment.entity, number) for number in amounts}
    payer = _payer(connection, payment, named, customer_id)
    shares = [Share(_one(found, number, payer).id, amounts[number]) for number, found in named.items()]
    if payment.account_id is None:
        _assign(connection, payment, payer, terms, occasion)
    apply_cash(connection, payment_id, shares, occasion)
    return _settle_cases(connection, payment_id, terms, occasion)


def _locked(connection: Connection, payment_id: int) -> Payment:
    """The payment, while nobody else looks for cash of its amount: the robot may be matching."""
    payment = find_held(connection, payment_id)
    lock_amounts(connection, payment.entity, [(payment.currency, payment.amount_minor)])
    return find_held(connection, payment_id)


def _assign(
    connection: Connection, payment: Payment, customer_id: str, terms: PostingTerms, occasion: Occasion
) -> None:
    account_id = find_account(connection, payment.entity, customer_id)
    if account_id is None:
        raise UserError(f"there is no account of customer {customer_id} at entity {payment.entity}")
    assign_cash(connection, payment.id, account_id, occasion)
    propose_name(connection, payment, customer_id, terms, occasion)


def _payer(connection: Connection, payment: Payment, named: Mapping[str, list[NamedDocument]], customer_id: str) -> str:
    if payment.account_id is not None:
        owner = find_customer_of(connection, payment.account_id)
        if customer_id and customer_id != owner:
            raise UserError(f"payment {payment.id} lies on the account of customer {owner}, not of {customer_id}")
        assert owner is not None
        return owner
    owners = {document.customer_id for found in named.values() for document in found}
    if not customer_id and len(owners) != 1:
        whose = " and ".join(sorted(owners)) or "nobody"
        raise UserError(f"the documents named are of {whose}: say with --customer who paid")
    return customer_id or owners.pop()


def _one(found: list[NamedDocument], number: str, payer: str) -> NamedDocument:
    own = [document for document in found if document.may_be_paid_by(payer)]
    if len(own) == 1:
        return own[0]
    if own:
        raise UserError(f"{payer} and its children have {len(own)} documents {number}: the robot cannot tell which")
    whose = ", ".join(sorted({document.customer_id for document in found}))
    why = f"it is of {whose}, for whom {payer} does not pay" if whose else "there is none of that number"
    raise UserError(f"{payer} has no document {number}: {why}")


def _settle_cases(connection: Connection, payment_id: int, terms: PostingTerms, occasion: Occasion) -> Held:
    """The case about the cash ends with it; while some is left, one case says how much."""
    payment = find_payment(connection, payment_id)
    assert payment is not None
    assert payment.account_id is not None
    done = f"{occasion.actor} applied payment {payment_id}"
    for subject in _subjects(connection, payment_id):
        clear_cases(connection, (CaseKind.UNIDENTIFIED_CASH,), subject, done, occasion)
        if not payment.on_account_minor:
            clear_cases(connection, (CaseKind.ON_ACCOUNT_CASH,), subject, done, occasion)
    if payment.on_account_minor:
        _open_rest(connection, payment, terms, occasion)
    return Held(find_customer_of(connection, payment.account_id) or "", payment.on_account_minor, payment.currency)


def _subjects(connection: Connection, payment_id: int) -> Iterator[str]:
    yield f"payment:{payment_id}"
    for line in bank_lines.lines_of_payments(connection, [payment_id]).values():
        yield f"bank_line:{line.id}"


def _open_rest(connection: Connection, payment: Payment, terms: PostingTerms, occasion: Occasion) -> None:
    said = bank_lines.lines_of_payments(connection, [payment.id]).get(payment.id)
    evidence: dict[str, object] = {"payment": payment.id, "received_on": payment.received_on.isoformat()}
    if said is not None:
        line = kept_line(said, payment.on_account_minor)
        suggestions = suggestions_for(connection, terms, line, payment.account_id)
        evidence |= {"bank_line": said.id, **({"suggestions": suggestions} if suggestions else {})}
    amount = to_decimal(payment.on_account_minor, payment.currency)
    case = NewCase(
        kind=CaseKind.ON_ACCOUNT_CASH,
        subject=f"bank_line:{said.id}" if said is not None else f"payment:{payment.id}",
        reason=f"{amount} {payment.currency} of payment {payment.id} lie on account",
        account_id=payment.account_id,
        currency=payment.currency,
        amount_minor=payment.on_account_minor,
        evidence=evidence,
    )
    open_case(connection, case, occasion, terms.queue)
