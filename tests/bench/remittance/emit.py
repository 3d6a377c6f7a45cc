"""Writes a set: every case drawn, rendered, mailed and stored with its truth. Same seed, same files (PDF ids aside)."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random

from tests.bench.remittance import not_an_advice
from tests.bench.remittance.draw import draw_case
from tests.bench.remittance.families import FAMILIES
from tests.bench.remittance.family import BODY_FORMATS, PDF_FORMATS, Family
from tests.bench.remittance.mail import compose
from tests.bench.remittance.model import Case, Payment
from tests.bench.remittance.paper import Paper
from tests.bench.remittance.renderers import KINDS, chromium, renderer
from tests.bench.remittance.sheet import Look, Sheet
from tests.bench.remittance.truth import Attachment, store, truth_of, write_book
from tests.bench.remittance.words import WORDS


@dataclass(frozen=True, slots=True)
class Order:
    """Document ``index`` of a family."""

    family_id: str
    index: int
    seed: int


def orders(families: Sequence[Family], documents: int, seed: int) -> list[Order]:
    """``documents`` dealt evenly to the families."""
    dealt: Counter[str] = Counter()
    made = []
    for family in islice(cycle(families), documents):
        made.append(Order(family.id, dealt[family.id], seed))
        dealt[family.id] += 1
    return made


def can_render(family: Family) -> bool:
    return family.format != "chromium" or chromium.is_there()


def emit(wanted: Sequence[Order], out: Path, jobs: int = 1) -> Iterator[Case]:
    """Yields each case as its files are written; the book is written last. Says what this machine cannot render."""
    for name in ("eml", "pdf", "truth", "book"):
        (out / name).mkdir(parents=True, exist_ok=True)
    able = [order for order in wanted if can_render(FAMILIES[order.family_id])]
    if len(able) < len(wanted):
        print(f"NO CHROMIUM HERE: {len(wanted) - len(able)} of {len(wanted)} documents are left out", file=sys.stderr)
    cases = []
    for case in _made(able, out, jobs):
        cases.append(case)
        yield case
    write_book(cases, out / "book" / "open_items.csv")


def _made(wanted: Sequence[Order], out: Path, jobs: int) -> Iterator[Case]:
    if jobs == 1:
        yield from (make(order, out) for order in wanted)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(make, out=out), wanted, chunksize=8)


def make(order: Order, out: Path) -> Case:
    """One document with all its files."""
    family = FAMILIES[order.family_id]
    case = draw_case(family, list(FAMILIES).index(family.id), order.index, order.seed)
    text, html, attachments = render(case, family)
    (out / "eml" / f"{case.id}.eml").write_bytes(compose(case, family, text, html, attachments))
    truth = truth_of(case, family, attachments)
    (out / "truth" / f"{case.id}.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False), encoding="utf-8")
    store(case, attachments, out / "pdf")
    return case


def render(case: Case, family: Family) -> tuple[str, str, tuple[Attachment, ...]]:
    """Body text, body HTML and attachments; the body is empty where the family does not write into it."""
    papers = _papers(case, family)
    sheets = [not_an_advice.sheet(paper) if case.genre != "advice" else family.sheet(paper) for paper in papers]
    if family.format in BODY_FORMATS:
        content = renderer(family.format).render(sheets[0]).decode()
        return ("", content, ()) if family.format == "html" else (content, "", ())
    attachments = tuple(_attachment(case, family, paper, sheet) for paper, sheet in zip(papers, sheets, strict=True))
    return "", "", attachments


def _papers(case: Case, family: Family) -> list[Paper]:
    """One document for all payments, one for each, or one payment over several documents."""
    rng = Random(f"paper {case.seed}")
    parts: list[tuple[Payment, ...]]
    if family.files_per_payment and case.payments:
        parts = [(payment,) for payment in case.payments]
    elif family.pages_in_files > 1 and case.payments and len(case.payments[0].lines) >= family.pages_in_files:
        parts = [(part,) for part in _split(case.payments[0], family.pages_in_files)]
    else:
        parts = [case.payments]
    return [Paper(case, family, part, rng, number, len(parts)) for number, part in enumerate(parts, 1)]


def _split(payment: Payment, count: int) -> list[Payment]:
    size = -(-len(payment.lines) // count)
    starts = range(0, len(payment.lines), size)
    last = starts[-1]
    return [
        replace(payment, lines=payment.lines[start : start + size], hidden=payment.hidden if start == last else 0)
        for start in starts
    ]


def _attachment(case: Case, family: Family, paper: Paper, sheet: Sheet) -> Attachment:
    kind = KINDS[family.format]
    reference = paper.payments[0].reference if paper.payments else "1"
    name = family.file_name.format(title=WORDS[family.language].title.replace(" ", "_"), reference=reference)
    part = f"_{paper.part}" if paper.parts > 1 else ""
    return Attachment(f"{name}{part}.{kind.extension}", kind.content_type, _content(case, family, sheet))


def _content(case: Case, family: Family, sheet: Sheet) -> bytes:
    if family.format in PDF_FORMATS:
        match case.delivery:
            case "empty":
                return b""
            case "encrypted":
                from tests.bench.remittance.renderers.fpdf_pages import render_encrypted

                return render_encrypted(replace(sheet, look=Look()), f"secret-{case.id}")
            case "cut":
                return renderer(family.format).render(sheet)[:400]
    return renderer(family.format).render(sheet)
