"""CSV and text files in the charsets and with the delimiters of every country's Excel."""

from __future__ import annotations

import pytest

from workers.errors import UnreadableDocument
from workers.remittance.document import Source, kind_of
from workers.remittance.readers.delimited import decode_text, read_csv

ROWS = [["Rechnung", "Text", "Betrag"], ["INV-1", "Müller, Köln; \u20ac", "1.250,00"], ["INV-2", "", "99,99"]]


def written(delimiter: str, *, before: str = "") -> str:
    """The rows as Excel writes them, all cells with a mark in them quoted."""
    quoted = [[f'"{cell}"' if any(mark in cell for mark in ",;\t| ") else cell for cell in row] for row in ROWS]
    return before + "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"


def places(text: str) -> dict[str, float]:
    return {word.text: word.x0 for word in read_csv("a.csv", text).pages[0].words}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "before", ["", "Zahlungsavis\r\nZahler;Müller GmbH\r\n\r\nan, von, über\r\nEUR\r\n", '"sep=DELIMITER"\r\n']
)
def test_columns_are_found_whatever_parts_them(delimiter: str, before: str) -> None:
    found = places(written(delimiter, before=before.replace("DELIMITER", delimiter)))
    assert found["1.250,00"] == found["99,99"] == found["Betrag"]
    assert found["INV-1"] == found["INV-2"] == found["Rechnung"]
    assert "sep=" not in " ".join(found)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters_are_read_in_every_usual_charset(charset: str) -> None:
    assert "Müller, Köln; \u20ac" in decode_text(written(";").encode(charset))


@pytest.mark.parametrize("content", [b"", b"a", b"\x00\x00\x00\x00", b"\xff\xfe", b"\x81\x8d"])
def test_any_bytes_are_text_of_some_kind(content: bytes) -> None:
    assert isinstance(decode_text(content), str)


def test_a_cell_without_end_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        read_csv("a.csv", 'a;"' + "x" * 200_000)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("export.xls", b"<html><table><tr><td>1", "html"),
        ("export.xls", b"Invoice\tPaid\nINV-1\t1.00", "csv"),
        ("export.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        ("export.xls", b"PK\x03\x04 xl/workbook.xml", "xlsx"),
        ("letter.doc", b"PK\x03\x04 word/document.xml", "docx"),
        ("advice.pdf", b"PK\x03\x04 word/document.xml", "docx"),
        ("things.zip", b"PK\x03\x04 things", "zip"),
        ("book.xlsx", b"PK\x03\x04 things", "xlsx"),
        ("stored.bin", b"PK\x03\x04 a.pdf %PDF-1.7", "zip"),
        ("advice.txt", b"\r\nISA*00*          *00*", "x12"),
    ],
)
def test_a_file_is_what_its_bytes_are_whatever_it_is_called(name: str, content: bytes, kind: str) -> None:
    assert kind_of(Source(name, "application/octet-stream", content)) == kind
