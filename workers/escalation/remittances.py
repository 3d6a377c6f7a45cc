"""Money that agencies pass on: announced in a file, posted when the bank has brought it, in whichever order they come.

An announcement is a claim; the bank line is the fact. Nothing is posted before it, and nothing that does not agree
with the rates and the book without a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from workers.escalation.checking import Checked, transfers
from workers.escalation.rules.remitting import disagreements, parts_of, split
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import agency_cash, bank_lines
from workers.ledger.cash.agency_cash import Commission, SetOff
from workers.ledger.cash.applications import Basis, Share, lock_items
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.cash.payments import Payment, items_in_transit
from workers.ledger.cash.reversals import has_applications
from workers.ledger.queue import agency_files, placements
from workers.ledger.queue.agency_files import NewRemittance, Remittance, RemittanceState
from workers.ledger.queue.cases import Case
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.calendar import add_business_days
from workers.receivables.occasion import Occasion
from workers.receivables.reference import canonical

_ABOUT_CASH = (CaseKind.UNIDENTIFIED_CASH, CaseKind.ON_ACCOUNT_CASH)
_RULE = "agency.remittance"


def announce(
    connection: Connection, source: tuple[str, int], checked: Checked, policy: PolicySet, occasion: Occasion
) -> dict[str, int]:
    """Keep the transfers of an (agency, file); returns their ids by reference. What disagrees waits for a person."""
    agency_name, file_id = source
    agency, kept = policy.agencies[agency_name], {}
    for reference, remitted in transfers(checked.records).items():
        first = checked.placements[remitted[0].placement]
        country = policy.robot.entities[first.entity].country
        new = NewRemittance(
            agency=agency_name,
            file_id=file_id,
            reference=reference,
            entity=first.entity,
            currency=first.currency,
            mode=remitted[0].mode,
            gross=sum(record.gross for record in remitted),
            commission=sum(record.commission for record in remitted),
            expected_by=add_business_days(occasion.business_date, agency.remittance_within, country),
        )
        reason = "; ".join(disagreements(remitted, checked.placements, agency))
        outcome: tuple[RemittanceState, str] = ("case", reason) if reason else ("waiting", "")
        kept[reference] = agency_files.add_remittance(connection, new, outcome, occasion)
        if reason:
            _ask(connection, _known(connection, kept[reference]), reason, policy, occasion)
    return kept


def post_arrived(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Counter[str]:
    """Look for the money of every transfer that waits, and after those whose money went back."""
    with ledger.read() as connection:
        waiting = agency_files.find_remittances(connection, ("waiting", "posted"))
    outcomes: Counter[str] = Counter()
    for remittance in waiting:
        if remittance.state == "posted" and not _is_undone(ledger, remittance):
            continue
        with ledger.write() as connection:
            outcomes.update(filter(None, [_follow(connection, remittance, policy, occasion)]))
    return outcomes


def remittance_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """For the desk: an approved remittance is posted by the agency's figures as soon as its money is here."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        remittance = _known(connection, case.evidence["remittance"])
        if remittance.state not in ("case", "waiting"):
            return
        if resolution.decision != "approve":
            agency_files.move_remittance(connection, remittance, "refused", occasion, reason="refused by a person")
            return
        country = policy().robot.entities[remittance.entity].country
        later = add_business_days(occasion.business_date, _within(policy(), remittance), country)
        agency_files.move_remittance(connection, remittance, "waiting", occasion, reason="", expected_by=later)

    return decide


def _follow(connection: Connection, seen: Remittance, policy: PolicySet, occasion: Occasion) -> str:
    lock_amounts(connection, seen.entity, [(seen.currency, seen.arriving)])
    remittance = agency_files.find_remittance(connection, seen.id, lock=True)
    if remittance is None or remittance.state != seen.state:
        return ""
    if remittance.state == "posted":
        return _take_back(connection, remittance, policy, occasion)
    found: list[Payment | None] = [*_money_of(connection, remittance)]
    # An agency that keeps all it collects sends no money.
    if not remittance.arriving:
        found = [None]
    if len(found) > 1:
        numbers = ", ".join(str(payment.id) for payment in found if payment)
        return _stop(connection, remittance, f"the bank payments {numbers} fit alike", policy, occasion)
    if found and (rival := _rival(connection, remittance)) is not None:
        _stop(connection, rival, f"{remittance.agency} announced the same money: whose is it?", policy, occasion)
        return _stop(connection, remittance, f"{rival.agency} announced the same money: whose is it?", policy, occasion)
    if found:
        return _post(connection, remittance, found[0], policy, occasion)
    if occasion.business_date > remittance.expected_by:
        return _stop(connection, remittance, f"no money came by {remittance.expected_by}", policy, occasion)
    return ""


def _money_of(connection: Connection, remittance: Remittance) -> Sequence[Payment]:
    money = (remittance.currency, remittance.arriving)
    return agency_cash.find_remitted(connection, remittance.entity, money, remittance.reference)


def _rival(connection: Connection, remittance: Remittance) -> Remittance | None:
    """Another transfer for which the same bank line would do."""
    wanted = (remittance.entity, remittance.currency, remittance.arriving, canonical(remittance.reference))
    for other in agency_files.find_remittances(connection, ("waiting",)) if remittance.arriving else ():
        money = (other.entity, other.currency, other.arriving, canonical(other.reference))
        if other.id != remittance.id and money == wanted:
            return other
    return None


def _post(
    connection: Connection, remittance: Remittance, payment: Payment | None, policy: PolicySet, occasion: Occasion
) -> str:
    lines = agency_files.lines_of(connection, remittance.id)
    parts = parts_of((line.item_id, line.gross, line.commission) for line in lines)
    items = lock_items(connection, (part.item_id for part in parts))
    full = [part for part in parts if not items[part.item_id].takes(Share(part.item_id, part.gross))]
    held = items_in_transit(connection, [part.item_id for part in parts])
    if full or held:
        numbers = {line.item_id: line.document_number for line in lines}
        short = ", ".join(numbers[item_id] for item_id in sorted({part.item_id for part in full} | held))
        return _stop(connection, remittance, f"{short}: less is open than was collected", policy, occasion)
    basis, shares = Basis(_RULE, f"agency_remittance:{remittance.id}"), split(parts, remittance.mode)
    values: dict[str, int] = {}
    if remittance.commission_minor:
        earned = _commission(remittance)
        values["commission_entry_id"] = agency_cash.post_commission(connection, earned, basis.evidence, occasion)
    if payment is not None:
        arriving = [Share(item_id, amount) for item_id, amount in shares.arriving]
        agency_cash.apply_remitted(connection, payment, arriving, basis, occasion)
        values["payment_id"] = payment.id
        _explain_line(connection, payment.id, remittance, occasion)
    if shares.set_off:
        received_on = payment.received_on if payment is not None else remittance.told_on
        kept = SetOff(
            remittance.entity, remittance.currency, remittance.commission_minor, received_on, remittance.reference
        )
        off = [Share(item_id, amount) for item_id, amount in shares.set_off]
        own = Basis(_RULE, f"agency_set_off:{remittance.id}")
        values["set_off_id"] = agency_cash.set_off(connection, kept, off, own, occasion)
    agency_files.move_remittance(connection, remittance, "posted", occasion, **values)
    _tell_nothing_twice(connection, remittance, occasion)
    return "posted"


def _tell_nothing_twice(connection: Connection, remittance: Remittance, occasion: Occasion) -> None:
    """What the agency passed on itself is in the amounts it knows."""
    paid: dict[int, Counter[int]] = {}
    for line in agency_files.lines_of(connection, remittance.id):
        paid.setdefault(line.placement_id, Counter())[line.item_id] += line.gross
    for placement_id, amounts in sorted(paid.items()):
        placement = placements.known_placement(connection, placement_id)
        if placement is not None:
            placements.lower_told(connection, placement, amounts, occasion)


def _explain_line(connection: Connection, payment_id: int, remittance: Remittance, occasion: Occasion) -> None:
    """The line that brought the money has its explanation, and the question about it its answer."""
    for line_id in bank_lines.explain_line_of(connection, payment_id):
        bank_lines.settle_bank_line(connection, line_id, "applied", payment_id)
        why = f"{remittance.agency} announced it as {remittance.reference}"
        clear_cases(connection, _ABOUT_CASH, f"bank_line:{line_id}", why, occasion)
    clear_cases(connection, (CaseKind.AGENCY_REMITTANCE,), _subject(remittance), "its money came", occasion)


def _is_undone(ledger: Ledger, remittance: Remittance) -> bool:
    with ledger.read() as connection:
        return _has_gone(connection, remittance)


def _has_gone(connection: Connection, remittance: Remittance) -> bool:
    """Whether the bank, or a person, took the money of a posted transfer away from its items."""
    return remittance.payment_id is not None and not has_applications(connection, remittance.payment_id)


def _take_back(connection: Connection, remittance: Remittance, policy: PolicySet, occasion: Occasion) -> str:
    """Its money is gone: what was set off and earned with it goes too, and a person hears of it."""
    if not _has_gone(connection, remittance):
        return ""
    basis = Basis("agency.remittance_undone", f"agency_remittance:{remittance.id}")
    if remittance.set_off_id is not None and has_applications(connection, remittance.set_off_id):
        agency_cash.undo_set_off(connection, remittance.set_off_id, basis, occasion)
    if remittance.commission_entry_id is not None:
        agency_cash.reverse_commission(
            connection, remittance.commission_entry_id, _commission(remittance), basis.evidence, occasion
        )
    agency_files.move_remittance(connection, remittance, "taken_back", occasion)
    _ask(connection, remittance, f"the money of {remittance.reference} was taken back", policy, occasion)
    return "taken_back"


def _stop(connection: Connection, remittance: Remittance, why: str, policy: PolicySet, occasion: Occasion) -> str:
    agency_files.move_remittance(connection, remittance, "case", occasion, reason=why)
    _ask(connection, remittance, why, policy, occasion)
    return "case"


def _ask(connection: Connection, remittance: Remittance, why: str, policy: PolicySet, occasion: Occasion) -> None:
    case = NewCase(
        CaseKind.AGENCY_REMITTANCE,
        _subject(remittance),
        f"{remittance.agency}, {remittance.reference}: {why}",
        currency=remittance.currency,
        amount_minor=remittance.gross_minor,
        evidence={
            "remittance": remittance.id,
            "agency": remittance.agency,
            "reference": remittance.reference,
            "mode": remittance.mode,
            "commission_minor": remittance.commission_minor,
            "arriving_minor": remittance.arriving,
        },
    )
    open_case(connection, case, occasion, queue_policy(policy.robot))


def _known(connection: Connection, remittance_id: int) -> Remittance:
    found = agency_files.find_remittance(connection, remittance_id, lock=True)
    assert found is not None  # nothing deletes one
    return found


def _commission(remittance: Remittance) -> Commission:
    return Commission(remittance.entity, None, remittance.currency, remittance.commission_minor)


def _subject(remittance: Remittance) -> str:
    return f"agency_remittance:{remittance.id}"


def _within(policy: PolicySet, remittance: Remittance) -> int:
    agency = policy.agencies.get(remittance.agency)
    return agency.remittance_within if agency is not None else 0
