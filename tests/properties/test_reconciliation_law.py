"""The differences explain the balances to the cent, whatever the customer lists and whatever stands in the book.

Every line and every figure of ours is counted exactly once, and the order of either changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from workers.receivables.account_position import AccountPosition, HeldCash, PositionItem, Settlement
from workers.remittance.reconciliation.rules.compare import compare
from workers.remittance.reconciliation.statement import CustomerStatement, LineKind, StatementLine

DAY = date(2026, 3, 31)
NUMBERS = ("INV-101", "INV-102", "CM-103", "INV-104")
PAYMENTS = ("PAY-1", "PAY-2")
amounts = st.sampled_from((500, 1000, 1700, 2500))
days = st.integers(-40, 10).map(lambda n: DAY + timedelta(days=n))


@st.composite
def items(draw: st.DrawFn) -> tuple[PositionItem, ...]:
    """Documents with settlements before and after the day; the open amount is what those up to the day leave."""
    made = []
    for number, name in enumerate(NUMBERS[: draw(st.integers(0, 4))], start=1):
        sign = -1 if name.startswith("CM") else 1
        issued, original = draw(days), draw(amounts)
        settlements, left = [], original
        for payment, reference in enumerate(draw(st.lists(st.sampled_from(PAYMENTS), unique=True)), start=1):
            cash, beside = draw(st.integers(0, left)), draw(st.sampled_from((0, 0, 20)))
            beside = min(beside, left - cash)
            if cash + beside:
                settlements.append(Settlement(payment, reference, draw(days), sign * cash, sign * beside))
                left -= cash + beside
        until = sum(s.amount for s in settlements if s.on <= DAY)
        still = sign * original - until if issued <= DAY else 0
        standing = tuple(settlements) if issued <= DAY else ()
        disputed = draw(st.sampled_from(("", "", "broken")))
        made.append(PositionItem(
            number, name, "invoice", issued, issued, sign * original, still, "", standing, disputed,
            draw(st.booleans()),
        ))  # fmt: skip
    return tuple(made)


held = st.lists(
    st.builds(HeldCash, st.integers(1, 3), st.sampled_from(PAYMENTS), days.filter(lambda d: d <= DAY), amounts),
    max_size=2, unique_by=lambda cash: cash.payment_id,
).map(tuple)  # fmt: skip
line = st.builds(
    StatementLine,
    st.sampled_from((*NUMBERS, *PAYMENTS, "X-9", "")),
    st.tuples(amounts, st.sampled_from((1, 1, 1, -1))).map(lambda both: both[0] * both[1]),
    st.sampled_from((*LineKind, LineKind.DOCUMENT)),
    st.lists(days, max_size=1).map(tuple),
    st.lists(st.sampled_from((*NUMBERS, *PAYMENTS)), max_size=1).map(tuple),
)
statements = st.builds(
    CustomerStatement,
    st.just("list.csv"),
    st.just("EUR"),
    st.lists(line, max_size=7).map(tuple),
    st.one_of(st.none(), st.integers(-5000, 5000)),
    st.one_of(st.none(), days),
)
positions = st.builds(
    AccountPosition, st.just("C1"), st.just("Adler GmbH"), st.just("EUR"), st.just(DAY), items(), held
)


@settings(derandomize=True, max_examples=150)
@given(statement=statements, position=positions)
def test_differences_explain_both_balances_to_the_cent(statement: CustomerStatement, position: AccountPosition) -> None:
    found = compare(statement, position)
    assert found.theirs == (statement.total if statement.stated is None else statement.stated)
    assert found.ours == sum(item.open for item in position.items) - sum(cash.amount for cash in position.held)
    assert sum(d.effect for d in found.differences) == found.theirs - found.ours
    moved = [d for d in found.differences if d.cause != "period_differs"]
    assert all(d.effect for d in moved)


@settings(derandomize=True, max_examples=40)
@given(position=positions)
def test_a_list_that_says_what_our_book_says_differs_nowhere(position: AccountPosition) -> None:
    named = [StatementLine(item.document_number, item.open) for item in position.items if item.open]
    own = replace(position, held=())
    found = compare(CustomerStatement("list.csv", "EUR", tuple(named)), own)
    assert found.differences == ()
    assert found.agreed == len(named)


@settings(derandomize=True, max_examples=50)
@given(statement=statements, position=positions)
def test_the_order_of_lines_and_documents_changes_no_figure(
    statement: CustomerStatement, position: AccountPosition
) -> None:
    turned = replace(statement, lines=statement.lines[::-1])
    over = replace(position, items=position.items[::-1], held=position.held[::-1])
    before, after = compare(statement, position), compare(turned, over)
    assert (after.theirs - after.ours, after.agreed) == (before.theirs - before.ours, before.agreed)
    assert sum(d.effect for d in after.differences) == sum(d.effect for d in before.differences)
