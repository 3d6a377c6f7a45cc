"""Filled form fields and typed notes of a PDF, no text of its pages: printed onto them, as a viewer shows them.

What a field shows must be what it holds: a form that shows other figures is refused. No script of a form is run.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from workers.errors import UnreadableDocument

_FIGURE = re.compile(r"[-+(]?\s*\d[\d.,' ]*\)?-?$")
_TEXT_FIELDS = frozenset((pdfium_c.FPDF_FORMFIELD_TEXTFIELD, pdfium_c.FPDF_FORMFIELD_COMBOBOX))


@dataclass(frozen=True, slots=True)
class Field:
    """What a field holds, and where it stands: left, bottom, right, top."""

    value: str
    box: tuple[float, float, float, float]


def open_forms(document: Any) -> None:
    """Makes the fields of a form known, so that `show_forms` can print them."""
    kind = document.get_formtype()
    if kind == pdfium_c.FORMTYPE_XFA_FULL:
        raise UnreadableDocument("a dynamic form (XFA) that only one program shows: ask for it printed as PDF")
    if kind != pdfium_c.FORMTYPE_NONE:
        document.init_forms()


def show_forms(document: Any, page: Any, most: int) -> tuple[Field, ...]:
    """Prints fields and notes onto their page, which must be opened anew then; those that it printed."""
    count = int(pdfium_c.FPDFPage_GetAnnotCount(page))
    if count > most:
        raise UnreadableDocument(f"a page has {count} fields and notes, too many to read safely")
    found = [_field(document, page, index) for index in range(count)]
    fields = tuple(field for field in found if field is not None)
    if fields and pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS:
        return fields
    return ()


def _field(document: Any, page: Any, index: int) -> Field | None:
    """A text field, a list or a typed note; None for links, buttons and the like."""
    note = pdfium_c.FPDFPage_GetAnnot(page, index)
    if not note:
        return None
    try:
        kind = pdfium_c.FPDFAnnot_GetSubtype(note)
        if kind == pdfium_c.FPDF_ANNOT_FREETEXT:
            return Field("", (0.0, 0.0, 0.0, 0.0))
        if kind != pdfium_c.FPDF_ANNOT_WIDGET or document.formenv is None:
            return None
        if pdfium_c.FPDFAnnot_GetFormFieldType(document.formenv, note) not in _TEXT_FIELDS:
            return None
        box = pdfium_c.FS_RECTF()
        pdfium_c.FPDFAnnot_GetRect(note, box)
        return Field(_value(document, note), (box.left, box.bottom, box.right, box.top))
    finally:
        pdfium_c.FPDFPage_CloseAnnot(note)


def _value(document: Any, note: Any) -> str:
    size = int(pdfium_c.FPDFAnnot_GetFormFieldValue(document.formenv, note, None, 0))
    buffer = ctypes.create_string_buffer(size)
    place = ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
    pdfium_c.FPDFAnnot_GetFormFieldValue(document.formenv, note, place, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def check_shown(fields: tuple[Field, ...], text: Any) -> None:
    """A field that holds a figure shows the same figure, however it is set out (1250 as 1,250.00)."""
    for field in fields:
        if _FIGURE.match(field.value.strip()) and _digits(text.get_text_bounded(*field.box)) != _digits(field.value):
            raise UnreadableDocument(f"a field that holds {field.value[:40]!r} shows something else")


def _digits(text: str) -> str:
    """A figure's digits, without zeros before and after: what two ways to print it have in common.

    >>> _digits("1250"), _digits("1,250.00"), _digits("0.50")
    ('125', '125', '5')
    """
    return re.sub(r"\D", "", text).strip("0")
