"""A thousand labelled replies: what the robot acts on is right, and no stop is missed."""

from __future__ import annotations

from functools import cache

import pytest

from tests.bench.triage.labelled import SHARES, cores, labelled
from tests.bench.triage.scoring import Score, score, table
from tests.phrases import PHRASES


@cache
def scored(part: str) -> Score:
    return score(labelled(part), PHRASES)


def test_there_are_a_thousand_mails_of_enough_hand_written_texts() -> None:
    assert sum(SHARES.values()) == 1_000
    assert len({core.text for part in SHARES for core in cores(part)}) >= 600
    assert {core.language for part in SHARES for core in cores(part)} == {"en", "de", "fr", "es"}


def test_each_class_is_right_in_99_of_100_verdicts_on_the_tuned_part() -> None:
    total = scored("tuned")
    shares = {name: right / given for name, (right, given) in total.precision().items()}
    assert min(shares.values()) >= 0.99, f"{shares}\n{table(total)}\n{total.wrong}"
    assert total.decided() >= 0.90


def test_verdicts_on_what_nobody_tuned_on_are_right_in_98_of_100() -> None:
    total = scored("kept_out")
    right, given = (sum(column) for column in zip(*total.precision().values(), strict=True))
    assert right / given >= 0.98, table(total)
    assert total.decided() >= 0.85


@pytest.mark.parametrize(("part", "least"), [("tuned", 1.0), ("kept_out", 0.97)])
def test_no_stop_is_missed(part: str, least: float) -> None:
    total = scored(part)
    assert total.stops >= 60
    assert total.stop_recall() >= least, total.missed_stops
