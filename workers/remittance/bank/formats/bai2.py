"""BAI2, the cash management format of North American banks: strict, with every control total checked. Pure.

Records 01/02/03/16/88/49/98/99. A file whose totals or counts disagree was cut or changed on its way and is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from workers.remittance.bank.formats.bai2_codes import CLOSING, OPENING, is_credit, is_detail, is_return
from workers.remittance.bank.formats.bai2_records import (
    Record,
    after_funds,
    at,
    code_of,
    currency_of,
    number_of,
    records,
    summaries,
)
from workers.remittance.bank.formats.fields import MAX_TEXT, Unreadable, day_of, given
from workers.remittance.bank.statement import Balance, Statement, StatementLine

_PAYER = re.compile(
    r"\b(?:ORIG CO NAME|ORIGINATOR|ORIG|ORG|B/O)\s*[:=]\s*(.+?)(?=\s{2,}|\s+[A-Z]+(?: [A-Z]+)?[:=]|[;,]|$)"
)


@dataclass(slots=True)
class _Totals:
    """What an account, a group or a file adds up to so far."""

    amount: int = 0
    records: int = 0
    parts: int = 0


@dataclass(slots=True)
class _Account:
    """An account that is being read."""

    number: str
    currency: str
    opening: Balance | None = None
    closing: Balance | None = None
    lines: list[StatementLine] = field(default_factory=list)
    totals: _Totals = field(default_factory=_Totals)


def is_bai2(text: str) -> bool:
    """Whether a text begins as a BAI2 file does."""
    return text.lstrip("\ufeff \r\n").startswith("01,")


def read_bai2(text: str) -> list[Statement]:
    """All accounts of a file; raises `Unreadable`."""
    reader = _Reader()
    for record in records(text):
        reader.take(record)
    return reader.finish()


class _Reader:
    """Takes records in their order and checks what each trailer says."""

    def __init__(self) -> None:
        self._statements: list[Statement] = []
        self._file = _Totals()
        self._group: _Totals | None = None
        self._account: _Account | None = None
        self._as_of = date.min
        self._currency = "USD"
        self._place = 1
        self._ended = False

    def take(self, record: Record) -> None:
        self._place = record.place
        if self._ended:
            raise Unreadable(record.place, "there is a record after the file trailer (99)")
        match record.kind:
            case "01":
                self._file.records = record.size
            case "02":
                self._open_group(record)
            case "03":
                self._open_account(record)
            case "16":
                self._transaction(record)
            case "49":
                self._close_account(record)
            case "98":
                self._close_group(record)
            case _:
                self._close_file(record)

    def finish(self) -> list[Statement]:
        if not self._ended:
            raise Unreadable(self._place, "the file ends without its trailer (99): it was cut off")
        return self._statements

    def _open_group(self, record: Record) -> None:
        if self._group is not None:
            raise Unreadable(record.place, "a group (02) begins before the one before it ended (98)")
        status = at(record, 3)
        if status != "1":
            raise Unreadable(record.place, f"the group's status is {status or 'empty'}: only updates (1) are imported")
        self._as_of = day_of(at(record, 4), "%y%m%d", record.place)
        self._currency = currency_of(at(record, 6) or "USD", record.place)
        self._group = _Totals(records=record.size)

    def _open_account(self, record: Record) -> None:
        if self._group is None or self._account is not None:
            raise Unreadable(record.place, "an account (03) stands outside a group, or inside another account")
        account = _Account(at(record, 1), currency_of(at(record, 2) or self._currency, record.place))
        account.totals.records = record.size
        for code, amount in summaries(record):
            if amount is None:
                continue
            account.totals.amount += amount
            if code == OPENING:
                account.opening = Balance(amount, self._as_of, record.place)
            elif code == CLOSING:
                account.closing = Balance(amount, self._as_of, record.place)
        self._account = account

    def _transaction(self, record: Record) -> None:
        account = self._account
        if account is None:
            raise Unreadable(record.place, "a transaction (16) stands outside an account")
        code, amount = code_of(at(record, 1), record.place), number_of(at(record, 2), record.place)
        account.totals.amount += amount
        account.totals.records += record.size
        if code == 890:
            return  # says something, and moves nothing
        if not is_detail(code):
            raise Unreadable(record.place, f"{code} is no type code of a transaction")
        if amount <= 0:
            raise Unreadable(record.place, "a transaction's amount is not above zero")
        account.lines.append(self._line(record, account, code, amount))

    def _line(self, record: Record, account: _Account, code: int, amount: int) -> StatementLine:
        after = after_funds(record, 3)
        credit = is_credit(code)
        return StatementLine(
            booked_on=self._as_of,
            amount=amount if credit else -amount,
            currency=account.currency,
            reference=" ".join(part for part in (given(at(record, after + 1)), record.text) if part)[:MAX_TEXT],
            payer=_payer(record.text),
            bank_id=given(at(record, after)),
            type_code=f"{code:03d}",
            nature=("undone_debit" if credit else "return") if is_return(code) else "payment",
            place=record.place,
        )

    def _close_account(self, record: Record) -> None:
        account, group = self._account, self._group
        if account is None or group is None:
            raise Unreadable(record.place, "an account trailer (49) without its account")
        account.totals.records += record.size
        _check(record, "account", account.totals, (("records", 2, account.totals.records),))
        number = f"{self._as_of:%Y%m%d}"
        statement = Statement(
            "bai2", tuple(account.lines), account.number, account.currency, number, account.opening, account.closing
        )
        trailer = replace(account.closing, place=record.place) if account.closing else None
        self._statements.append(replace(statement, closing=trailer))
        group.amount += account.totals.amount
        group.records += account.totals.records
        group.parts += 1
        self._account = None

    def _close_group(self, record: Record) -> None:
        if self._group is None or self._account is not None:
            raise Unreadable(record.place, "a group trailer (98) without its group, or before its account ended (49)")
        group = self._group
        group.records += record.size
        _check(record, "group", group, (("accounts", 2, group.parts), ("records", 3, group.records)))
        self._file.amount += group.amount
        self._file.records += group.records
        self._file.parts += 1
        self._group = None

    def _close_file(self, record: Record) -> None:
        if self._group is not None:
            raise Unreadable(record.place, "the file trailer (99) stands before the group ended (98)")
        self._file.records += record.size
        _check(record, "file", self._file, (("groups", 2, self._file.parts), ("records", 3, self._file.records)))
        self._ended = True


def _payer(text: str) -> str:
    """Who paid, where the bank marks the name in its text."""
    found = _PAYER.search(text)
    return given(found.group(1)) if found else ""


def _check(record: Record, what: str, totals: _Totals, counts: tuple[tuple[str, int, int], ...]) -> None:
    said = number_of(at(record, 1), record.place)
    if said != totals.amount:
        raise Unreadable(
            record.place, f"the control total of the {what} is {said}, but its amounts make {totals.amount}"
        )
    for name, index, counted in counts:
        if number_of(at(record, index), record.place) != counted:
            raise Unreadable(record.place, f"the {what} should hold {at(record, index)} {name}, but holds {counted}")
