"""Draws case number ``index`` of a family: the same seed draws the same case, on any machine and in any order.

Three quarters of the cases must be applied; they carry the habits of table A. One quarter carries one mishap on top.
A draw that the independent ``policy_check`` contradicts is thrown away and drawn again; if that never succeeds the
generator stops, because then a habit or a mishap is wrong.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.bench.remittance.companies import PER_DOCUMENT, found_company
from tests.bench.remittance.draft import Draft, Redraw, expected
from tests.bench.remittance.family import PDF_FORMATS, Family
from tests.bench.remittance.habits import HABITS, group, line_for
from tests.bench.remittance.mishaps import MISHAPS, Mishap
from tests.bench.remittance.model import Case, Expected, Payment
from tests.bench.remittance.policy_check import Contradiction, check
from tests.bench.remittance.stock import draw_habits, draw_items

EXCEPTION_SHARE = 0.25
_ATTEMPTS = 200
_INDEXES_PER_FAMILY = 4_000
_FIRST_PAYDAY = date(2026, 9, 21)


def draw_case(family: Family, family_number: int, index: int, seed: int) -> Case:
    """The case; ``family_number`` keeps the customers of the families apart."""
    failures = []
    is_exception = Random(f"{seed}/{family.id}/{index}").random() < EXCEPTION_SHARE
    for attempt in range(_ATTEMPTS):
        name = f"{seed}/{family.id}/{index}/{attempt}"
        try:
            case = _attempt(family, family_number * _INDEXES_PER_FAMILY + index, name, is_exception)
            if case.scenario == "duplicate":
                case = _repeat(family, family_number, index, seed)
            check(case)
        except (Redraw, Contradiction) as failure:
            failures.append(str(failure))
        else:
            return case
    raise RuntimeError(f"{family.id}-{index:04d} (seed {seed}) cannot be drawn: {failures[-3:]}")


def _attempt(family: Family, ordinal: int, name: str, is_exception: bool) -> Case:
    rng = Random(name)
    draft = _empty_draft(rng, family, ordinal)
    mishap = _choose_mishap(draft) if is_exception else None
    count = rng.randint(*family.lines)
    mine = draft.free(draft.payer)
    draft.lines = [
        line_for(item, draft) for item in sorted(rng.sample(mine, min(count, len(mine))), key=lambda i: i.issued)
    ]
    _apply_habits(draft, is_exception)
    if mishap:
        draft.scenario = mishap.name
        mishap.change(draft)
    return _freeze(draft, ordinal, name)


def _empty_draft(rng: Random, family: Family, ordinal: int) -> Draft:
    paid_on = _FIRST_PAYDAY + timedelta(days=rng.randrange(60))
    habits = draw_habits(rng, family.numberings, rng.choice(family.currencies), paid_on)
    first = ordinal * PER_DOCUMENT
    shape = rng.random()
    top = found_company(rng, first, family.language)
    draft = Draft(rng=rng, family=family, habits=habits, payer=top, currency=habits.currency)
    if shape < 0.25:
        draft.children = [found_company(rng, first + n, family.language, top) for n in (1, 2)]
    elif shape < 0.5:
        draft.parent = top
        draft.payer, draft.sibling = (found_company(rng, first + n, family.language, top) for n in (1, 2))
    for customer in group(draft):
        size = family.lines[1] + rng.randint(3, 12) if customer is draft.payer else rng.randint(3, 8)
        draft.items += draw_items(rng, customer, habits, size)
    return draft


def _can(family: Family, figure: str) -> bool:
    return not figure or figure in family.shows or (figure == "pdf" and family.format in PDF_FORMATS)


def _choose_mishap(draft: Draft) -> Mishap:
    family = draft.family
    able = [m for m in MISHAPS if _can(family, m.figure)]
    weights = [m.weight * family.odds.get(m.name, 1) for m in able]
    return draft.rng.choices(able, weights)[0]


def _apply_habits(draft: Draft, is_exception: bool) -> None:
    """An exception keeps the simple habits only: what is left open must have one reason."""
    drawn = []
    for habit in HABITS:
        wanted = draft.rng.random() < habit.rate * draft.family.odds.get(habit.name, 1)
        if (
            wanted
            and _can(draft.family, habit.figure)
            and not (is_exception and habit.name in ("rounded off", "paid in two"))
        ):
            with suppress(Redraw):
                habit.change(draft)
                drawn.append(habit.name)
    draft.scenario = "+".join(drawn) or "clean"


def _freeze(draft: Draft, ordinal: int, name: str) -> Case:
    stranger = found_company(draft.rng, ordinal * PER_DOCUMENT + 5, draft.family.language)
    printed = draft.payer if draft.payer_is_known else stranger
    is_advice = draft.genre == "advice" and draft.delivery not in ("empty", "cut", "encrypted")
    return Case(
        id=f"{draft.family.id}-{ordinal % _INDEXES_PER_FAMILY:04d}",
        family=draft.family.id,
        scenario=draft.scenario,
        seed=name,
        payer=draft.payer if draft.payer_is_known else None,
        printed_payer=printed.name,
        sender_domain=draft.family.platform or printed.domain,
        customers=group(draft),
        items=tuple(draft.items),
        payments=_payments(draft) if is_advice or draft.lines else (),
        expected=expected(draft),
        genre=draft.genre,
        delivery=draft.delivery,
    )


def _payments(draft: Draft) -> tuple[Payment, ...]:
    """The lines dealt to as many payments as the family announces; what the mishap adds goes to the last."""
    count = min(draft.rng.randint(*draft.family.payments), len(draft.lines))
    cuts = sorted(draft.rng.sample(range(1, len(draft.lines)), count - 1)) if count > 1 else []
    parts = [draft.lines[a:b] for a, b in zip([0, *cuts], [*cuts, len(draft.lines)], strict=True)]
    payments = []
    for part in parts:
        is_last = part is parts[-1]
        amount = sum(line.net for line in part) + (draft.delta if is_last else 0)
        if amount <= 0:
            raise Redraw("nothing is paid")
        method = draft.rng.choice(draft.family.methods)
        reference = _reference(draft.rng, method)
        hidden = draft.hidden if is_last else 0
        payments.append(Payment(draft.habits.paid_on, amount, draft.currency, method, reference, tuple(part), hidden))
    return tuple(payments)


def _reference(rng: Random, method: str) -> str:
    if method.lower() in ("check", "cheque", "scheck", "chèque", "assegno", "cheque nominativo"):
        return f"{rng.randrange(100_000, 999_999)}"
    pattern = rng.choice(("EFT-{:07d}", "20{:08d}", "PAY{:06d}", "TRF2026{:06d}", "{:010d}"))
    return pattern.format(rng.randrange(100_000, 999_999))


def _repeat(family: Family, family_number: int, index: int, seed: int) -> Case:
    """The latest earlier advice of the family that applies, sent once more."""
    for earlier in range(index - 1, max(-1, index - 12), -1):
        case = draw_case(family, family_number, earlier, seed)
        if case.expected.kind is None:
            why = f"announces the payment of {case.id} again"
            again = Expected("duplicate_advice", why=why, also_kinds=("already_paid",))
            new_id = f"{family.id}-{index:04d}"
            return replace(case, id=new_id, scenario="duplicate", expected=again, duplicate_of=case.id)
    raise Redraw("no earlier advice to repeat")
