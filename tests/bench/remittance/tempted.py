"""The hunt for false applications: every document read once and judged against many tempted books.

    python -m tests.bench.remittance.tempted --documents 240 --seed 1 --families tuned [--books 6] [--out DIR]

Prints, by family and temptation, how many books were judged and how many led to a false application: cash, discount or
write-off beyond what `policy_check` lets the document's own printed lines post. ``--out`` keeps each with its book.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.bench.csv_book import CsvBook
from tests.bench.remittance.draw import draw_case
from tests.bench.remittance.emit import Order, can_render, orders, render
from tests.bench.remittance.families import FAMILIES, KEPT_OUT, TUNED
from tests.bench.remittance.judged import POLICY
from tests.bench.remittance.mail import compose
from tests.bench.remittance.model import Allocation, Case, Item
from tests.bench.remittance.policy_check import allowed
from tests.bench.remittance.tempting import TEMPTATIONS, scene_of, tempted
from tests.bench.remittance.truth import write_book
from workers.errors import UnreadableDocument
from workers.receivables.customer import Customer
from workers.receivables.open_item import OpenItem
from workers.remittance.document import Document
from workers.remittance.formats.interpret import readable_lines
from workers.remittance.readers.pool import InProcessReaders
from workers.remittance.run import Judgement, MailReading, judge, read_mail

_SPLITS = {"tuned": TUNED, "kept_out": KEPT_OUT, "all": (*TUNED, *KEPT_OUT)}


@dataclass(slots=True)
class FalseApplication:
    """What was posted beyond what may be, on which document, with which book."""

    case: Case
    temptation: str
    posted: str
    mail: bytes = b""

    def __str__(self) -> str:
        return f"FALSE APPLICATION {self.case.id} ({self.case.scenario}), {self.temptation}: {self.posted}"

    def keep(self, folder: Path) -> None:
        """The mail and its book, to be looked at."""
        name = f"{self.case.id}-{self.temptation.replace(' ', '_')}"
        (folder / f"{name}.eml").write_bytes(self.mail)
        write_book([self.case], folder / f"{name}.csv")


@dataclass(slots=True)
class Hunted:
    """What came of one document: the books judged by temptation, and the false applications."""

    family: str
    judged: Counter[str] = field(default_factory=Counter)
    found: list[FalseApplication] = field(default_factory=list)


def hunt(order: Order, books: int, kinds: int = len(TEMPTATIONS)) -> Hunted:
    """One document against up to ``books`` books of ``kinds`` temptations; each once more as it was read under it."""
    family = FAMILIES[order.family_id]
    case = draw_case(family, list(FAMILIES).index(family.id), order.index, order.seed)
    mail = compose(case, family, *render(case, family))
    try:
        reading = read_mail(mail, f"{case.id}.eml", InProcessReaders())
    except UnreadableDocument:
        return Hunted(family.id)
    if not case.lines or not case.items:
        return Hunted(family.id)
    hunted = Hunted(family.id)
    plain = replace(case, duplicate_of="")
    scene = scene_of(plain, _texts(reading), _amounts(judge(reading, book_of(plain), POLICY)))
    rng = Random(f"tempted {case.seed}")
    for name in rng.sample(list(TEMPTATIONS), kinds):
        for book in tempted(scene, name, rng, books):
            judgement = _judged(book, name, reading, hunted)
            for again in tempted(replace(scene, case=book, read=_amounts(judgement)), "as read", rng, 1):
                if again.items != book.items:
                    _judged(again, name, reading, hunted)
    for each in hunted.found:
        each.mail = mail
    return hunted


def _judged(book: Case, name: str, reading: MailReading, hunted: Hunted) -> Judgement:
    judgement = judge(reading, book_of(book), POLICY)
    hunted.judged[name] += 1
    if posted := _beyond(judgement, book):
        hunted.found.append(FalseApplication(book, name, posted))
    return judgement


def _texts(reading: MailReading) -> Iterator[str]:
    """Every word, and every line for the amounts that are written with spaces."""
    for document in (*reading.files, *reading.bodies):
        if isinstance(document, Document):
            yield from (word.text for page in document.pages for word in page.words)
            yield from (line.text for line in readable_lines(document))


def _amounts(judgement: Judgement) -> Counter[str]:
    """What the product reads: amount by document, or by printed reference where it knows no document."""
    read: Counter[str] = Counter()
    for line in judgement.decision.lines:
        read[line.item.document_number if line.item else line.line.reference] += line.line.net
    return Counter({number: amount for number, amount in read.items() if number and amount})


def book_of(case: Case) -> CsvBook:
    """The case's own books; an item's id is its place, from 1."""
    customers = (Customer(c.id, c.name, c.domain, c.parent_id or None) for c in case.customers)
    return CsvBook(tuple(customers), tuple(_open_item(n, item) for n, item in enumerate(case.items, 1)))


def _open_item(number: int, item: Item) -> OpenItem:
    return OpenItem(
        id=number,
        customer_id=item.customer_id,
        document_type="credit_memo" if item.amount < 0 else "invoice",
        document_number=item.number,
        issue_date=item.issued,
        due_date=item.due,
        currency=item.currency,
        original=item.amount,
        open=item.open,
        po_number=item.po_number,
        discount_terms=str(item.terms or ""),
    )


def _beyond(judgement: Judgement, case: Case) -> str:
    """What was posted beyond what the printed lines allow; empty when nothing was."""
    posted: dict[Item, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for allocation in (each for payment in judgement.decision.allocations for each in payment):
        item = case.items[allocation.item_id - 1]
        cash, discount, writeoff = posted[item]
        posted[item] = (cash + allocation.cash, discount + allocation.discount, writeoff + allocation.writeoff)
    most = allowed(case) if posted else {}
    wrong = [
        f"{figures} on {item.number} of {item.customer_id}, allowed {most.get(item.number)}"
        for item, figures in posted.items()
        if not _is_within(figures, most.get(item.number) or Allocation(item.number, 0))
    ]
    return "; ".join(wrong[:3])


def _is_within(figures: tuple[int, int, int], most: Allocation) -> bool:
    bounds = (most.cash, most.discount, most.writeoff)
    return all(min(0, bound) <= figure <= max(0, bound) for figure, bound in zip(figures, bounds, strict=True))


def hunt_all(wanted: Sequence[Order], books: int, kinds: int = len(TEMPTATIONS), jobs: int = 1) -> Iterator[Hunted]:
    able = [order for order in wanted if can_render(FAMILIES[order.family_id])]
    if len(able) < len(wanted):
        print(f"NO CHROMIUM HERE: {len(wanted) - len(able)} of {len(wanted)} documents are left out", file=sys.stderr)
    if jobs == 1:
        yield from (hunt(order, books, kinds) for order in able)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(hunt, books=books, kinds=kinds), able, chunksize=4)


def main() -> None:
    arguments = _arguments()
    families = _SPLITS.get(arguments.families) or tuple(FAMILIES[name] for name in arguments.families.split(","))
    wanted = orders(families, arguments.documents, arguments.seed)
    hunted = []
    hunting = hunt_all(wanted, arguments.books, jobs=arguments.jobs)
    for each in track(hunting, "hunt", len(wanted), console=Console(stderr=True)):
        hunted.append(each)
        for found in each.found:
            print(found, flush=True)
            if arguments.out:
                arguments.out.mkdir(parents=True, exist_ok=True)
                found.keep(arguments.out)
    _print(hunted)
    sys.exit(1 if any(each.found for each in hunted) else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--families", default="tuned", help="tuned, kept_out, all, or family ids with commas")
    parser.add_argument("--books", type=int, default=6, help="books of each temptation for a document, at most")
    parser.add_argument("--out", type=Path, help="keep each false application there: the mail and its book")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _print(hunted: Sequence[Hunted]) -> None:
    """Books judged; what stands behind a slash are false applications."""
    table = Table("family", "documents", *TEMPTATIONS, title="books judged / false applications")
    for family in sorted({each.family for each in hunted}):
        table.add_row(family, *_cells([each for each in hunted if each.family == family]))
    table.add_section()
    table.add_row("all", *_cells(hunted))
    Console(width=140).print(table)


def _cells(hunted: Sequence[Hunted]) -> list[str]:
    judged = sum((each.judged for each in hunted), Counter[str]())
    false = Counter(found.temptation for each in hunted for found in each.found)
    return [
        str(len(hunted)),
        *(f"{judged[name]}/{false[name]}" if false[name] else str(judged[name]) for name in TEMPTATIONS),
    ]


if __name__ == "__main__":
    main()
