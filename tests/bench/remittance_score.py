"""Prints the scorer's table for the development set of remittance advices, judged on the mails.

    python -m tests.bench.remittance_score [FOLDER] [--jobs N]

FOLDER is a set with eml/, truth/, book/ and score.py (default: ../shared/remittance-dev).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson

from tests.bench.csv_book import CsvBook
from workers.policy.cash_application import CashApplicationPolicy
from workers.remittance.report import read_files

DEV_SET = Path(__file__).resolve().parents[3] / "shared" / "remittance-dev"
POLICY = CashApplicationPolicy(
    authserv_id="mx.brightwater-components.example", own_domain="brightwater-components.example"
)


def predict(folder: Path, jobs: int, policy: CashApplicationPolicy = POLICY) -> bytes:
    """JSON lines, one per mail of the set."""
    paths = sorted((folder / "eml").glob("*.eml"))
    book = CsvBook.load(folder / "book" / "open_items.csv")
    return b"".join(orjson.dumps(o) + b"\n" for o in read_files(paths, book, policy, date(2026, 11, 30), jobs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=DEV_SET)
    parser.add_argument("--ocr", choices=("off", "suggest", "apply"), default=POLICY.ocr)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as predictions:
        predictions.write(predict(arguments.folder, arguments.jobs, replace(POLICY, ocr=arguments.ocr)))
        predictions.flush()
        score = [sys.executable, str(DEV_SET / "score.py"), str(arguments.folder / "truth"), predictions.name, "--list"]
        sys.exit(subprocess.run(score, check=False).returncode)


if __name__ == "__main__":
    main()
