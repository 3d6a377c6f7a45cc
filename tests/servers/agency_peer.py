"""A collection agency as the other side of the protocol: reads our folder, keeps its own books, answers by files.

Written from docs/agency-protocol.md alone: it uses nothing of the product. Its files are complete or absent, as any
good transfer leaves them; `Courier` is the bad one that loses, delays, repeats and reorders.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = (
    "version", "record", "id", "batch", "agency", "date", "placement", "document_number", "currency", "amount_minor",
    "received_on", "commission_minor", "mode", "remittance", "code", "text", "records",
)  # fmt: skip


@dataclass(slots=True)
class Claim:
    """One invoice as the agency has it: what is open, what it collected, and whether it works on it."""

    placement: str
    document: str
    currency: str
    open: int
    worked: bool = True
    collected: int = 0
    paid_to_creditor: int = 0


@dataclass(slots=True)
class AgencyPeer:
    """``outbox`` is the folder where our files lie for it; it writes its own to ``inbox``, or keeps them (``laid``)."""

    name: str
    outbox: Path
    today: str = "2026-11-22"
    form: str = "csv"
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    batches: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    records: dict[str, Mapping[str, str]] = field(default_factory=dict)
    placed_twice: int = 0
    commission_owed: int = 0
    _made: int = 0

    def read(self) -> list[str]:
        """Work off what lies there; returns the batches that are new. A record counts once, by its number."""
        fresh = []
        for path in sorted(self.outbox.glob("CB-*")):
            rows = rows_of(path)
            *records, trailer = rows
            total = sum(int(row["amount_minor"]) for row in records)
            assert (int(trailer["records"]), int(trailer["amount_minor"])) == (len(records), total), path.name
            if trailer["batch"] not in self.batches:
                fresh.append(trailer["batch"])
            self.batches[trailer["batch"]] = (len(records), total, trailer["currency"])
            for row in records:
                if row["id"] not in self.records:
                    self.records[row["id"]] = row
                    self._take(row)
        return fresh

    def _take(self, row: Mapping[str, str]) -> None:
        key, amount = (row["placement"], row.get("document_number", "")), int(row["amount_minor"])
        match row["record"]:
            case "place":
                self.placed_twice += key in self.claims
                self.claims[key] = Claim(*key, row["currency"], amount)
            case "direct_payment":
                self.claims[key].open -= amount
                self.claims[key].paid_to_creditor += amount
                self.commission_owed += int(row["commission_minor"])
            case "balance_update":
                self.claims[key].open = amount
            case "recall":
                self.claims[key].worked = False
            case "close_request":
                for claim in self.claims.values():
                    claim.worked &= claim.placement != row["placement"]
            case "note":
                pass
            case other:
                raise AssertionError(f"unknown record {other}")

    def acknowledge(self, batch: str) -> dict[str, str]:
        """We have it: so many records, so much money."""
        records, amount, currency = self.batches[batch]
        money = {"currency": currency, "amount_minor": f"{amount}"}
        return self._record("acknowledge", batch=batch, records=f"{records}", **money)

    def demand(self, placement: str, on: str) -> dict[str, str]:
        """We wrote to the debtor on that day."""
        return self._record("note", placement=placement, code="DEMAND", date=on)

    def remit(self, claim: Claim, amount: int, commission: int, transfer: str, mode: str = "net") -> dict[str, str]:
        """The debtor paid us: the transfer brings it to you."""
        claim.collected += amount
        claim.open -= amount
        return self._record(
            "remittance",
            placement=claim.placement,
            document_number=claim.document,
            currency=claim.currency,
            amount_minor=f"{amount}",
            commission_minor=f"{commission}",
            mode=mode,
            remittance=transfer,
            received_on=self.today,
        )

    def give_back(self, claim: Claim, text: str, code: str = "", amount: int | None = None) -> dict[str, str]:
        """The debtor disputes it: it is yours again."""
        claim.worked = False
        told = {} if amount is None else {"amount_minor": f"{amount}"}
        where = {"placement": claim.placement, "document_number": claim.document, "currency": claim.currency}
        return self._record("dispute", code=code, text=text, **where, **told)

    def close(self, placement: str, code: str, text: str = "") -> dict[str, str]:
        """We stop working on it."""
        for claim in self.claims.values():
            claim.worked &= claim.placement != placement
        return self._record("close", placement=placement, code=code, text=text)

    def file(self, records: Iterable[Mapping[str, str]]) -> tuple[str, bytes]:
        """A complete file with its control totals: its name and its bytes."""
        rows = [dict(record) for record in records]
        totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in rows:
            totals[row.get("currency", "")][0] += 1
            totals[row.get("currency", "")][1] += int(row.get("amount_minor") or 0)
        for currency, (count, amount) in sorted(totals.items()):
            told = {"currency": currency, "records": f"{count}", "amount_minor": f"{amount}"}
            rows.append(self._record("trailer", **told))
        self._made += 1
        text = "".join(f"{json.dumps(row)}\n" for row in rows) if self.form == "jsonl" else _csv(rows)
        return f"{self.name}-{self._made:04}.{self.form}", text.encode()

    def _record(self, kind: str, **cells: str) -> dict[str, str]:
        self._made += 1
        head = {"version": "1", "record": kind, "id": f"{self.name}-{self._made}", "agency": self.name}
        return {**head, "date": self.today, **cells}


def lay_down(folder: Path, name: str, content: bytes) -> Path:
    """Put a file into a folder so that it is there complete or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    hidden, target = folder / f".{name}.part", folder / name
    with hidden.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    hidden.rename(target)
    return target


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file of either side."""
    if path.suffix == ".jsonl":
        lines = path.read_text(encoding="utf-8").splitlines()
        return [{name: str(cell) for name, cell in json.loads(line).items()} for line in lines]
    with path.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def _csv(rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
