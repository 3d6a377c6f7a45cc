"""The record of a day's run can be kept as JSON: it counts decisions by name."""

from __future__ import annotations

import json
from collections import Counter

from workers.dunning.recorder import RunResult
from workers.escalation.run import EscalationResult


def test_a_dunning_run_with_decisions_is_kept() -> None:
    result = RunResult(accounts=2, notices=1, messages=2, decisions=Counter({"NoticeDue": 1, "Wait": 1}))
    kept = json.loads(json.dumps(result.as_json()))
    assert (kept["accounts"], kept["notices"], kept["messages"]) == (2, 1, 2)
    assert kept["decisions"] == {"NoticeDue": 1, "Wait": 1}


def test_an_escalation_run_with_missed_preconditions_is_kept() -> None:
    result = EscalationResult(looked_at=3, missed=Counter({"final_notice_old_enough": 2}))
    assert json.loads(json.dumps(result.as_json()))["missed"] == {"final_notice_old_enough": 2}
