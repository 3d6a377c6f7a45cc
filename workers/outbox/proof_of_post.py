"""Proof of post: what a mail house says became of our letters, brought back to the messages they were.

A CSV with ``letter_id`` (of the manifest), ``reference`` (such as a registered mail's number) and, optionally,
``posted_on``. The same file twice changes nothing; a file with a wrong line changes nothing at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from workers.channels.base import key_digest
from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.journal import JournalEntry
from workers.ledger.outgoing.letters import SentLetter, find_letters, set_reference
from workers.receivables.occasion import Occasion

_REQUIRED = ("letter_id", "reference")
_KNOWN = (*_REQUIRED, "posted_on")


@dataclass(frozen=True, slots=True)
class Proof:
    """One line: which letter, under which reference it was posted, and when."""

    line: int
    letter_id: str
    reference: str
    posted_on: date | None


def read_proofs(file: Path) -> list[Proof]:
    """The lines of a file; raises `UserError` that names every line that cannot be used."""
    try:
        return _lines(file, csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{file}: cannot be read: {error}") from error


def _lines(file: Path, reader: csv.DictReader[str]) -> list[Proof]:
    missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise UserError(f"{file}:1: the column {missing[0]} is missing; known are {', '.join(_KNOWN)}")
    proofs, wrong = [], []
    for number, row in enumerate(reader, start=2):
        try:
            proofs.append(_proof(number, row))
        except ValueError as error:
            wrong.append(f"{file}:{number}: {error}")
    _refuse(wrong)
    return proofs


def record_proofs(connection: Connection, file: Path, proofs: Sequence[Proof], occasion: Occasion) -> dict[str, int]:
    """Give each letter its reference and its line in the journal; returns counts: rows, recorded, known."""
    letters = find_letters(connection, [proof.letter_id for proof in proofs])
    first = {proof.letter_id: proof for proof in reversed(proofs)}
    _refuse([f"{file}:{p.line}: {why}" for p in proofs if (why := _why_not(p, letters) or _denied(p, first))])
    fresh = {p.letter_id: p for p in proofs if letters[p.letter_id].reference != p.reference}
    journal.append(connection, [_entry(letters[proof.letter_id], proof, occasion) for proof in fresh.values()])
    for proof in fresh.values():
        set_reference(connection, letters[proof.letter_id].id, proof.reference)
    return {"rows": len(proofs), "recorded": len(fresh), "known": len(proofs) - len(fresh)}


def _proof(line: int, row: Mapping[str, str | None]) -> Proof:
    cells = {name: (row.get(name) or "").strip() for name in _KNOWN}
    for name in _REQUIRED:
        if not cells[name]:
            raise ValueError(f"{name} is empty")
    on = cells["posted_on"]
    return Proof(line, cells["letter_id"], cells["reference"], date.fromisoformat(on) if on else None)


def _why_not(proof: Proof, letters: Mapping[str, SentLetter]) -> str:
    letter = letters.get(proof.letter_id)
    if letter is None:
        return f"we sent no letter {proof.letter_id}"
    is_file = letter.reference.endswith(f"{key_digest(proof.letter_id)}.pdf")
    if not is_file and letter.reference != proof.reference:
        return f"letter {proof.letter_id} was posted as {letter.reference}, not as {proof.reference}"
    return ""


def _denied(proof: Proof, first: Mapping[str, Proof]) -> str:
    earlier = first[proof.letter_id]
    if earlier.reference == proof.reference:
        return ""
    return f"letter {proof.letter_id} was posted as {earlier.reference} on line {earlier.line}"


def _entry(letter: SentLetter, proof: Proof, occasion: Occasion) -> JournalEntry:
    data = {"message": letter.id, "key": proof.letter_id, "reference": proof.reference, "posted_on": proof.posted_on}
    return JournalEntry(
        "letter.posted", occasion.actor, occasion.at, occasion.business_date, data, letter.account_id, "outbox",
        occasion.policy_hash,
    )  # fmt: skip


def _refuse(wrong: Sequence[str]) -> None:
    if wrong:
        raise UserError("\n".join(wrong))
