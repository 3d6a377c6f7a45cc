"""What a settlement leaves: the difference is posted once the sum agreed has come; and a broken one's balance revives.

Must not judge whether it was kept.
"""

from __future__ import annotations

from sqlalchemy import Connection

from workers.arrangements.ending import end
from workers.arrangements.terms import subject_of
from workers.errors import InvariantViolation
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.book.arrangements import known_arrangement, move_arrangement, set_entry
from workers.ledger.book.holds import NewHold, add_hold, find_hold, lift_hold
from workers.ledger.queue.cases import Case
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.arrangement import Arrangement
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion


def close_kept(connection: Connection, found: Arrangement, occasion: Occasion) -> None:
    """It is kept: what is still open of its items is let off, and nothing of them is owed any more."""
    left = [item for item in found.items if item.open]
    total = sum(item.open for item in left)
    if total > found.let_off:
        what = f"{found.kind} {found.id} lets {found.let_off} off, and {total} would be"
        raise InvariantViolation(what, accounts=[found.account_id])
    if left:
        lines = (
            posting.Posting(posting.SETTLEMENTS, total),
            *(posting.Posting(posting.RECEIVABLES, -item.open, item.id) for item in left),
        )
        entry = _entry(found, "settlement.posted", lines, occasion)
        entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
        set_entry(connection, found.id, entry_id)
        data = {"arrangement": found.id, "entry": entry_id, "amount_minor": total}
        journal.record(connection, "settlement.posted", data, occasion, account_id=found.account_id)
    end(connection, found, "kept", "", occasion)


def ask_about_balance(connection: Connection, found: Arrangement, policy: PolicySet, occasion: Occasion) -> None:
    """Its words did not say that the balance comes back: its items stay silent until a person decides."""
    why = f"{found.kind} {found.id} was broken; a person decides about the balance"
    held = [
        add_hold(connection, NewHold(found.account_id, "hold", why, item.id, None, found.currency), occasion)
        for item in found.items
        if item.open
    ]
    _ask(connection, found, "was not kept, and its words do not bring the balance back", (policy, held), occasion)


def ask_about_reversal(connection: Connection, found: Arrangement, policy: PolicySet, occasion: Occasion) -> None:
    """What kept it was taken back later: what came back is asked for, and a person decides about what was let off."""
    _ask(connection, found, "was kept, and its payment was taken back", (policy, []), occasion)


def broken_consequence(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """For the desk of cases: ``lift`` brings the whole balance back, by a reversing entry where it was let off."""
    if resolution.decision != "lift":
        return
    for hold in (find_hold(connection, number) for number in case.evidence["holds"]):
        if hold is not None and hold.lifted_at is None:
            lift_hold(connection, hold.id, occasion)
    found = known_arrangement(connection, int(case.evidence["arrangement"]))
    if found.state == "kept" and found.entry_id is not None:
        supersede(connection, [found.account_id], "settlement_taken_back")
        entry = _entry(found, "settlement.taken_back", (), occasion)
        posting.reverse(connection, found.entry_id, entry, occasion.at, occasion.business_date)
        move_arrangement(connection, found, "broken", occasion, note=resolution.note or "its payment was taken back")


def _entry(found: Arrangement, kind: str, lines: tuple[posting.Posting, ...], occasion: Occasion) -> posting.Entry:
    return posting.Entry(
        entity=found.entity,
        currency=found.currency,
        kind=kind,
        actor=occasion.actor,
        rule=found.kind,
        evidence=subject_of(found.id),
        lines=lines,
        account_id=found.account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"{subject_of(found.id)}:{kind}",
    )


def _ask(
    connection: Connection, found: Arrangement, what: str, told: tuple[PolicySet, list[int]], occasion: Occasion
) -> None:
    policy, held = told
    new = NewCase(
        CaseKind.ARRANGEMENT_BROKEN,
        subject_of(found.id),
        f"{found.kind.replace('_', ' ')} {found.id} of {Money(found.agreed, found.currency)} for"
        f" {Money(found.balance, found.currency)} {what}",
        account_id=found.account_id,
        currency=found.currency,
        amount_minor=found.let_off,
        evidence={"arrangement": found.id, "paid": str(Money(found.paid, found.currency)), "holds": held},
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))
