"""Files made to hurt whoever reads them: small ones that unpack, draw or nest without end. For tests only."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable


def pdf(content: bytes, *, resources: bytes = b"", objects: Iterable[bytes] = (), kids: int = 1) -> bytes:
    """A page drawn by ``content``; ``objects`` are numbered from 10 on."""
    packed = zlib.compress(content, 9)
    page = b"3 0 R " * kids
    parts = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[%s]/Count %d>>\nendobj\n" % (page, kids),
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>%s>>>>\nendobj\n" % resources,
        b"4 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed),
        b"5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n",
        *(b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(objects, 10)),
    ]
    return b"%PDF-1.4\n" + b"".join(parts) + b"trailer\n<</Root 1 0 R>>\n%%EOF"


def _form(content: bytes, inner: int) -> bytes:
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>"
    return head % (inner, len(content)) + b"\nstream\n" + content + b"\nendstream"


def _nested_forms(depth: int) -> bytes:
    """Forms that each draw the next one twice."""
    forms = [_form(b"/X Do /X Do", 11 + index) for index in range(depth)]
    return pdf(b"/X Do", resources=b"/XObject<</X 10 0 R>>", objects=[*forms, _form(b"0 0 m 9 9 l S", 10 + depth)])


PDFS = {
    "400,000 characters on one place": pdf(b"BT /F 12 Tf 50 700 Td " + b"(xxxxxxxxxx) Tj 0 0 Td " * 40_000 + b"ET"),
    "200,000 line segments": pdf(b"0 0 m " + b"9 9 l 0 0 l " * 100_000 + b"S"),
    "60 MB of blanks": pdf(b" " * 60_000_000),
    "forms drawn 131,072 times": _nested_forms(17),
    "20,000 rectangles": pdf(b"1 1 9 9 re f " * 20_000),
    "50,000 pages that are one": pdf(b"BT /F 12 Tf 50 700 Td (paid) Tj ET", kids=50_000),
    "a form that draws itself": pdf(
        b"/X Do", resources=b"/XObject<</X 10 0 R>>", objects=[_form(b"(1.00) Tj /X Do", 10)]
    ),
}

_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{_ENTITIES}]><x>&e9;</x>'.encode()
_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


def office_file(main_part: str, markup: bytes, *, content_type: str = "", padding: int = 0) -> bytes:
    """A zipped office file whose main part is ``markup``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        override = f'<Override PartName="/{main_part}" ContentType="{content_type}"/>' if content_type else ""
        types = "http://schemas.openxmlformats.org/package/2006/content-types"
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{types}">{override}</Types>')
        archive.writestr(main_part, markup)
        if padding:
            archive.writestr("padding.bin", bytes(padding))
    return out.getvalue()


OFFICE_FILES = {
    "a workbook of entities": office_file("xl/workbook.xml", _LAUGHS),
    "a Word file of entities": office_file("word/document.xml", _LAUGHS),
    "a Word file of entities in UTF-16": office_file("word/document.xml", _LAUGHS.decode().encode("utf-16")),
    "a Word file that asks for another file": office_file("word/document.xml", _OUTSIDE),
    "a workbook of 40 MB": office_file("xl/workbook.xml", b"<x/>", padding=40_000_000),
    "a Word file that is no zip": b"PK\x03\x04" + b"word/document" * 100,
}

TEXTS = {
    "20,000 nested tables": ("a.html", b"<table><tr><td>" * 20_000),
    "100,000 open tags": ("a.html", b"<div><b>" * 100_000 + b"INV-2026-000101 1,250.00"),
    "a row of 1,000,000 cells": ("a.csv", b"1.00;" * 1_000_000),
    "one word of 2 MB": ("a.txt", b"1" * 2_000_000),
    "100,000 amounts on a line": ("a.txt", b"1,250.00 INV-2026-000101 " * 100_000),
    "an endless quotation": ("a.csv", b'"' + b"x\n" * 500_000),
    "an interchange of 300,000 segments": ("a.edi", b"ISA*00*          *00*          *ZZ*" + b"RMR*IV*1~" * 300_000),
}
