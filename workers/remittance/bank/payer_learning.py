"""Learning the accounts and names that payers pay under: proposed where that would help, approved by people.

Must not believe an account by itself: a mail or a transfer never changes what is known of a customer.
"""

from __future__ import annotations

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.accounts import find_account
from workers.ledger.book.references import find_named_payers
from workers.ledger.cash import bank_lines
from workers.ledger.cash.payer_marks import ACCOUNTS, NAMES, Marks
from workers.ledger.cash.payments import Payment
from workers.ledger.queue.cases import Case
from workers.receivables.customer import name_key
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person
from workers.remittance.bank.line_facts import Line
from workers.remittance.terms import PostingTerms

_SHORTEST = 6


def propose_account(connection: Connection, line: Line, terms: PostingTerms, occasion: Occasion) -> None:
    """A line without a place comes from an account that has paid for exactly one customer: ask whose it is."""
    account = line.payer_account
    if len(account) < _SHORTEST:
        return
    paid = bank_lines.paid_before(connection, terms.entity, account)
    if len(paid) != 1:
        return
    ((customer_id, times),) = paid.items()
    if ACCOUNTS.find_state(connection, account, customer_id) is not None:
        return
    ACCOUNTS.set_state(connection, account, customer_id, "proposed", occasion)
    times_said = "once" if times == 1 else f"{times} times"
    case = NewCase(
        kind=CaseKind.PAYER_ACCOUNT,
        subject=f"payer_account:{account}:{customer_id}",
        reason=f"{_masked(account)} has paid for {customer_id} {times_said}: is it this customer's account?",
        account_id=find_account(connection, terms.entity, customer_id),
        evidence={"payer_account": account, "customer_id": customer_id, "paid_before": times},
    )
    open_case(connection, case, occasion, terms.queue)


def propose_name(
    connection: Connection, payment: Payment, customer_id: str, terms: PostingTerms, occasion: Occasion
) -> None:
    """A person said whose unidentified cash it is: ask another whether the name on its bank line is that customer's."""
    said = bank_lines.lines_of_payments(connection, [payment.id]).get(payment.id)
    key = name_key(said.payer) if said is not None else ""
    if said is None or len(key) < _SHORTEST or NAMES.find_state(connection, key, customer_id) is not None:
        return
    if find_named_payers(connection, payment.entity, key, ()):
        return
    NAMES.set_state(connection, key, customer_id, "proposed", occasion)
    case = NewCase(
        kind=CaseKind.PAYER_NAME,
        subject=f"payer_name:{key}:{customer_id}",
        reason=f"{occasion.actor} gave cash of {said.payer!r} to {customer_id}: is that a name of this customer?",
        account_id=find_account(connection, payment.entity, customer_id),
        evidence={"payer": said.payer, "name_key": key, "customer_id": customer_id, "proposed_by": occasion.actor},
    )
    open_case(connection, case, occasion, terms.queue)


def decide_account(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """`approve` makes the account the customer's, `refuse` keeps it from being proposed again."""
    _decide(connection, (ACCOUNTS, case.evidence["payer_account"]), case, resolution, occasion)


def decide_name(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """Like an account; whoever gave the cash to the customer does not approve the name as well."""
    proposed_by = case.evidence["proposed_by"]
    if resolution.decision == "approve" and is_same_person(occasion.actor, proposed_by):
        raise UserError(f"{proposed_by} gave the cash to this customer: somebody else approves the name")
    _decide(connection, (NAMES, case.evidence["name_key"]), case, resolution, occasion)


def _decide(
    connection: Connection, mark: tuple[Marks, str], case: Case, resolution: Resolution, occasion: Occasion
) -> None:
    marks, text = mark
    customer_id = case.evidence["customer_id"]
    others = [name for name in marks.find_customers(connection, text) if name != customer_id]
    if resolution.decision == "approve" and others:
        raise UserError(f"that is {others[0]}'s already: refuse this one, or ask which of them pays with it")
    state = {"approve": "approved", "refuse": "refused"}[resolution.decision]
    marks.set_state(connection, text, customer_id, state, occasion)


def _masked(account: str) -> str:
    return f"the account ...{account[-4:]}"
