"""An arrangement becomes binding: a second person agrees where one has to, then the customer accepts it in writing.

From then on what it covers is not asked for. Must not judge what was paid.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from workers.arrangements.debt import bars_of
from workers.arrangements.ending import end
from workers.arrangements.terms import limits_of, subject_of
from workers.errors import UserError
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.arrangements import hold_items, known_arrangement, move_arrangement
from workers.ledger.queue.cases import Case, lock_account_of
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import Arrangement, State
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person


def decide(
    connection: Connection, number: int, told: tuple[bool, str], policy: PolicySet, occasion: Occasion
) -> Arrangement:
    """A second person agrees, within that person's own limit, or refuses; ``told`` is which, and why."""
    approved, note = told
    found = _in_state(connection, number, "approval_pending")
    if is_same_person(occasion.actor, found.proposed_by):
        raise UserError(f"{occasion.actor} proposed this {found.kind}: a second person has to agree")
    amount, limits = limits_of(found, policy)
    if not limits.may_approve(occasion.actor, amount, found.currency):
        who = ", ".join(limits.who_may(amount, found.currency)) or "nobody"
        about = Money(amount, found.currency)
        raise UserError(f"{occasion.actor} may not decide about {about}: that takes one of {who}")
    if not approved:
        end(connection, found, "refused", note, occasion)
        return known_arrangement(connection, number)
    clear_cases(connection, (CaseKind.ARRANGEMENT_APPROVAL,), subject_of(number), "agreed", occasion)
    move_arrangement(connection, found, "proposed", occasion, agreed_by=occasion.actor)
    return known_arrangement(connection, number)


def accept(connection: Connection, number: int, how: str, occasion: Occasion) -> Arrangement:
    """The customer said yes in writing; ``how`` is where that stands, such as ``mail 17``.

    Raises `UserError` once it is too late, and where the debt is no longer the one that was proposed for.
    """
    if not how.strip():
        raise UserError("an acceptance is in writing: say where it stands, such as 'mail 17'")
    found = demand_open(connection, number, occasion)
    if bars := list(bars_of(connection, found.account_id, [item.id for item in found.items])):
        raise UserError("; ".join(bars))
    said = {"accepted_by": occasion.actor, "accepted_on": occasion.business_date, "acceptance": how}
    move_arrangement(connection, found, "accepted", occasion, **said)
    silence(connection, found, occasion)
    return known_arrangement(connection, number)


def demand_open(connection: Connection, number: int, occasion: Occasion) -> Arrangement:
    """The proposal that can still be answered, for the same debt, under the lock of its account; else `UserError`."""
    found = _in_state(connection, number, "proposed")
    if occasion.business_date > found.accept_by:
        raise UserError(f"{found.kind} {number} could be accepted until {found.accept_by}: propose it again")
    if found.paid:
        raise UserError(f"what is open has changed since {found.kind} {number} was proposed: propose it again")
    return found


def silence(connection: Connection, found: Arrangement, occasion: Occasion) -> None:
    """Nothing is asked for until the first instalment is missed."""
    first = found.instalments[0]
    silent_until = first.due_on + timedelta(days=found.grace_days)
    hold_items(connection, found, reason_of(found, 0), silent_until, occasion)


def reason_of(found: Arrangement, met: int) -> str:
    """Why its items are silent, for people: the instalment that is expected next."""
    part = found.instalments[met]
    expected = f"{Money(part.amount, found.currency)} due {part.due_on}"
    return f"{found.kind} {found.id}, instalment {part.number} of {len(found.instalments)}: {expected}"


def approval_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """For the desk of cases: the second person's word about an arrangement.

    Where it ended while somebody had its case, ``refuse`` puts the case away and changes nothing.
    """

    def carry_out(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        number, approved = int(case.evidence["arrangement"]), resolution.decision == "approve"
        if not approved and known_arrangement(connection, number).state != "approval_pending":
            return
        decide(connection, number, (approved, resolution.note), policy(), occasion)

    return carry_out


def _in_state(connection: Connection, number: int, state: State) -> Arrangement:
    """The arrangement under the lock of its account, if it is in that state."""
    lock_account_of(connection, known_arrangement(connection, number).account_id)
    found = known_arrangement(connection, number)
    if found.state != state:
        raise UserError(f"{found.kind} {number} is {found.state}, not {state}")
    return found
