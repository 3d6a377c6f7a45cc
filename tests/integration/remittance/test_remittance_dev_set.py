"""The shared development set, where it lies beside the project: no false application, and most without a person."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.remittance_score import DEV_SET, predict

pytestmark = pytest.mark.skipif(not DEV_SET.is_dir(), reason=f"{DEV_SET} is not there")


def test_the_development_set(tmp_path: Path) -> None:
    predictions, report = tmp_path / "predictions.jsonl", tmp_path / "report.json"
    predictions.write_bytes(predict(DEV_SET, jobs=2))
    score = [sys.executable, str(DEV_SET / "score.py"), str(DEV_SET / "truth"), str(predictions), "--quiet"]
    subprocess.run([*score, "--json", str(report)], check=True)
    found = json.loads(report.read_text())["all"]
    assert found["false_application"]["documents"] == 0
    assert found["straight_through"]["rate"] >= 95
    assert found["lines"]["f1"] >= 98
    assert found["exceptions"]["kind_accuracy_lenient"] >= 90
