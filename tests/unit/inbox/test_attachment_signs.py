"""Files that nobody may open, told by their first bytes and their names."""

from __future__ import annotations

import pytest

from workers.receivables.attachment_signs import find_bad_attachment
from workers.receivables.mail import Attachment, Mail


def wrong(name: str, content: bytes, content_type: str = "application/pdf") -> str:
    return find_bad_attachment(Mail(attachments=(Attachment(name, content_type, content),)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("advice.pdf", b"MZ\x90"),
        ("advice.pdf", b"\x7fELF"),
        ("advice.pdf.exe", b"x"),
        ("advice.pdf        .scr", b"x"),
        ("advice.xlsx.js", b"x"),
        ("advice.lnk", b"L\x00\x00\x00\x01\x14\x02\x00"),
        ("advice\u202efdp.exe", b"x"),
        ("advice.docm", b"PK"),
        ("advice.html", b"<html><form action=x>"),
        ("advice.pdf", b"\n<!DOCTYPE html><script>"),
        ("advice.svg", b"<svg onload=x><script>"),
    ],
)
def test_a_file_that_could_do_something_is_named(name: str, content: bytes) -> None:
    assert wrong(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("advice.pdf", b"%PDF-1.7"),
        ("Remittance.2026.03.pdf", b"%PDF-1.7"),
        ("advice.pdf.zip", b"PK"),
        ("advice.pdf.p7s", b"0"),
        ("advice.csv", b"# date,amount"),
        ("advice.html", b"<html><table><tr><td>1.00</td></tr></table></html>"),
        ("", b"%PDF"),
    ],
)
def test_a_document_is_none(name: str, content: bytes) -> None:
    assert wrong(name, content) == ""


def test_a_file_inside_a_forwarded_mail_counts() -> None:
    inner = Mail(attachments=(Attachment("a.pdf", "application/pdf", b"MZ"),))
    assert find_bad_attachment(Mail(inner=(inner,))) == "a.pdf is a Windows program"
