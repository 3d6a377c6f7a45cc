"""Applying cash to open items: one balanced entry per account, the application rows, and what it makes stale.

The money comes from a ledger account (in transit, bank, on account, unidentified); where it came from before and what
a person may do about it is for `payments` and `reversals`. Must not choose items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from workers.errors import InvariantViolation
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import accounts, applications, open_items
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Share:
    """What one open item gets: cash, discount and write-off in minor units, with the item's sign."""

    item_id: int
    cash: int
    discount: int = 0
    writeoff: int = 0

    @property
    def settled(self) -> int:
        """By how much the item's open amount falls."""
        return self.cash + self.discount + self.writeoff


@dataclass(frozen=True, slots=True)
class Basis:
    """Why something is posted: a rule by name, and the evidence (`advice:12`, `bank_line:7`) that keys the entries."""

    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Funds:
    """Cash of one payment, waiting on a ledger account of one of our entities."""

    payment_id: int
    entity: str
    currency: str
    ledger_account: str


@dataclass(frozen=True, slots=True)
class AppliableItem:
    """An item as it stands under the lock of its account."""

    id: int
    account_id: int
    entity: str
    currency: str
    original: int
    open: int

    def takes(self, share: Share) -> bool:
        """Whether the share lowers the open amount, towards zero and not past it."""
        left = self.open - share.settled
        return share.settled != 0 and (0 <= left < self.open if self.original >= 0 else self.open < left <= 0)


def lock_accounts(connection: Connection, account_ids: Iterable[int]) -> None:
    """Lock accounts in the order of their ids, so that two writers never wait for each other in a circle."""
    ids = sorted(set(account_ids))
    if ids:
        rows = (
            select(accounts.c.id).where(accounts.c.id.in_(ids)).order_by(accounts.c.id).with_for_update(key_share=True)
        )
        connection.execute(rows)


def owners_of(connection: Connection, item_ids: Iterable[int]) -> set[int]:
    """The accounts that these items belong to; an item never moves to another."""
    return set(connection.scalars(select(open_items.c.account_id).where(open_items.c.id.in_(list(item_ids)))))


def lock_items(connection: Connection, item_ids: Iterable[int]) -> dict[int, AppliableItem]:
    """Lock the accounts of these items; returns the items as they stand under that lock."""
    ids = sorted(set(item_ids))
    lock_accounts(connection, owners_of(connection, ids))
    c = open_items.c
    columns = select(c.id, c.account_id, c.entity, c.currency, c.original_minor, c.open_minor)
    return {row.id: AppliableItem(*row) for row in connection.execute(columns.where(c.id.in_(ids)))}


def apply_shares(
    connection: Connection, funds: Funds, shares: Sequence[Share], basis: Basis, occasion: Occasion
) -> None:
    """Move cash from ``funds`` to items of one or more accounts, which makes what is planned for them stale."""
    items = lock_items(connection, (share.item_id for share in shares))
    _check(funds, shares, items)
    by_account: dict[int, list[Share]] = defaultdict(list)
    for share in shares:
        by_account[items[share.item_id].account_id].append(share)
    supersede(connection, by_account, "payment_applied")
    for account_id, own in sorted(by_account.items()):
        entry = _entry(funds, account_id, own, basis, occasion)
        entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
        _add_rows(connection, funds.payment_id, entry_id, own, occasion)
        data = {"payment": funds.payment_id, "entry": entry_id, "shares": share_rows(own), "rule": basis.rule}
        journal.record(connection, "payment.applied", data, occasion, account_id=account_id)


def share_rows(shares: Iterable[Share]) -> list[list[int]]:
    """Shares as a journal or a decision keeps them: [item, cash, discount, write-off]."""
    return [[share.item_id, share.cash, share.discount, share.writeoff] for share in shares]


def _check(funds: Funds, shares: Sequence[Share], items: Mapping[int, AppliableItem]) -> None:
    """The money is checked again where it is stored, whatever the matching said (pair check)."""
    owners = [item.account_id for item in items.values()]
    if len({share.item_id for share in shares}) != len(shares):
        raise InvariantViolation(f"payment {funds.payment_id} names an item twice", accounts=owners)
    for share in shares:
        item = items.get(share.item_id)
        if item is None or (item.entity, item.currency) != (funds.entity, funds.currency):
            what = f"payment {funds.payment_id} and item {share.item_id} do not belong together"
            raise InvariantViolation(what, accounts=owners)
        if not item.takes(share):
            what = f"item {item.id} has {item.open} open and cannot take {share.settled}"
            raise InvariantViolation(what, accounts=[item.account_id])


def _entry(funds: Funds, account_id: int, shares: Sequence[Share], basis: Basis, occasion: Occasion) -> posting.Entry:
    totals = (
        (funds.ledger_account, sum(share.cash for share in shares)),
        (posting.DISCOUNTS, sum(share.discount for share in shares)),
        (posting.WRITE_OFFS, sum(share.writeoff for share in shares)),
    )
    debits = [posting.Posting(name, total, payment_id=funds.payment_id) for name, total in totals if total]
    credits = [
        posting.Posting(posting.RECEIVABLES, -share.settled, share.item_id, funds.payment_id) for share in shares
    ]
    return posting.Entry(
        entity=funds.entity,
        currency=funds.currency,
        kind="payment.applied",
        actor=occasion.actor,
        rule=basis.rule,
        evidence=basis.evidence,
        lines=(*debits, *credits),
        account_id=account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"{basis.evidence}:apply:{funds.payment_id}:{account_id}",
    )


def _add_rows(
    connection: Connection, payment_id: int, entry_id: int, shares: Iterable[Share], occasion: Occasion
) -> None:
    rows = [
        {
            "payment_id": payment_id,
            "open_item_id": share.item_id,
            "entry_id": entry_id,
            "cash_minor": share.cash,
            "discount_minor": share.discount,
            "writeoff_minor": share.writeoff,
            "actor": occasion.actor,
            "applied_at": occasion.at,
        }
        for share in shares
    ]
    connection.execute(insert(applications), rows)
