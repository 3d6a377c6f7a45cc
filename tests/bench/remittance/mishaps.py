"""What makes an advice an exception: exactly one of these is drawn for a quarter of the documents.

Each changes the draft in place and names the kind that POLICY.md gives it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.bench.remittance.draft import Draft, Redraw
from tests.bench.remittance.habits import line_for
from tests.bench.remittance.mishap_words import CHARGES, ON_ACCOUNT, REASONS, TOTAL_DISCOUNT, WITHHOLDING
from tests.bench.remittance.model import Line

_GENRES = (
    "invoice", "statement", "reminder", "credit note", "copy request", "promise", "newsletter", "order",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mishap:
    """``weight`` against its siblings; ``figure`` is what the family must be able to print."""

    name: str
    weight: float
    change: Callable[[Draft], None]
    figure: str = ""


def _fail(draft: Draft, kind: str, why: str, *also: str) -> None:
    draft.kind, draft.why, draft.also_kinds = kind, why, also


def _unknown(draft: Draft) -> None:
    place = draft.any_plain()
    item = draft.lines[place].item
    if item is None:
        raise Redraw
    draft.items.remove(item)
    draft.change(place, item=None)
    _fail(draft, "unknown_reference", f"{item.number} fits no document of the payer")


def _sibling(draft: Draft) -> None:
    if draft.sibling is None:
        raise Redraw("no sibling")
    item = draft.pick(draft.free(draft.sibling))
    draft.lines.append(replace(line_for(item, draft), item=None))
    _fail(draft, "unknown_reference", f"{item.number} belongs to a sibling")


def _list_of_numbers(draft: Draft) -> None:
    """``4711/12/13`` or ``4711 - 4713`` for three documents: one line, no single document."""
    items = draft.free(draft.payer)[:3]
    if len(items) < 3:
        raise Redraw
    ends = [item.number[-2:] for item in items[1:]]
    reference = draft.rng.choice(("/".join([items[0].number, *ends]), f"{items[0].number} - {ends[-1]}"))
    total = sum(item.open for item in items)
    draft.lines.append(Line(reference=reference, net=total, gross=total, issued=items[0].issued))
    _fail(draft, "unknown_reference", f"{reference} is several documents", "ambiguous_reference", "over_payment")


def _already_paid(draft: Draft) -> None:
    item = draft.pick(draft.settled())
    line = replace(line_for(item, draft), net=item.amount, gross=item.amount)
    draft.lines.insert(draft.rng.randrange(len(draft.lines) + 1), line)
    _fail(draft, "already_paid", f"{item.number} has nothing open")


def _ambiguous(draft: Draft) -> None:
    """Two open documents of one order and one amount, named by the order."""
    first = draft.any_plain()
    item = draft.lines[first].item
    twin = draft.pick(draft.free(draft.payer))
    if item is None:
        raise Redraw
    number = item.po_number or f"PO-{draft.rng.randrange(10_000, 99_999)}"
    draft.replace_item(twin, amount=item.amount, open=item.amount, po_number=number)
    draft.replace_item(item, po_number=number)
    draft.change(first, reference=number, item=None)
    _fail(draft, "ambiguous_reference", f"{number} fits {item.number}, {twin.number}")


def _currency(draft: Draft) -> None:
    draft.currency = draft.rng.choice([c for c in ("EUR", "USD", "GBP", "CHF") if c != draft.habits.currency])
    _fail(draft, "currency_mismatch", f"documents in {draft.habits.currency}, payment in {draft.currency}")


def _too_much(draft: Draft) -> None:
    place = draft.any_plain()
    net = draft.lines[place].net + draft.rng.choice((100, 1_250, 2_736, 90))
    line = draft.change(place, net=net, gross=net)
    _fail(draft, "over_payment", f"{line.reference}: more paid than open")


def _listed_twice(draft: Draft) -> None:
    place = draft.any_plain()
    draft.lines.insert(draft.rng.randrange(len(draft.lines) + 1), draft.lines[place])
    _fail(draft, "over_payment", f"{draft.lines[place].reference} is listed twice")


def _on_account(draft: Draft) -> None:
    net = draft.rng.randrange(20_000, 900_000)
    draft.lines.append(Line(reference="", net=net, gross=net, text=ON_ACCOUNT[draft.family.language]))
    _fail(draft, "over_payment", "a payment on account names no document", "unknown_reference")


def _charges(draft: Draft) -> None:
    net = -draft.rng.choice((1_500, 2_500, 750, 1_290))
    draft.lines.append(Line(reference="", net=net, gross=net, text=CHARGES[draft.family.language]))
    draft.holds = True
    _fail(draft, "short_payment", "bank charges name no document", "unknown_reference")


def _discount_in_total(draft: Draft) -> None:
    """One discount for all, below the lines: nobody can say on which document it was taken."""
    net = -sum(line.net for line in draft.lines) * 2 // 100
    draft.lines.append(Line(reference="", net=net, gross=net, text=TOTAL_DISCOUNT[draft.family.language]))
    draft.holds = True
    _fail(draft, "short_payment", "the discount names no document", "unknown_reference", "total_mismatch")


def _partly(draft: Draft) -> None:
    place = draft.any_plain()
    line = draft.lines[place]
    net = line.net * draft.rng.randint(25, 75) // 100
    gross = draft.rng.choice((net, line.gross))
    draft.change(place, net=net, gross=gross, left=line.net - net, left_reason="paid short")
    _fail(draft, "short_payment", f"{line.reference}: paid short")


def _just_over_tolerance(draft: Draft) -> None:
    place = draft.any_plain()
    net = draft.lines[place].net - draft.rng.choice((101, 102, 115, 250))
    left = draft.lines[place].net - net
    line = draft.change(place, net=net, gross=net, left=left, left_reason="paid short")
    _fail(draft, "short_payment", f"{line.reference}: paid short by {left}")


def _late_discount(draft: Draft) -> None:
    for place in draft.plain_lines():
        item = draft.lines[place].item
        if item and item.terms and not item.allowed_discount(draft.habits.paid_on):
            taken = (item.amount * item.terms.rate + 5_000) // 10_000
            if taken > 100:
                draft.change(
                    place, net=item.open - taken, discount=taken, left=taken, left_reason="discount out of terms"
                )
                _fail(draft, "short_payment", f"{item.number}: discount out of terms")
                return
    raise Redraw("no document out of terms")


def _deductions(draft: Draft) -> None:
    places = draft.plain_lines()
    for place in draft.rng.sample(places, min(len(places), draft.rng.choice((1, 1, 2, 3)))):
        net = draft.lines[place].net
        taken = max(60, net * draft.rng.randint(2, 14) // 100)
        reason = draft.rng.choice(REASONS[draft.family.language])
        draft.change(
            place, net=net - taken, deduction=taken, reason=reason, left=taken, left_reason=reason, text=reason
        )
        _fail(draft, "short_payment", f"{draft.lines[place].reference}: {reason}")
    if draft.kind is None:
        raise Redraw


def _chargeback(draft: Draft) -> None:
    """The invoice in full, and a line of its own that takes part of it back."""
    place = draft.any_plain()
    line = draft.lines[place]
    taken = max(150, line.net * draft.rng.randint(2, 20) // 100)
    reason = draft.rng.choice(REASONS[draft.family.language])
    draft.change(place, left=taken, left_reason=reason)
    draft.lines.insert(place + 1, replace(line, net=-taken, gross=-taken, reason=reason, text=reason))
    _fail(draft, "short_payment", f"{line.reference}: {reason}")


def _withheld(draft: Draft) -> None:
    rate, reason = draft.rng.choice((2, 5, 10, 15)), WITHHOLDING[draft.family.language]
    for place in draft.plain_lines():
        net = draft.lines[place].net
        taken = net * rate // 100
        draft.change(
            place, net=net - taken, deduction=taken, reason=reason, left=taken, left_reason=reason, text=reason
        )
        _fail(draft, "short_payment", "withholding tax stays open")
    if draft.kind is None:
        raise Redraw


def _wrong_sum(draft: Draft) -> None:
    draft.delta = draft.rng.choice((1, -1, 100, 900, -1_000, 12_345))
    _fail(draft, "total_mismatch", f"the lines and the payment differ by {draft.delta}")


def _not_all_lines(draft: Draft) -> None:
    """The first lines of more: the payment is that of all."""
    if len(draft.lines) < 4:
        raise Redraw
    keep = max(2, len(draft.lines) * 2 // 3)
    draft.hidden = len(draft.lines) - keep
    draft.delta = sum(line.net for line in draft.lines[keep:])
    draft.lines = draft.lines[:keep]
    if not draft.delta:
        raise Redraw
    _fail(draft, "total_mismatch", f"{draft.hidden} lines are not shown")


def _stranger(draft: Draft) -> None:
    draft.payer_is_known = False
    draft.lines = [replace(line, item=None) for line in draft.lines]
    _fail(draft, "payer_unknown", "the payer is not in the book", "unknown_reference")


def _spoofed(draft: Draft) -> None:
    draft.delivery = "spoofed"
    _fail(draft, "suspicious_sender", "dmarc=fail")


def _no_advice(draft: Draft) -> None:
    draft.genre = draft.rng.choice(_GENRES)
    _fail(draft, "not_a_remittance", f"the document is of the kind: {draft.genre}")


def _unreadable(draft: Draft) -> None:
    draft.delivery = draft.rng.choice(("empty", "cut", "encrypted"))
    kind = "encrypted" if draft.delivery == "encrypted" else "unreadable"
    _fail(draft, kind, f"the file is {draft.delivery}", *(("unreadable",) if kind == "encrypted" else ()))


MISHAPS = (
    Mishap("unknown", 2, _unknown),
    Mishap("sibling", 1, _sibling),
    Mishap("list of numbers", 0.7, _list_of_numbers),
    Mishap("already paid", 1.5, _already_paid),
    Mishap("ambiguous", 1, _ambiguous),
    Mishap("currency", 1, _currency),
    Mishap("too much", 1.2, _too_much),
    Mishap("listed twice", 1, _listed_twice),
    Mishap("on account", 0.8, _on_account, "text"),
    Mishap("bank charges", 0.8, _charges, "text"),
    Mishap("discount in total", 0.5, _discount_in_total, "text"),
    Mishap("paid partly", 1.5, _partly),
    Mishap("over tolerance", 0.7, _just_over_tolerance),
    Mishap("late discount", 1.5, _late_discount, "discount"),
    Mishap("deductions", 2.5, _deductions, "deduction"),
    Mishap("withheld", 1, _withheld, "deduction"),
    Mishap("chargeback", 1, _chargeback, "text"),
    Mishap("wrong sum", 1.5, _wrong_sum),
    Mishap("not all lines", 0.8, _not_all_lines),
    Mishap("stranger", 1, _stranger),
    Mishap("spoofed", 0.8, _spoofed),
    Mishap("no advice", 1.5, _no_advice),
    Mishap("unreadable", 0.7, _unreadable, "pdf"),
    Mishap("duplicate", 0.8, lambda draft: None),
)
