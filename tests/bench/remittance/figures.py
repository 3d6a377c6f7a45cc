"""The committed straight-through figures that the gate holds: written by ``--record``, read by the test."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.remittance.judged import Result
from tests.bench.remittance.scoring import Json

_FILE = Path(__file__).with_name("figures.json")


def recorded() -> dict[str, Json]:
    """Name of the run -> seed, documents and figures."""
    content: dict[str, Json] = json.loads(_FILE.read_text(encoding="utf-8")) if _FILE.exists() else {}
    return content


def record(name: str, seed: int, result: Result) -> None:
    figures = recorded() | {name: {"seed": seed} | result.total.as_json()}
    _FILE.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
