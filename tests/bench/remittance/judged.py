"""Lets the product judge a set, and scores it per family."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench.csv_book import CsvBook
from tests.bench.remittance.mail import OUR_DOMAIN
from tests.bench.remittance.scoring import Json, Tally, is_clean, score
from workers.policy.cash_application import CashApplicationPolicy
from workers.remittance.report import read_files

POLICY = CashApplicationPolicy(authserv_id=f"mx.{OUR_DOMAIN}", own_domain=OUR_DOMAIN)


@dataclass(frozen=True, slots=True)
class Finding:
    """A document that came out wrong: what was wanted, what came."""

    document: str
    scenario: str
    is_false: bool
    wanted: str
    got: str

    def __str__(self) -> str:
        flag = "FALSE APPLICATION " if self.is_false else ""
        return f"{flag}{self.document} ({self.scenario}): wanted {self.wanted}, got {self.got}"


def judge(folder: Path, jobs: int) -> Iterator[tuple[Json, Json]]:
    """Truth and prediction of every mail, in the order of the mailbox."""
    paths = sorted((folder / "eml").glob("*.eml"))
    book = CsvBook.load(folder / "book" / "open_items.csv")
    for prediction in read_files(paths, book, POLICY, date(2026, 11, 30), jobs):
        truth_file = folder / "truth" / f"{Path(prediction['file']).stem}.json"
        yield json.loads(truth_file.read_text(encoding="utf-8")), prediction


class Result:
    """Tallies per family, the sum, and what went wrong."""

    def __init__(self) -> None:
        self.families: dict[str, Tally] = defaultdict(Tally)
        self.total = Tally()
        self.findings: list[Finding] = []

    def add(self, truth: Json, prediction: Json) -> None:
        counts = score(truth, prediction)
        self.families[truth["layout"]].add(counts)
        self.total.add(counts)
        if not is_clean(counts):
            expected = truth["expected"]
            wanted = f"{expected['exception_kind'] or 'apply'}, {counts['lines']} lines"
            lines = f"{counts['lines_right']} of {counts['lines_read']} lines right"
            got = f"{prediction['exception_kind'] or 'apply'}, {lines} [{prediction['why'][:110]}]"
            finding = Finding(truth["eml"], truth["scenario"], bool(counts["false"]), wanted, got)
            self.findings.append(finding)

    def as_json(self) -> Json:
        families = {name: tally.as_json() for name, tally in sorted(self.families.items())}
        return {"all": self.total.as_json(), "families": families}
