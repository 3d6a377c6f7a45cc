"""Learning the accounts that payers pay from: proposed by the robot where it would have helped, approved by people.

Must not believe an account by itself: a mail or a transfer never changes what is known of a customer.
"""

from __future__ import annotations

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.accounts import find_account
from workers.ledger.cash import payer_accounts
from workers.ledger.queue.cases import Case
from workers.receivables.occasion import Occasion
from workers.remittance.bank.line_facts import Line
from workers.remittance.terms import PostingTerms

_SHORTEST = 6


def propose_account(connection: Connection, line: Line, terms: PostingTerms, occasion: Occasion) -> None:
    """A line without a place comes from an account that has paid for exactly one customer: ask whose it is."""
    account = line.payer_account
    if len(account) < _SHORTEST:
        return
    paid = payer_accounts.paid_before(connection, terms.entity, account)
    if len(paid) != 1:
        return
    ((customer_id, times),) = paid.items()
    if payer_accounts.find_state(connection, account, customer_id) is not None:
        return
    payer_accounts.set_state(connection, account, customer_id, "proposed", occasion)
    times_said = "once" if times == 1 else f"{times} times"
    case = NewCase(
        kind=CaseKind.PAYER_ACCOUNT,
        subject=f"payer_account:{account}:{customer_id}",
        reason=f"{_masked(account)} has paid for {customer_id} {times_said}: is it this customer's account?",
        account_id=find_account(connection, terms.entity, customer_id),
        evidence={"payer_account": account, "customer_id": customer_id, "paid_before": times},
    )
    open_case(connection, case, occasion, terms.queue)


def decide_account(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """`approve` makes the account the customer's, `refuse` keeps it from being proposed again."""
    account, customer_id = case.evidence["payer_account"], case.evidence["customer_id"]
    others = [name for name in payer_accounts.find_customers(connection, account) if name != customer_id]
    if resolution.decision == "approve" and others:
        raise UserError(f"the account is {others[0]}'s already: refuse this one, or ask which of them pays from it")
    state = {"approve": "approved", "refuse": "refused"}[resolution.decision]
    payer_accounts.set_state(connection, account, customer_id, state, occasion)


def _masked(account: str) -> str:
    return f"the account ...{account[-4:]}"
