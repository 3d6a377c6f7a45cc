"""A bank statement as values: whatever the format, one account, its balances and its lines. Pure; reads nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Format = Literal["csv", "camt.053", "camt.054", "mt940", "bai2"]
# A return is money of ours that went back; an undone debit is money that the bank gave back to us.
Nature = Literal["payment", "return", "undone_debit"]


@dataclass(frozen=True, slots=True)
class PaidDocument:
    """A document that the payer named beside its amount, in fields of the bank's format."""

    number: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement; a positive amount was received. Amounts are minor units.

    ``entry`` is the bank's own number of the booking and ``entry_amount`` its total, where a booking has several lines;
    ``misfits`` are the transactions that the bank tells of a booking and that do not make its total.
    """

    booked_on: date
    amount: int
    currency: str
    reference: str
    payer: str
    bank_id: str = ""
    value_on: date | None = None
    end_to_end: str = ""
    payer_account: str = ""
    structured: tuple[str, ...] = ()
    documents: tuple[PaidDocument, ...] = ()
    type_code: str = ""
    nature: Nature = "payment"
    return_reason: str = ""
    charges: int = 0
    entry: str = ""
    entry_amount: int = 0
    place: int = 0
    misfits: tuple[StatementLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """What the bank says stood on the account, and where in the file it says so."""

    amount: int
    on: date | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines of one account as one file, or one page of it, tells them; a notification has no balances.

    ``goes_on`` where the bank cut a statement into pages and this is not the last.
    """

    format: Format
    lines: tuple[StatementLine, ...]
    account: str = ""
    currency: str = ""
    number: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    goes_on: bool = False

    @property
    def moves(self) -> int:
        """By how much the lines change the balance."""
        return sum(line.amount for line in self.lines)


def fingerprints(entity: str, lines: Sequence[StatementLine], account: str = "") -> Iterator[str]:
    """What tells each line from every other: the bank's id or else its content, and which of its twins it is.

    Banks repeat ids and customers pay the same amount twice a day, so twins are counted and never dropped. The format
    is no part of it: a notification and the statement of the same day bring the same line once.
    """
    seen: Counter[str] = Counter()
    for line in lines:
        content = line.bank_id or "\x1f".join((line.reference, line.payer, *_more(line)))
        money = (entity, line.booked_on.isoformat(), str(line.amount), line.currency)
        own = (account,) if account else ()
        identity = "\x1e".join((*own, *money, "id" if line.bank_id else "content", content))
        seen[identity] += 1
        yield hashlib.sha256(f"{identity}\x1e{seen[identity]}".encode()).hexdigest()


def _more(line: StatementLine) -> tuple[str, ...]:
    return tuple(part for part in (line.end_to_end, *line.structured) if part)
