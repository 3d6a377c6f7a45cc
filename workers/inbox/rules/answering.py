"""May the robot answer this mail itself? A pure function of who wrote it, whose account it is, and what went before.

Something of a customer's is disclosed: only to somebody whom the receiving server vouches for and whom we know there.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.policy.answers import Answers
from workers.policy.robot import Mode


@dataclass(frozen=True, slots=True)
class AskerFacts:
    """All the rule may see.

    ``dmarc`` is the result of our own server; ``known``: the writer's address is a contact's of the account, and
    e-mail reaches it. ``barred`` says why nothing may be written to the account. ``in_thread`` and ``to_contact`` count
    the robot's answers so far; ``told_before``: one of them said the same.
    """

    dmarc: str
    forwarded: bool
    replies_elsewhere: bool
    known: bool
    barred: str
    mode: Mode
    approved: bool
    in_thread: int = 0
    to_contact: int = 0
    told_before: bool = False


def why_no_answer(facts: AskerFacts, answers: Answers) -> str:
    """The first rule that speaks against an answer; empty when none does.

    >>> asker = AskerFacts("none", False, False, True, "", "live", True)
    >>> why_no_answer(asker, Answers())
    'the sender is not verified (dmarc=none)'
    """
    if facts.dmarc != "pass" or facts.forwarded:
        return f"the sender is not verified (dmarc={facts.dmarc or 'absent'}{', forwarded' if facts.forwarded else ''})"
    if facts.replies_elsewhere:
        return "answers are to go to another address"
    if not facts.known:
        return "the writer is no contact of the account that e-mail may reach"
    if facts.barred:
        return facts.barred
    if facts.mode == "shadow" or (facts.mode == "approve" and not facts.approved):
        return "the robot does not speak in this segment yet"
    return _budget(facts, answers)


def _budget(facts: AskerFacts, answers: Answers) -> str:
    if facts.told_before:
        return "the same was answered before"
    if facts.in_thread >= answers.per_thread:
        return f"this conversation has had {facts.in_thread} answers"
    if facts.to_contact >= answers.per_contact:
        return f"the writer has had {facts.to_contact} answers in {answers.in_days} days"
    return ""
