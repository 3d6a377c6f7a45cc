"""The order of calls: amount, lateness, broken promises and risk raise it, and effort lowers it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from workers.exception_queue.rules.call_score import CallFacts, score_call
from workers.policy.call_tasks import CallTasks

WEIGHTS = CallTasks(currency_percent={"JPY": 1}, risk_percent={"key": 50})
CALL = CallFacts(1_000, "EUR", 40, 0, 0, "trade")


def test_amount_lateness_promises_and_risk_multiply_and_effort_is_taken_off() -> None:
    assert score_call(CALL, WEIGHTS) == 1_800 - 25
    assert score_call(replace(CALL, broken_promises=2), WEIGHTS) == 3_600 - 25
    assert score_call(replace(CALL, segment="key"), WEIGHTS) == 900 - 25
    assert score_call(replace(CALL, currency="JPY", amount=100_000), WEIGHTS) == 1_800 - 25
    assert score_call(replace(CALL, calls_made=2), WEIGHTS) == 1_800 - 75


@given(
    st.builds(
        CallFacts,
        amount=st.integers(0, 10**9),
        currency=st.sampled_from(["EUR", "JPY"]),
        days_late=st.integers(-10, 2_000),
        broken_promises=st.integers(0, 20),
        calls_made=st.integers(0, 7),
        segment=st.sampled_from(["trade", "key"]),
    )
)
def test_more_debt_more_delay_and_more_broken_promises_never_lower_the_score(facts: CallFacts) -> None:
    before = score_call(facts, WEIGHTS)
    assert score_call(replace(facts, amount=facts.amount + 500), WEIGHTS) >= before
    assert score_call(replace(facts, days_late=facts.days_late + 9), WEIGHTS) >= before
    assert score_call(replace(facts, broken_promises=facts.broken_promises + 1), WEIGHTS) >= before
    assert score_call(replace(facts, calls_made=facts.calls_made + 1), WEIGHTS) == before - 25
