"""Joins PDFs into one for the printer: the letter, then what is enclosed. The same parts give the same bytes.

pdfium is not made for threads, so one piece of work at a time. Must not print or judge what it joins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from threading import Lock

import pypdfium2 as pdfium

from workers.rendering.paper import Pdf

_ONE_AT_A_TIME = Lock()
# What pdfium writes of the moment, and the identity that it derives from it.
_MOMENT = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
_IDENTITY = re.compile(rb"(?<=/ID\[<)[0-9A-F]{32}><[0-9A-F]{32}(?=>\])")


def is_printable_pdf(content: bytes) -> bool:
    """Whether these bytes are a PDF with pages that opens without a password."""
    if not content.startswith(b"%PDF-"):
        return False
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(content)
            pages = len(document)
            document.close()
        except pdfium.PdfiumError:
            return False
    return pages > 0


def join(parts: Sequence[bytes]) -> Pdf:
    """All pages of the parts, in order."""
    with _ONE_AT_A_TIME:
        whole = pdfium.PdfDocument.new()
        for part in parts:
            source = pdfium.PdfDocument(part)
            whole.import_pages(source)
            source.close()
        pages, target = len(whole), BytesIO()
        whole.save(target)
        whole.close()
    content = _MOMENT.sub(b"20000101000000", target.getvalue())
    return Pdf(_IDENTITY.sub(b"0" * 32 + b"><" + b"0" * 32, content), pages)
