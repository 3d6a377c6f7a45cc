"""How fast PDFs are read, as ratios to bare pdfplumber on the same files in the same run, and how much memory it takes.

    python -m tests.bench.remittance_readers [FOLDER]

FOLDER holds PDFs (default: ../shared/remittance-dev/pdf). Exits with 1 where a goal is missed: full reading with both
engines at 0.75 of bare `extract_words` or better, triage at 8 times, 50 pages below 150 MB.
"""

from __future__ import annotations

import argparse
import gc
import io
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pdfplumber
from reportlab.pdfgen.canvas import Canvas

from tests.integration.remittance.reader_processes import most_memory, reader_processes
from workers.errors import UnreadableDocument
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Source
from workers.remittance.readers.pdf import read_pdf
from workers.remittance.readers.pdf_gate import check_bytes, triage
from workers.remittance.readers.pool import ReaderPool

DEV_PDFS = Path(__file__).resolve().parents[3] / "shared" / "remittance-dev" / "pdf"
ROUNDS = 3
LEAST_FULL, LEAST_TRIAGE, MOST_MB = 0.75, 8.0, 150
# Under a loaded machine the memory is asked for, not the time.
LIMITS = ReadingLimits(max_scanned_pages=0, wall_clock_s=100.0)


def readable(folder: Path) -> list[bytes]:
    """The PDFs that can be read at all, of at most 20 pages."""
    contents = []
    for path in sorted(folder.glob("*.pdf")):
        content = path.read_bytes()
        try:
            if len(triage(check_bytes(content, LIMITS), LIMITS).pages) <= 20:
                contents.append(content)
        except UnreadableDocument:
            continue
    return contents


def bare(content: bytes) -> None:
    with pdfplumber.open(io.BytesIO(content)) as document:
        for page in document.pages:
            page.extract_words()
            page.close()


def full(content: bytes) -> None:
    read_pdf("a.pdf", content, LIMITS)


def look(content: bytes) -> None:
    triage(check_bytes(content, LIMITS), LIMITS)


def seconds(work: Callable[[bytes], None], contents: Sequence[bytes]) -> float:
    """CPU time of the process; a file that pdfplumber cannot read counts for nobody."""
    gc.collect()
    started = time.process_time()
    for content in contents:
        work(content)
    return time.process_time() - started


def fifty_pages() -> bytes:
    """A long advice: 50 pages of 50 lines."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in range(50):
        for row in range(50):
            y, number = 800 - 15 * row, page * 50 + row
            canvas.drawString(50, y, f"INV-2026-{number:06}")
            canvas.drawString(200, y, "20/10/2026")
            canvas.drawString(300, y, "Goods as ordered")
            canvas.drawRightString(540, y, f"{1_000 + number:,}.00")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def memory_of_fifty_pages() -> int:
    """The most memory of a reader process that read fifty pages, in bytes."""
    with ReaderPool(LIMITS) as pool:
        (read,) = pool.read([Source("long.pdf", "application/pdf", fifty_pages())])
        assert isinstance(read, Document), read
        assert len(read.pages) == 50
        return max(most_memory(process) for process in reader_processes())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEV_PDFS)
    contents = readable(parser.parse_args().folder)
    rounds = [[seconds(work, contents) for work in (bare, full, look)] for _ in range(ROUNDS)]
    slow, both, quick = (min(times) for times in zip(*rounds, strict=True))
    megabytes = memory_of_fifty_pages() / 1e6
    print(f"{len(contents)} PDFs, best of {ROUNDS} rounds: bare extract_words {slow:.2f} s")
    print(f"both engines  {both:.2f} s  {slow / both:5.2f} x  (goal {LEAST_FULL})")
    print(f"triage        {quick:.2f} s  {slow / quick:5.2f} x  (goal {LEAST_TRIAGE:.0f})")
    print(f"50 pages      {megabytes:.0f} MB  (goal below {MOST_MB})")
    sys.exit(slow / both < LEAST_FULL or slow / quick < LEAST_TRIAGE or megabytes >= MOST_MB)


if __name__ == "__main__":
    main()
