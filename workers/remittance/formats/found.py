"""What one way of reading a document found: its payments, and how far they can be trusted. Must not read anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.formats.closing import Reading
from workers.remittance.formats.fields import Fields

_SHORTEST_NAME = 3
_LONGEST_NAME = 60
_JOINT = re.compile(r"[/+&,\s]+")
Knows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """The payments of a document, whether an amount is plainly called paid, and the lines they are listed on."""

    payments: tuple[AdvicePayment, ...] = ()
    is_called_paid: bool = False
    item_lines: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[AdviceLine]:
        return [line for payment in self.payments for line in payment.lines]

    @property
    def adds_up(self) -> bool:
        """Whether every payment is stated and its lines, read in the only way there is, are what is stated."""
        sound = all(each.stated and not each.difference and not each.conflict for each in self.payments)
        return bool(self.payments) and sound

    @property
    def is_doubted(self) -> bool:
        """Whether it adds up, but something speaks against it: running text cannot outweigh that."""
        return bool(self.payments) and all(p.stated and not p.difference for p in self.payments) and not self.adds_up

    def states_other_than(self, other: Found) -> bool:
        """Whether it does not add up to a payment that it states, and the other way has another sum for the payment."""
        misses = any(each.stated and each.difference for each in self.payments)
        return misses and sum(p.amount for p in self.payments) != sum(p.amount for p in other.payments)

    @property
    def references(self) -> frozenset[str]:
        """What its lines name; a counter of lines is no name."""
        names = {canonical(line.reference) for line in self.lines}
        return frozenset(name for name in names if len(name) >= _SHORTEST_NAME)

    @property
    def idle(self) -> int:
        """Lines without a figure: signs of a page read the wrong way."""
        return sum(not line.net for line in self.lines)

    @property
    def figures(self) -> int:
        """How many figures its lines tell besides what is paid."""
        return sum(figure is not None for line in self.lines for figure in (line.gross, line.discount, line.deduction))

    def knows_all(self, knows: Knows) -> bool:
        return all(knows(line.reference) for line in self.lines if line.reference)

    def closes(self, knows: Knows) -> bool:
        return self.adds_up and any(knows(line.reference) for line in self.lines)

    def known(self, knows: Knows) -> int:
        """How many documents we know its lines say an amount of, less the lines that say nothing is paid.

        Each counts once: read as text, a list and its copy below are twice as long, and no better for that.
        """
        return len({canonical(line.reference) for line in self.lines if line.net and knows(line.reference)}) - self.idle

    def paid(self, knows: Knows) -> Counter[str]:
        """What is paid for each document we know."""
        paid: Counter[str] = Counter()
        for line in (line for line in self.lines if knows(line.reference)):
            paid[canonical(line.reference)] += line.net
        return paid

    def documents(self, knows: Knows) -> int:
        """How many documents we know are paid by it, each once; the end of a number stands for the number."""
        known = (_known_in(line.reference, knows) for line in self.lines if line.net)
        names = {canonical(reference) for reference in known} - {""}
        ends = {name[start:] for name in names if len(name) <= _LONGEST_NAME for start in range(1, len(name))}
        return len(names - ends)

    def in_conflict(self, why: str) -> Found:
        return replace(self, payments=tuple(replace(payment, conflict=why) for payment in self.payments))


def _known_in(reference: str, knows: Knows) -> str:
    """The number of a document we know: the reference, or the first of a list of numbers."""
    return reference if knows(reference) else next((word for word in _JOINT.split(reference) if knows(word)), "")


def assembled(reading: Reading, fields: Fields) -> AdvicePayment:
    """A reading with the facts of its payment; what no amount is stated for is the sum of its lines."""
    printed = {each.currency for each in fields.amounts if each.currency and abs(each.minor) == reading.stated}
    in_two = f"the payment is stated in {' and '.join(sorted(printed))}" if len(printed) > 1 else ""
    return AdvicePayment(
        amount=reading.stated if reading.stated is not None else sum(line.net for line in reading.lines),
        # A page names further currencies (our capital, other accounts): the payment's is the one beside its amount.
        currency=min(printed, default=fields.currency),
        lines=reading.lines,
        date=fields.date,
        reference=fields.reference,
        method=fields.method,
        stated=reading.stated is not None,
        conflict=reading.conflict or in_two,
    )
