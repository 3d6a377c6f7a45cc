"""May this mail be answered: each reason against it, and the texts of what is switched on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from workers.inbox.rules.answering import AskerFacts, why_no_answer
from workers.policy.answers import Answers
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.rendering import Renderer
from workers.rendering.courtesy_check import check_courtesies

ROOT = Path(__file__).parents[3]
ALLOWED = Answers(acknowledge=("promise", "dispute"), per_thread=2, per_contact=3)
KNOWN = AskerFacts(
    dmarc="pass", forwarded=False, replies_elsewhere=False, known=True, barred="", mode="live", approved=False
)


@pytest.fixture
def policy() -> PolicySet:
    shipped = check_policy(ROOT / "config").usable()
    return replace(shipped, robot=replace(shipped.robot, answers=ALLOWED))


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"mode": "approve", "approved": True}, ""),
        ({"in_thread": 1, "to_contact": 2}, ""),
        ({"dmarc": ""}, "dmarc=absent"),
        ({"dmarc": "none"}, "dmarc=none"),
        ({"dmarc": "fail"}, "dmarc=fail"),
        ({"forwarded": True}, "forwarded"),
        ({"replies_elsewhere": True}, "another address"),
        ({"known": False}, "no contact"),
        ({"barred": "stop: attorney"}, "stop: attorney"),
        ({"mode": "shadow", "approved": True}, "does not speak"),
        ({"mode": "approve"}, "does not speak"),
        ({"told_before": True}, "answered before"),
        ({"in_thread": 2}, "has had 2 answers"),
        ({"to_contact": 3}, "has had 3 answers in 7 days"),
    ],
)
def test_each_rule_speaks_for_itself(changes: dict[str, object], reason: str) -> None:
    said = why_no_answer(replace(KNOWN, **changes), ALLOWED)  # type: ignore[arg-type]
    assert reason in said
    assert bool(said) == bool(reason)


def test_the_shipped_texts_are_whole(policy: PolicySet, templates: Path) -> None:
    assert list(check_courtesies(policy, Renderer(templates), templates)) == []


@pytest.mark.parametrize("answer", ["invoice_copies", "statement", "noted_promise", "noted_dispute"])
def test_a_missing_text_is_found_before_it_runs(policy: PolicySet, templates: Path, answer: str) -> None:
    (templates / "reply" / answer / "de" / "subject.txt").unlink()
    (found,) = check_courtesies(policy, Renderer(templates), templates)
    assert f"reply/{answer}/de/subject.txt" in str(found)
    off = replace(policy, robot=replace(policy.robot, answers=None))
    assert list(check_courtesies(off, Renderer(templates), templates)) == []
