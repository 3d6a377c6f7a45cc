"""What the demo's days came to, as figures: everything in it is asked of the robot, nothing of the simulated world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from workers.demo.life import Book
from workers.demo.promises import PromiseFigures, plan_figures, promise_figures
from workers.exception_queue.desk import show_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.aging import AgingLine, aging
from workers.ledger.laws import LawResult
from workers.ledger.queue import placements
from workers.receivables.money import to_decimal
from workers.upkeep import verify_book
from workers.wiring import Robot

# A line of the bank that the robot understood without anybody's help, and what a person had to look at all the same.
_UNDERSTOOD = ("cleared_advice", "applied")
_QUESTIONED = (CaseKind.SHORT_PAYMENT,)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        return 100 * self.part // self.whole if self.whole else 0


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """How many cases of one kind there were, and how many still wait."""

    kind: str
    opened: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Placements:
    """Accounts on their way to an agency."""

    flagged: int
    approved: int
    with_agency: int

    @property
    def ended(self) -> int:
        """Approved, and taken back since: paid, or the file never left."""
        return self.approved - self.with_agency


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of the whole demo."""

    collected: Mapping[str, int]
    payments: Share
    accounts: Share
    mails: Mapping[str, int]
    aging_before: Sequence[AgingLine]
    aging_after: Sequence[AgingLine]
    notices: Mapping[tuple[str, str], int]
    cases: Sequence[CaseFigure]
    promises: PromiseFigures
    plans: PromiseFigures
    placements: Placements
    laws: Sequence[LawResult]

    def as_json(self) -> dict[str, Any]:
        """The summary for programs; amounts are decimal text."""
        return {
            "collected": {currency: str(to_decimal(minor, currency)) for currency, minor in self.collected.items()},
            "payments_touch_free": asdict(self.payments),
            "accounts_touch_free": asdict(self.accounts),
            "mails": dict(self.mails),
            "aging_before": [line.as_json() for line in self.aging_before],
            "aging_after": [line.as_json() for line in self.aging_after],
            "notices": [{"level": lv, "channel": ch, "count": count} for (lv, ch), count in self.notices.items()],
            "cases": [asdict(figure) for figure in self.cases],
            "promises": asdict(self.promises),
            "plans": asdict(self.plans),
            "placements": asdict(self.placements),
            "laws": [
                {"n": law.n, "name": law.name, "checked": law.checked, "violations": len(law.violations)}
                for law in self.laws
            ],
        }


def sum_up(robot: Robot, book: Book, start: date, end: date, accounts: int) -> Summary:
    """The figures from ``start`` to ``end``; ``robot`` stands at the end."""
    laws = verify_book(robot)
    with robot.ledger.read() as connection:
        before, after = aging(connection, start), aging(connection, end)
        approvals = [case.id for case in book.cases.values() if case.kind == CaseKind.PLACEMENT_APPROVAL]
        decided = [show_case(connection, case_id)[0].decision for case_id in approvals]
        promised, planned = promise_figures(connection), plan_figures(connection)
        live = [placement for placement in placements.find_live(connection) if placement.state != "proposed"]
    touched = {case.account_id for case in book.cases.values() if case.account_id is not None}
    return Summary(
        collected=dict(sorted(book.applied.items())),
        payments=_touch_free(book),
        accounts=Share(accounts - len(touched), accounts),
        mails=dict(sorted(book.mails.items())),
        aging_before=before,
        aging_after=after,
        notices={key: count for key, count in sorted(book.sent.items()) if key[0][:1].isdigit()},
        cases=_case_figures(book),
        promises=promised,
        plans=planned,
        placements=Placements(len(approvals), decided.count("approve"), len(live)),
        laws=laws,
    )


def _touch_free(book: Book) -> Share:
    """Bank lines that were applied or cleared, less those whose payment became a case."""
    questioned = sum(case.kind in _QUESTIONED for case in book.cases.values())
    return Share(sum(book.bank[outcome] for outcome in _UNDERSTOOD) - questioned, book.bank.total())


def _case_figures(book: Book) -> list[CaseFigure]:
    opened = Counter(case.kind for case in book.cases.values())
    waiting = Counter(book.cases[case_id].kind for case_id in book.open_cases)
    return [CaseFigure(kind, count, waiting[kind]) for kind, count in sorted(opened.items())]
