"""What must hold in `bank_files` of robot.yaml: the banks' CSV profiles, and the fee for what came back.

Every finding has a stable rule id.
"""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.bank_files import CsvProfile, ReturnFee
from workers.policy.lint.finding import Finding, Path, currencies, no_currency, once
from workers.policy.robot import RobotPolicy
from workers.receivables.currencies import is_currency


def lint_bank_files(robot: RobotPolicy) -> Iterator[Finding]:
    """Profiles without an amount or a currency, two that would both fit the same header, and fees that are none."""
    if robot.bank_files.return_fee is not None:
        yield from _lint_return_fee(robot.bank_files.return_fee)
    profiles = robot.bank_files.csv_profiles
    headers: dict[frozenset[str], str] = {}
    for name, profile in profiles.items():
        path = ("bank_files", "csv_profiles", name)
        yield from _lint_profile(path, profile)
        header = frozenset(column.casefold() for column in profile.columns.named)
        if header in headers:
            message = f"the profiles {headers[header]} and {name} name the same columns"
            yield Finding("csv-profile-twins", path, message, "a file is told by its header: keep one of them")
        headers.setdefault(header, name)


def _lint_return_fee(fee: ReturnFee) -> Iterator[Finding]:
    path = ("bank_files", "return_fee")
    yield from currencies((*path, "amount"), fee.amount)
    yield from once("return-fee-reason", (*path, "reasons"), fee.reasons)
    if not any(fee.amount.values()):
        yield Finding("empty-return-fee", (*path, "amount"), "this fee names no amount", "remove return_fee")


def _lint_profile(path: Path, profile: CsvProfile) -> Iterator[Finding]:
    columns = profile.columns
    if bool(columns.amount) == bool(columns.credit and columns.debit):
        hint = "name the column 'amount', or both 'credit' and 'debit'"
        yield Finding("csv-profile-amount", (*path, "columns"), "the amount must stand in one place", hint)
    if columns.sign and not columns.amount:
        yield Finding("csv-profile-sign", (*path, "columns", "sign"), "a sign belongs to the column 'amount'")
    if not columns.currency and profile.currency is None:
        hint = "name the column, or write the currency of the account"
        yield Finding("csv-profile-currency", path, "the currency is neither a column nor fixed", hint)
    if profile.currency is not None and not is_currency(profile.currency):
        yield no_currency((*path, "currency"), profile.currency)
    parts = [part for part in ("DD", "MM", "YY") if part in profile.date_format]
    if len(parts) < 3:
        yield Finding("csv-profile-date", (*path, "date_format"), f"{profile.date_format} names no day of a year")
