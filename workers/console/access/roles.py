"""What a role may do at the console. One table; a decision's own conditions stay where the decision is made.

Pure. Must not know users or pages.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from workers.exception_queue.kinds import LEGAL, MANAGEMENT, OPERATIONS, RULES, CaseKind, rule_of


class Act(StrEnum):
    """What somebody wants to do."""

    VIEW = "view"
    WORK = "work"
    APPROVE = "approve"
    DECIDE_LEGAL = "decide_legal"
    OPERATE = "operate"
    AUDIT = "audit"


_MAY: dict[str, frozenset[Act]] = {
    "read_only": frozenset({Act.VIEW, Act.AUDIT}),
    "specialist": frozenset({Act.VIEW, Act.WORK}),
    "approver": frozenset({Act.VIEW, Act.WORK, Act.APPROVE}),
    "legal": frozenset({Act.VIEW, Act.WORK, Act.DECIDE_LEGAL}),
    "ops": frozenset({Act.VIEW, Act.WORK, Act.OPERATE}),
    "admin": frozenset({Act.VIEW, Act.AUDIT}),
}
_BY_OWNER = {MANAGEMENT: Act.APPROVE, LEGAL: Act.DECIDE_LEGAL, OPERATIONS: Act.OPERATE}


def is_allowed(roles: Collection[str], act: Act) -> bool:
    """Whether one of the roles may do it.

    >>> is_allowed({"specialist"}, Act.WORK), is_allowed({"specialist", "read_only"}, Act.APPROVE)
    (True, False)
    """
    return any(act in _MAY[role] for role in roles)


def act_of_decision(kind: str, decision: str) -> Act:
    """What a decision takes: to approve, an approver; else the role of the team that owns the kind by default.

    Everybody who works may keep a stop.

    >>> act_of_decision("placement_approval", "refuse"), act_of_decision("short_payment", "handled")
    (<Act.APPROVE: 'approve'>, <Act.WORK: 'work'>)
    """
    if kind == CaseKind.STOP_REQUEST and decision == "keep":
        return Act.WORK
    if "approve" in rule_of(kind).decisions:
        return Act.APPROVE
    return _BY_OWNER.get(rule_of(kind).owner, Act.WORK)


def kinds_beyond(roles: Collection[str]) -> frozenset[str]:
    """The kinds of case about which the roles may decide nothing.

    >>> "placement_approval" in kinds_beyond({"specialist"}), "stop_request" in kinds_beyond({"specialist"})
    (True, False)
    """
    may = {
        kind: any(is_allowed(roles, act_of_decision(kind, each)) for each in rule.decisions)
        for kind, rule in RULES.items()
    }
    return frozenset(str(kind) for kind, allowed in may.items() if not allowed)


def roles_for(act: Act) -> list[str]:
    """The roles that may do it, for a message to one who may not."""
    return sorted(role for role, acts in _MAY.items() if act in acts)
