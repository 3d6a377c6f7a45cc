"""What of an account may be given up, and why: the first criterion that its items meet. Pure; a person decides."""

from __future__ import annotations

from dataclasses import dataclass

from workers.policy.write_off import Criterion, WriteOffPolicy


@dataclass(frozen=True, slots=True)
class HopelessItem:
    """An open invoice that nothing stands in the way of; ``close_code``: how an agency closed it, if one did."""

    id: int
    document_number: str
    open: int
    days_overdue: int
    close_code: str = ""


@dataclass(frozen=True, slots=True)
class HopelessAccount:
    """One account in one currency: what is open and overdue of it, and all that was tried. Minor units."""

    account_id: int
    entity: str
    currency: str
    items: tuple[HopelessItem, ...]
    balance: int
    contacts: int = 0
    written: int = 0
    stops: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WriteOffDue:
    """What is proposed: these items, for this reason of write_off.yaml."""

    reason: str
    items: tuple[HopelessItem, ...]

    @property
    def amount(self) -> int:
        return sum(item.open for item in self.items)


def evaluate_write_off(account: HopelessAccount, policy: WriteOffPolicy) -> WriteOffDue | None:
    """The items that meet the first criterion which any of them meets; None where none does.

    >>> policy = WriteOffPolicy((Criterion("aged", days_overdue=366),))
    >>> old, young = HopelessItem(1, "INV-1", 100, 400), HopelessItem(2, "INV-2", 100, 90)
    >>> evaluate_write_off(HopelessAccount(1, "main", "EUR", (old, young), 200), policy).items == (old,)
    True
    """
    for criterion in policy.criteria:
        if _is_met(account, criterion, policy):
            items = tuple(item for item in account.items if _fits(item, criterion))
            if items:
                return WriteOffDue(criterion.reason, items)
    return None


def _is_met(account: HopelessAccount, criterion: Criterion, policy: WriteOffPolicy) -> bool:
    if criterion.balance_up_to is not None:
        most = criterion.balance_up_to.get(account.currency)
        if most is None or account.balance > most:
            return False
    if criterion.stops and not account.stops.intersection(criterion.stops):
        return False
    if not criterion.documented:
        return True
    effort = policy.effort_for(account.balance, account.currency)
    return account.contacts >= effort.contacts and account.written >= effort.written


def _fits(item: HopelessItem, criterion: Criterion) -> bool:
    coded = not criterion.close_codes or item.close_code in criterion.close_codes
    return coded and item.days_overdue >= criterion.days_overdue
