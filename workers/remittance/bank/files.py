"""A bank file of any format as proved statements: what it is, its content says. Pure; knows not what a line pays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from workers.errors import UserError
from workers.policy.bank_files import CsvProfile
from workers.remittance.bank.formats.bai2 import is_bai2, read_bai2
from workers.remittance.bank.formats.camt import is_camt, read_camt
from workers.remittance.bank.formats.csv_profile import find_profile, read_csv_profile
from workers.remittance.bank.formats.fields import Unreadable
from workers.remittance.bank.formats.mt940 import is_mt940, read_mt940
from workers.remittance.bank.formats.plain_csv import read_plain_csv
from workers.remittance.bank.proof import REMEDY, prove
from workers.remittance.bank.statement import Statement

MAX_BYTES = 200_000_000


def read_statements(file: Path, content: bytes, profiles: Mapping[str, CsvProfile]) -> list[Statement]:
    """Every statement of a file, each proved by its balances; raises `UserError` with file and line."""
    if len(content) > MAX_BYTES:
        raise UserError(
            f"{file}: the file is larger than {MAX_BYTES // 1_000_000} MB: ask the bank for shorter periods"
        )
    statements = _read(file, content, profiles)
    prove(file, statements)
    return statements


def _read(file: Path, content: bytes, profiles: Mapping[str, CsvProfile]) -> list[Statement]:
    if is_camt(content):
        return _placed(file, lambda: read_camt(content))
    text = _text(content)
    if is_bai2(text):
        return _placed(file, lambda: read_bai2(text))
    if is_mt940(text):
        return _placed(file, lambda: read_mt940(text))
    profile = find_profile(content, profiles)
    if profile is not None:
        return read_csv_profile(file, content, profiles[profile])
    return read_plain_csv(file, content)


def _placed(file: Path, read: Callable[[], list[Statement]]) -> list[Statement]:
    try:
        return read()
    except Unreadable as error:
        raise UserError(f"{file}:{error.place}: {error}\n{REMEDY}") from error


def _text(content: bytes) -> str:
    """Banks write UTF-8 or one of the Latin sets; the formats' own signs are the same in all of them."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
