"""Judging arrangements by what was paid: before every dunning run, and whenever the sweep comes round.

Who broke one is asked again by the run that follows. Judging twice changes nothing; each in a transaction of its own.
Must not send.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from workers.arrangements.accepting import reason_of
from workers.arrangements.ending import end
from workers.arrangements.rules.judging import Judgement
from workers.arrangements.seen import look
from workers.arrangements.settled import ask_about_balance, ask_about_reversal, close_kept
from workers.arrangements.terms import subject_of
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import arrangements
from workers.ledger.queue.cases import lock_account_of, was_asked
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.arrangement import LIVE, Arrangement
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion


def judge_arrangements(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Counter[str]:
    """Judge every live arrangement; how many came into which state, or went on to the next instalment."""
    done: Counter[str] = Counter()
    with ledger.read() as connection:
        seen = look(connection, arrangements.find_arrangements(connection, LIVE), policy, occasion)
    for each in seen:
        if each.changes(occasion.business_date):
            with ledger.write() as connection:
                state = _judge(connection, each.found, policy, occasion)
            if state:
                done[state] += 1
    done["reopened"] += _ask_about_reversals(ledger, policy, occasion)
    return +done


def _ask_about_reversals(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> int:
    """A person is asked once, however often this looks."""
    with ledger.read() as connection:
        found = [one for one in arrangements.reopened(connection) if not _is_asked(connection, one)]
    for one in found:
        with ledger.write() as connection:
            ask_about_reversal(connection, one, policy, occasion)
    return len(found)


def _is_asked(connection: Connection, found: Arrangement) -> bool:
    return was_asked(connection, CaseKind.ARRANGEMENT_BROKEN, subject_of(found.id))


def _judge(connection: Connection, before: Arrangement, policy: PolicySet, occasion: Occasion) -> str:
    """Judge it by what this transaction sees under the account's lock; empty when somebody else did meanwhile."""
    lock_account_of(connection, before.account_id)
    (seen,) = look(connection, [arrangements.known_arrangement(connection, before.id)], policy, occasion)
    found = seen.found
    if not seen.changes(occasion.business_date):
        return ""
    if not found.is_running:
        end(connection, found, "expired", "nobody accepted it in time", occasion)
        return "expired"
    judged = seen.judged(occasion.business_date)
    match judged.state:
        case "kept":
            close_kept(connection, found, occasion)
        case "broken":
            _break(connection, found, judged, policy, occasion)
        case _:
            _go_on(connection, found, judged, policy, occasion)
    return judged.state


def _break(
    connection: Connection, found: Arrangement, judged: Judgement, policy: PolicySet, occasion: Occasion
) -> None:
    missed = found.instalments[judged.met]
    note = f"instalment {missed.number} of {missed.due_on} was not paid"
    end(connection, found, "broken", note, occasion, skips_level=found.skips_if_broken)
    if not found.revives:
        ask_about_balance(connection, found, policy, occasion)


def _go_on(
    connection: Connection, found: Arrangement, judged: Judgement, policy: PolicySet, occasion: Occasion
) -> None:
    """Silent through the next instalment; one that waits for us to apply money is a person's."""
    if judged.state != found.state:
        arrangements.move_arrangement(connection, found, judged.state, occasion)
    arrangements.hold_items(connection, found, reason_of(found, judged.met), judged.silent_until, occasion)
    if judged.waits_for == "application":
        open_case(connection, _unapplied(found, judged), occasion, queue_policy(policy.robot))
    else:
        clear_cases(connection, (CaseKind.ON_ACCOUNT_CASH,), subject_of(found.id), "applied", occasion)


def _unapplied(found: Arrangement, judged: Judgement) -> NewCase:
    part = found.instalments[judged.met]
    amount = Money(part.amount, found.currency)
    return NewCase(
        CaseKind.ON_ACCOUNT_CASH,
        subject_of(found.id),
        f"{found.kind} {found.id}: {amount} were due on {part.due_on}, and money of the customer lies unapplied",
        account_id=found.account_id,
        currency=found.currency,
        amount_minor=part.amount,
        evidence={"arrangement": found.id, "documents": [item.document_number for item in found.items]},
        suggestion="Apply the cash to the documents named: until then the arrangement counts as kept.",
    )
