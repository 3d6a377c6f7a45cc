"""Posting where one bank payment is the money of several advices, or several are the money of one.

What was posted in transit is taken back first: in the end the payments are those that the bank brought, whichever came
first. Must not choose them (`sums` does).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash import advices, bank_lines, payments, reversals
from workers.ledger.cash.advices import Advice
from workers.ledger.cash.applications import Basis, Share, lock_accounts, lock_items, owners_of
from workers.ledger.cash.payments import Payment
from workers.receivables.occasion import Occasion
from workers.remittance.bank.gathering import gather_related, lines_of
from workers.remittance.bank.matching import bond
from workers.remittance.bank.sums import merge_shares, only_sum, split_shares

_ABOUT_CASH = (CaseKind.ON_ACCOUNT_CASH, CaseKind.UNIDENTIFIED_CASH)
_ABOUT_ADVICES = (CaseKind.ADVICE_UNCONFIRMED,)


def apply_whole(connection: Connection, payment_id: int, advice_ids: Sequence[int], occasion: Occasion) -> bool:
    """One payment that lies on account is the money of these advices; False where their items no longer take it."""
    announced = [advices.find_advice(connection, advice_id) for advice_id in advice_ids]
    shares = merge_shares([advice.shares for advice in announced])
    return _apply(connection, announced, [(payment_id, shares)], occasion)


def apply_parts(connection: Connection, payment_ids: Sequence[int], advice_id: int, occasion: Occasion) -> bool:
    """These payments on account are together the money of one advice; False where its items no longer take it."""
    advice = advices.find_advice(connection, advice_id)
    found = [payments.lock_payment(connection, payment_id) for payment_id in payment_ids]
    found.sort(key=lambda payment: (payment.received_on, payment.amount_minor, payment.id))
    pieces = split_shares(advice.shares, [payment.amount_minor for payment in found])
    parts = [(payment.id, own) for payment, own in zip(found, pieces, strict=True)]
    return _apply(connection, [advice], parts, occasion)


def find_parts(connection: Connection, advice: Advice, newest: int | None = None) -> tuple[int, ...]:
    """Payments on account that make an advice together, in one way only; ``newest`` must be one of them."""
    held = _held(connection, advice)
    amounts = [payment.amount_minor for payment in held]
    index = next((n for n, payment in enumerate(held) if payment.id == newest), None)
    if newest is not None and index is None:
        return ()
    chosen = only_sum(advice.amount_minor, amounts, index)
    return tuple(held[n].id for n in chosen) if chosen else ()


def find_whole(connection: Connection, advice: Advice) -> tuple[int, tuple[int, ...]] | None:
    """(payment on account, advices) where the advice with others of its payer makes exactly one such payment."""
    related = gather_related(connection, advice.entity, advice.currency, [advice.payer_id])
    fitting = []
    for payment, line in lines_of(connection, _of_payer(connection, advice)):
        bonded = [a for a in related if a.amount < payment.amount_minor and bond(line, a) is not None]
        index = next((n for n, a in enumerate(bonded) if a.advice_id == advice.id), None)
        # A sum without this advice is a sum too: what fits in two ways is nobody's.
        chosen = only_sum(payment.amount_minor, [a.amount for a in bonded]) if index is not None else None
        if chosen and index in chosen:
            fitting.append((payment.id, tuple(bonded[n].advice_id for n in chosen)))
    return fitting[0] if len(fitting) == 1 else None


def _held(connection: Connection, advice: Advice) -> list[Payment]:
    """The payer's payments on account that are smaller than the advice and tied to it."""
    related = gather_related(connection, advice.entity, advice.currency, [advice.payer_id])
    ours = next((a for a in related if a.advice_id == advice.id), None)
    if ours is None:
        return []
    of_payer = lines_of(connection, _of_payer(connection, advice))
    return [p for p, line in of_payer if p.amount_minor < advice.amount_minor and bond(line, ours) is not None]


def _of_payer(connection: Connection, advice: Advice) -> list[Payment]:
    return payments.find_unexplained_of(connection, advice.entity, advice.currency, advice.account_id)


def _apply(
    connection: Connection,
    announced: Sequence[Advice],
    parts: Sequence[tuple[int, tuple[Share, ...]]],
    occasion: Occasion,
) -> bool:
    moving = [advice.payment_id for advice in announced if advice.state == "posted" and advice.payment_id is not None]
    if any(reversals.is_applied_by_a_person(connection, payment_id) for payment_id in moving):
        return False
    wanted = merge_shares([advice.shares for advice in announced])
    lock_accounts(connection, owners_of(connection, (share.item_id for share in wanted)) | {announced[0].account_id})
    if not _would_take(connection, announced):
        return False
    evidence = "+".join(f"advice:{advice.id}" for advice in announced)
    basis = Basis("advice.explains_bank", evidence)
    for payment_id in moving:
        reversals.reverse_payment(connection, payment_id, basis, occasion)
    for payment_id, shares in parts:
        payment = payments.lock_payment(connection, payment_id)
        payments.apply_held_cash(
            connection, payment, shares, payer=announced[0].account_id, basis=basis, occasion=occasion
        )
        for line_id in bank_lines.explain_line_of(connection, payment_id):
            clear_cases(connection, _ABOUT_CASH, f"bank_line:{line_id}", f"{evidence} explained it", occasion)
    for advice in announced:
        advices.settle_advice(connection, advice.id, "cleared", parts[0][0])
        for subject in (f"advice:{advice.id}", f"mail:{advice.raw_message_id}"):
            clear_cases(connection, _ABOUT_ADVICES, subject, "its money came", occasion)
    return True


def _would_take(connection: Connection, announced: Sequence[Advice]) -> bool:
    """Whether the items take what is not posted yet, beside what the advices in transit hold already."""
    waiting = [advice for advice in announced if advice.state != "posted"]
    for share in merge_shares([advice.shares for advice in waiting]):
        items = lock_items(connection, [share.item_id])
        if share.item_id not in items or not items[share.item_id].takes(share):
            return False
    return True
