"""The send gate for courtesies (statements, thanks, answers, mails about arrangements): no figure of a notice is asked
for, so only stops, what they tell of, contact and timing count.

Pure. What became wrong is cancelled, what is only untimely waits; caps and windows are those of dunning. An answer is
never untimely: somebody waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workers.outbox.rules.send_gate import Cancel, Defer, GateFacts, Judgement, Send, in_time
from workers.policy.robot import ContactRules

# After that it is judged again.
_ANSWER_KEEPS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CourtesyGate:
    """What speaks against a courtesy: ``wrong`` for good, a pause for as many days. ``reachable``: by e-mail, now.

    ``was_asked_for``: it is an answer.
    """

    gate: GateFacts
    wrong: str
    reachable: bool
    paused_days: int = 0
    was_asked_for: bool = False


def judge_courtesy(facts: CourtesyGate, rules: ContactRules, now: datetime) -> Judgement:
    """The first rule that speaks decides: stop, what it is about, contact, pause; then feeds, cap and window."""
    if facts.wrong:
        return Cancel(facts.wrong)
    if not facts.reachable:
        return Cancel("the contact can no longer be reached there")
    if facts.gate.recipient != facts.gate.recipient_now:
        return Cancel("the contact's address changed")
    if facts.was_asked_for:
        return Send(now + _ANSWER_KEEPS)
    if facts.paused_days:
        return Defer(now + timedelta(days=facts.paused_days), "pause")
    return in_time(facts.gate, rules, now)
