"""The bank accounts that customers pay from: known only once a person has approved one. Must not match."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select, update

from workers.ledger import journal
from workers.ledger.schema import accounts, bank_lines, payer_accounts, payments
from workers.receivables.occasion import Occasion

_SOURCE = "payer_accounts"


def find_customers(connection: Connection, account: str) -> list[str]:
    """The customers for whom this account was approved."""
    c = payer_accounts.c
    query = select(c.customer_id).where(c.account == account, c.state == "approved")
    return list(connection.scalars(query.order_by(c.customer_id)))


def find_state(connection: Connection, account: str, customer_id: str) -> str | None:
    """What was said of this account and customer, if anything was."""
    c = payer_accounts.c
    return connection.scalar(select(c.state).where(c.account == account, c.customer_id == customer_id))


def paid_before(connection: Connection, entity: str, account: str) -> dict[str, int]:
    """For which customers money from this account was applied or explained before, and how often."""
    c = bank_lines.c
    paid = (c.entity == entity) & (c.payer_account == account) & c.outcome.in_(("applied", "cleared_advice"))
    joined = bank_lines.join(payments, payments.c.id == c.payment_id)
    query = select(accounts.c.customer_id, func.count()).select_from(
        joined.join(accounts, accounts.c.id == payments.c.account_id)
    )
    rows = connection.execute(query.where(paid).group_by(accounts.c.customer_id))
    return {customer_id: int(count) for customer_id, count in rows}


def set_state(connection: Connection, account: str, customer_id: str, state: str, occasion: Occasion) -> None:
    """Propose, approve or refuse an account; the journal keeps who did."""
    c = payer_accounts.c
    values = {"state": state, "actor": occasion.actor, "decided_at": occasion.at}
    own = (c.account == account) & (c.customer_id == customer_id)
    known = connection.execute(update(payer_accounts).where(own).values(values).returning(c.id)).scalar_one_or_none()
    if known is None:
        new = {"account": account, "customer_id": customer_id, **values}
        known = connection.execute(insert(payer_accounts).values(new).returning(c.id)).scalar_one()
    journal.record(connection, f"payer_account.{state}", {"payer_account": int(known)}, occasion, source=_SOURCE)
