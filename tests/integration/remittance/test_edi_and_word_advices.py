"""DOCX files and X12 820 interchanges as attachments: from the mail to what would be posted."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
import pytest

from tests.integration.remittance.advice_mails import (
    BOOK,
    PAYER,
    english,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)
from workers.remittance.document import Document, Source
from workers.remittance.readers.pool import InProcessReaders, ReaderPool

ITEMS = BOOK.items
TOTAL = sum(item.open for item in ITEMS)
ALL = {item.document_number: item.open for item in ITEMS}
EUR = [f"{item.open / 100:.2f}" for item in ITEMS]


def interchange(*sets: Sequence[str], between: str = "*", end: str = "~", version: str = "00401") -> bytes:
    """Transaction sets in an envelope that counts up."""
    head = (
        f"ISA|00|{'':10}|00|{'':10}|ZZ|{'FALKENBERG':15}|ZZ|{'BRIGHTWATER':15}|261113|1200|U|{version}|000000905|0|P|>"
    )
    segments = [head, "GS|RA|FALKENBERG|BRIGHTWATER|20261113|1200|1|X|004010"]
    for number, body in enumerate(sets, 1):
        segments += [f"ST|820|{number:04}", *body, f"SE|{len(body) + 2}|{number:04}"]
    segments += [f"GE|{len(sets)}|1", "IEA|1|000000905"]
    return "".join(segment.replace("|", between) + end for segment in segments).encode()


def head_of(amount: str, trace: str = "TR-558812") -> list[str]:
    return [
        f"BPR|C|{amount}|C|ACH|CTX|01|123456789|DA|987654321|1512345678||01|987654321|DA|123456789|20261113",
        f"TRN|1|{trace}|1512345678", "CUR|PR|EUR", "REF|ZZ|RUN 77", "DTM|097|20261110",
        f"N1|PR|{PAYER}", "N3|Hafenstr. 1", "N1|PE|Brightwater Components",
    ]  # fmt: skip


LINES = [f"RMR|IV|{item.document_number}||{paid}|{paid}" for item, paid in zip(ITEMS, EUR, strict=True)]
PLAIN = [*head_of(f"{TOTAL / 100:.2f}"), "ENT|1", LINES[0], "DTM|003|20261020", "REF|PO|PO-00001", "ENT|2", *LINES[1:]]


def word_file(*, nested: bool = False) -> bytes:
    """An advice as somebody writes it in Word, its list in a table, or in a table within a table."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Statement of account"
    document.add_paragraph(PAYER)
    document.add_heading("Remittance advice")
    document.add_paragraph(f"Payment reference:\tTR-558812\nPayment date:\t13/11/2026\nPaid:\tEUR {english(TOTAL)}")
    place = document.add_table(1, 1).cell(0, 0) if nested else document
    table = place.add_table(1, 3)
    for cell, text in zip(table.rows[0].cells, ("Invoice", "Date", "Amount paid"), strict=True):
        cell.text = text
    for item in ITEMS:
        for cell, text in zip(
            table.add_row().cells, (item.document_number, "20/10/2026", english(item.open)), strict=True
        ):
            cell.text = text
    total = table.add_row()
    total.cells[0].merge(total.cells[1]).text = "Total"
    total.cells[2].text = english(TOTAL)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        ("advice.docx", word_file()),
        ("noname", word_file(nested=True)),
        ("advice.edi", interchange(PLAIN)),
        ("820.txt", interchange(PLAIN, between="^", end="\n", version="00501")),
        ("wrapped.dat", b"\xef\xbb\xbf" + interchange(PLAIN).replace(b"~", b"~\r\n")),
    ],
)
def test_an_advice_in_word_or_edi_is_applied(file: tuple[str, bytes]) -> None:
    judgement = judge_mail(mail_with(file))
    assert kind_of_decision(judgement) == "apply", judgement.decision
    assert posted(judgement) == ALL
    payment = judgement.facts.advice.payments[0]
    assert (str(payment.date), payment.reference, payment.currency) == ("2026-11-13", "TR-558812", "EUR")


@pytest.mark.parametrize("comes_before_paid", [True, False])
def test_an_adjustment_of_an_item_counts_once_whichever_way_its_payer_counts(comes_before_paid: bool) -> None:
    paid = EUR[0] if comes_before_paid else "1200.00"
    body = [*head_of("1200.00"), "ENT|1", f"RMR|IV|{ITEMS[0].document_number}||{paid}|{EUR[0]}", "ADX|-50|04"]
    judgement = judge_mail(mail_with(("a.edi", interchange(body))))
    assert kind_of_decision(judgement) == "short_payment"
    assert posted(judgement) == {ITEMS[0].document_number: 120_000}
    line = judgement.facts.advice.lines[0]
    assert (line.net, line.gross, line.deduction) == (120_000, 125_000, 5_000)
    assert "04" in line.reason


def test_an_adjustment_that_names_an_invoice_lowers_what_is_paid_on_it() -> None:
    body = [*head_of("1200.00"), "ENT|1", "ADX|-50|06|CM|DM-4711", f"REF|IV|{ITEMS[0].document_number}", LINES[0]]
    judgement = judge_mail(mail_with(("a.edi", interchange(body))))
    assert kind_of_decision(judgement) == "short_payment"
    assert posted(judgement) == {}, "a chargeback is not certain enough to post"


def test_adjustments_that_cancel_out_leave_it_open_what_was_paid_on_which_invoice() -> None:
    up, down = f"{LINES[0]}", f"{LINES[1]}"
    body = [*head_of(f"{(ITEMS[0].open + ITEMS[1].open) / 100:.2f}"), up, "ADX|5|01", down, "ADX|-5|01"]
    assert kind_of_decision(judge_mail(mail_with(("a.edi", interchange(body))))) == "total_mismatch"


def test_what_a_reader_process_reads_from_an_interchange_is_what_this_process_reads() -> None:
    source = Source("a.edi", "", interchange(PLAIN))
    with ReaderPool() as pool:
        assert pool.read([source]) == InProcessReaders().read([source])


def test_two_payments_in_one_interchange() -> None:
    first = [*head_of(EUR[0], "TR-1001"), LINES[0]]
    second = [*head_of(f"{(TOTAL - ITEMS[0].open) / 100:.2f}", "TR-1002"), *LINES[1:]]
    judgement = judge_mail(mail_with(("a.edi", interchange(first, second))))
    assert [payment.reference for payment in judgement.facts.advice.payments] == ["TR-1001", "TR-1002"]
    assert posted(judgement) == ALL


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (interchange(PLAIN)[:-40], "unreadable"),
        (interchange(PLAIN).replace(LINES[1].replace("|", "*").encode() + b"~", b""), "unreadable"),
        (interchange(PLAIN).replace(b"GE*1*1", b"GE*2*1"), "unreadable"),
        (interchange(PLAIN).replace(b"*C*ACH", b"*D*ACH"), "unreadable"),
        (interchange(PLAIN).replace(b"*1250.00*", b"*12x0*"), "unreadable"),
        (interchange(PLAIN).replace(b"ST*820", b"ST*810"), "not_a_remittance"),
        (interchange([*PLAIN, "RMR|IV|INV-2026-000108||0.01"]), "total_mismatch"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook" * 200, "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_an_interchange_that_is_not_whole_is_never_applied(file: bytes, kind: str) -> None:
    judgement = judge_mail(mail_with(("a.edi", file)))
    assert (kind_of_decision(judgement), posted(judgement)) == (kind, {})


def test_a_table_within_a_table_keeps_its_rows_and_deleted_text_is_gone() -> None:
    document = docx.Document(io.BytesIO(word_file(nested=True)))
    run = document.add_paragraph("seen ").add_run("gone")
    run.font.hidden = True
    out = io.BytesIO()
    document.save(out)
    (read,) = InProcessReaders().read([Source("a.docx", "", out.getvalue())])
    assert isinstance(read, Document)
    words = read.pages[0].words
    tops = [word.top for word in words if word.text in ALL]
    assert len(set(tops)) == len(ALL)
    assert "gone" not in {word.text for word in words}
