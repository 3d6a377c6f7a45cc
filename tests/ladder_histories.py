"""Random ladders and random lives of a small dunned book, for property tests: what ops may write, what may happen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.dunned_book import DunnedBook
from workers.ledger.book.accounts import supersede
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.queue import placements
from workers.ledger.queue.placements import NewPlacement
from workers.ledger.schema import episodes, messages, open_items
from workers.policy.ladder import BusinessDays, Ladder, Referral
from workers.policy.level import Level, Repeat
from workers.receivables.calendar import Roll

Step = tuple[str, Any]
NAMES = ("hello", "reminder", "second", "third", "last_call")
TEXTS = ("friendly_reminder", "second_reminder", "final_notice")
_COUNTED = ("handed_over", "delivered")

rolls: st.SearchStrategy[Roll] = st.sampled_from(("next", "previous", "none"))
minimums = st.dictionaries(st.sampled_from(("EUR", "USD")), st.sampled_from((2_000, 9_000, 15_000)), max_size=2)
repeats = st.none() | st.builds(Repeat, every_days=st.integers(2, 12), at_most=st.integers(2, 3))


@st.composite
def levels(draw: st.DrawFn, number: int, name: str, day: int, gap: int) -> Level:
    """One level that comes ``day`` days after the due date, ``gap`` days after the one before."""
    clock = draw(st.sampled_from(("days_after_due", "days_after_due", "days_after_month_end", "days_after_previous")))
    if day <= 0 or (clock == "days_after_previous" and number == 1):
        clock = "days_after_due"
    plain = Level(
        number,
        name,
        draw(st.sampled_from(TEXTS)),
        draw(st.sampled_from((("email",), ("email", "sms"), ("sms",)))),
        ("ap_clerk",),
        min_interval_days=draw(st.integers(1, max(1, gap))),
        minimum_amount=draw(minimums),
        minimum_percent=draw(st.sampled_from((0, 0, 30, 80))),
        repeat=draw(repeats),
    )
    match clock:
        case "days_after_previous":
            return replace(plain, days_after_previous=gap)
        case "days_after_month_end":
            return replace(plain, days_after_month_end=day)
        case _:
            return replace(plain, days_after_due=day)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Any ladder that the lint accepts."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    day, rungs = draw(st.integers(-4, 8)), []
    for number, name in enumerate(names, start=1):
        gap = draw(st.integers(2, 14))
        day += gap if number > 1 else 0
        rungs.append(draw(levels(number, name, day, gap)))
    final = draw(st.booleans())
    rungs[-1] = replace(rungs[-1], final=final)
    return Ladder(
        "any",
        tuple(rungs),
        entry=draw(st.sampled_from(("lowest", "by_age"))),
        catch_up=draw(st.sampled_from(("next", "latest"))),
        grace_days=draw(st.sampled_from((0, 0, 3))),
        business_days=BusinessDays(draw(rolls), draw(rolls)),
        referral=Referral(day + 60, 14) if final and draw(st.booleans()) else None,
    )


amounts = st.sampled_from((1_500, 8_000, 10_000, 25_000))
items = st.tuples(st.integers(-8, 60), amounts, st.sampled_from(("EUR", "EUR", "EUR", "USD")))
accounts_of_book = st.lists(
    st.tuples(st.sampled_from(("", "DE", "US")), st.lists(items, min_size=1, max_size=3)), min_size=1, max_size=2
)
which = st.integers(0, 5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("days"), st.integers(1, 12)),
        st.tuples(st.just("days"), st.integers(1, 12)),
        st.tuples(st.just("outage"), st.integers(1, 25)),
        st.tuples(st.just("pay"), st.tuples(which, st.sampled_from((0, 3, 10)))),
        st.tuples(st.just("take back"), which),
        st.tuples(st.just("invoice"), st.tuples(which, items)),
        st.tuples(st.just("credit"), st.tuples(which, amounts)),
        st.tuples(
            st.just("hold"), st.tuples(which, st.sampled_from(("hold", "promise", "dispute")), st.integers(0, 9))
        ),
        st.tuples(st.just("item hold"), st.tuples(which, st.none() | st.just(1_000), st.integers(0, 9))),
        st.tuples(st.just("bounce"), which),
        st.tuples(st.just("place"), which),
        st.tuples(st.just("edit"), ladders()),
    ),
    min_size=3,
    max_size=14,
)


@dataclass
class Life:
    """A book that lives: steps change it through the ledger's doors, and the robot runs on its days."""

    book: DunnedBook
    invoices: int = 0

    def climb(self, ladder: Ladder) -> None:
        """From now on everybody climbs this ladder."""
        self.book.policy = replace(self.book.policy, ladders=dict.fromkeys(self.book.policy.ladders, ladder))

    def play(self, step: Step) -> None:
        name, what = step
        match name:
            case "days":
                for _ in range(what):
                    self.day()
            case "outage":
                self.book.pass_days(what)
            case "edit":
                self.climb(what)
            case "invoice":
                self.invoice(self._one_of("account_id", what[0]), *what[1])
            case "credit":
                self.invoice(self._one_of("account_id", what[0]), 0, -what[1], "EUR")
            case _:
                self._change(name, what)

    def day(self) -> None:
        """One day of the robot: it plans, and sends what may leave."""
        self.book.plan()
        if "planned" in self.book.states():
            self.book.send()
        self.book.pass_days(1)

    def invoice(self, account_id: int, days_overdue: int, amount: int, currency: str) -> None:
        self.invoices += 1
        self.book.item(account_id, f"INV-{self.invoices}", days_overdue, amount, currency)
        with self.book.ledger.write() as connection:
            supersede(connection, [account_id], "import")

    def _change(self, name: str, what: Any) -> None:
        number = what if isinstance(what, int) else what[0]
        account_id, item_id = self._one_of("account_id", number), self._one_of("id", number)
        match name:
            case "pay":
                self._set_open(account_id, item_id, what[1])
            case "take back":
                self._set_open(account_id, item_id, 0)
            case "hold":
                self._hold(NewHold(account_id, what[1], "any", expires_on=self._in_days(what[2])))
            case "item hold":
                self._hold(NewHold(account_id, "dispute", "any", item_id, what[1], expires_on=self._in_days(what[2])))
            case "bounce":
                self._bounce(number)
            case "place":
                self._place(account_id)
            case _:
                raise AssertionError(name)

    def _in_days(self, days: int) -> Any:
        return self.book.today + timedelta(days=days)

    def _one_of(self, column: str, number: int) -> int:
        with self.book.ledger.read() as connection:
            known = list(connection.scalars(select(open_items.c[column]).order_by(open_items.c.id)))
        return int(known[number % len(known)])

    def _set_open(self, account_id: int, item_id: int, tenths_paid: int) -> None:
        original = open_items.c.original_minor
        with self.book.ledger.write() as connection:
            changed = update(open_items).where(open_items.c.id == item_id)
            connection.execute(changed.values(open_minor=original - original * tenths_paid / 10))
            supersede(connection, [account_id], "payment")

    def _hold(self, new: NewHold) -> None:
        with self.book.ledger.write() as connection:
            add_hold(connection, new, self.book.occasion())

    def _bounce(self, number: int) -> None:
        """A notice that was handed over comes back."""
        with self.book.ledger.write() as connection:
            left = connection.execute(
                select(messages.c.id, messages.c.account_id)
                .where(messages.c.state.in_(_COUNTED))
                .order_by(messages.c.id)
            ).all()
            if left:
                back = left[-1 - number % len(left)]
                connection.execute(update(messages).where(messages.c.id == back.id).values(state="bounced"))
                supersede(connection, [back.account_id], "bounced")

    def _place(self, account_id: int) -> None:
        """A person places what the running episode holds."""
        with self.book.ledger.write() as connection:
            running = select(episodes.c.id).where(episodes.c.account_id == account_id, episodes.c.closed_on.is_(None))
            episode = connection.scalar(running.where(episodes.c.currency == "EUR"))
            wanted = select(open_items.c.id, open_items.c.open_minor).where(open_items.c.account_id == account_id)
            rows = connection.execute(wanted.where(open_items.c.open_minor > 0, open_items.c.currency == "EUR")).all()
            if episode is None or not rows or placements.find_live(connection, account_ids=[account_id]):
                return
            owed = tuple((row.id, row.open_minor) for row in rows)
            new = NewPlacement("default", account_id, "EUR", episode, "north", owed)
            placement_id = placements.propose(connection, new, self.book.occasion())
            placement = placements.find_placement(connection, placement_id)
            assert placement is not None
            placements.set_state(
                connection, placement, "approved", self.book.occasion(),
                approved_by="anna", approved_at=self.book.occasion().at,
            )  # fmt: skip
            supersede(connection, [account_id], "placement_decided")
