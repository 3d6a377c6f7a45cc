"""The first engine's text against the second one's: every figure and reference that is applied stands in both.

As often as the lines need it, and with the same sign. How it is spaced, hyphenated or broken over lines does not
matter, nor where on the page it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from workers.receivables.money import exponent
from workers.receivables.reference import canonical
from workers.receivables.remittance_advice import AdviceLine, AdvicePayment
from workers.remittance.formats.amounts import parse_amount
from workers.remittance.formats.printed_runs import PrintedRuns

_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_MINUS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-")
_DIGITS = re.compile(r"\d+")
_NO_DIGIT = re.compile(r"\D")
_INSIDE = re.compile(r"[.,' \u2019]$")
_GLUED_BEFORE = re.compile(r"[\d][.,'\u2019]$")
_GLUED_AFTER = re.compile(r"[.,'\u2019]\d")
_MINUS_BEFORE = re.compile(r"(?:^|[^\w)])[-(<] ?(?:[$\u20ac\u00a3\u00a5\u20b9] ?|[A-Z]{3} ?)?\**$")
_MINUS_AFTER = re.compile(r" ?(?:-(?![\w.])|CR\b)")
_MOST_GROUPS = 6

Figure = tuple[bool, int]


def disagreement(payment: AdvicePayment, first: str, second: str) -> str:
    """What the second engine did not read as the first did, of all that is applied; empty when they agree.

    >>> paid = AdvicePayment(12050, "EUR", (AdviceLine("INV-7731", 12050),))
    >>> disagreement(paid, "INV-7731 120.50", "INV 7731 120,50")
    ''
    >>> disagreement(paid, "INV-7731 120.50", "INV-7731 120.56")
    'the readers disagree on the figure 12050: 1 and 0 times'
    """
    digits = exponent(payment.currency)
    needed = _needed(payment)
    wanted = frozenset(form for figure in needed for form in _forms(figure, digits))
    figures = _figures(first, digits, wanted), _figures(second, digits, wanted)
    return _figures_differ(payment, needed, *figures) or _references_differ(
        payment.lines, PrintedRuns(_seen(first)), PrintedRuns(_seen(second))
    )


def _needed(payment: AdvicePayment) -> Counter[int]:
    """How often each figure is applied, the payment itself among them."""
    needed = Counter(abs(figure) for line in payment.lines for figure in _figures_of(line))
    if payment.stated:
        needed[abs(payment.amount)] += 1
    return needed


def _forms(figure: int, digits: int) -> tuple[str, ...]:
    """The digits by which a figure may be printed, without zeros before them: a round one also without decimals.

    >>> _forms(125000, 2), _forms(50, 2)
    (('125000', '1250'), ('50',))
    """
    whole, rest = divmod(figure, 10**digits)
    return (str(figure), str(whole)) if digits and not rest else (str(figure),)


def _figures_differ(
    payment: AdvicePayment, needed: Counter[int], first: Counter[Figure], second: Counter[Figure]
) -> str:
    """A figure that nobody printed (a net worked out from the gross) stands or falls with those it was made of."""
    for figure, times in needed.items():
        for sign in (False, True):
            wanted, found = min(times, first[sign, figure]), second[sign, figure]
            if found < wanted:
                return f"the readers disagree on the figure {figure}: {wanted} and {found} times"
    for line in payment.lines:
        if line.net and not any(second[sign, abs(f)] for f in _figures_of(line) for sign in (False, True)):
            return f"the readers disagree on the amount of {line.reference!r}"
    return ""


def _figures_of(line: AdviceLine) -> Iterator[int]:
    """What is printed of a line, if it is printed: each figure once."""
    return iter({abs(figure) for figure in (line.net, line.gross, line.discount, line.deduction) if figure})


def _figures(text: str, digits: int, wanted: frozenset[str]) -> Counter[Figure]:
    """The wanted ways to read digits as an amount of so many decimals, and whether a minus stands beside them."""
    found: Counter[Figure] = Counter()
    for line in _seen(text).splitlines():
        runs = list(_DIGITS.finditer(line))
        for index, run in enumerate(runs):
            if _GLUED_BEFORE.search(line[: run.start()]):
                continue
            for end in _ends(line, runs[index : index + _MOST_GROUPS]):
                printed = line[run.start() : end]
                if _NO_DIGIT.sub("", printed).lstrip("0") not in wanted:
                    continue
                amount = parse_amount(printed, digits)
                if amount is not None and not _GLUED_AFTER.match(line[end:]):
                    found[_is_negative(line, run.start(), end), amount[0]] += 1
    return found


def _ends(line: str, runs: Sequence[re.Match[str]]) -> Iterator[int]:
    """Where an amount may end that begins with the first run: behind each further group of digits."""
    last = runs[0].end()
    yield last
    for run in runs[1:]:
        if not _INSIDE.fullmatch(line[last : run.start()]):
            return
        last = run.end()
        yield last


def _is_negative(line: str, start: int, end: int) -> bool:
    return bool(_MINUS_BEFORE.search(line[max(0, start - 20) : start]) or _MINUS_AFTER.match(line[end : end + 4]))


def _references_differ(lines: Iterable[AdviceLine], first: PrintedRuns, second: PrintedRuns) -> str:
    needed = Counter(canonical(line.reference) for line in lines if line.reference)
    for reference, times in needed.items():
        if not reference:
            continue
        wanted, found = min(times, first.times(reference)), second.times(reference)
        if found < wanted or (not wanted and not found and not second.has_broken(reference)):
            return f"the readers disagree on reference {reference!r}"
    return ""


def _seen(text: str) -> str:
    """Without marks that nobody sees, ligatures taken apart, one kind of minus."""
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_MINUS)
