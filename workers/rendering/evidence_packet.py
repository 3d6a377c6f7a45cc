"""The PDF of an evidence packet: facts, index, timeline and correspondence, and behind them the documents themselves.

Every document is named in the index with its first page and the hash of its bytes. Must not choose words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pypdfium2 as pdfium
from reportlab.platypus import Flowable

from workers.receivables.evidence_packet import EvidencePacket
from workers.rendering.joining import join
from workers.rendering.paper import Pdf, Sheet, print_sheet
from workers.rendering.tables import Row, detail_box, gap, item_table, paragraph
from workers.rendering.typeface import legible
from workers.rendering.words import Wording


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document that belongs to a packet; None where no copy of it was found."""

    name: str
    content: bytes | None


def print_packet(packet: EvidencePacket, enclosures: Sequence[Enclosure], wording: Wording) -> Pdf:
    """One PDF with everything. Printed twice, because its index names pages behind it."""
    packet = _legible(packet)
    sheet = Sheet(
        title=f"{wording.words['packet']} {packet.dispute}",
        sender=(f"{wording.words['packet']} {packet.dispute}",),
        recipient=(),
        facts=((wording.words["customer"], packet.customer_id),),
        foot=(wording.words["internal"],),
        page_of=wording.words["page"],
    )
    there = [one for one in enclosures if one.content is not None]
    own = print_sheet(sheet, lambda: list(_parts(packet, enclosures, wording, 0)))
    own = print_sheet(sheet, lambda: list(_parts(packet, enclosures, wording, own.pages)))
    return join([own.content, *(one.content for one in there if one.content)]) if there else own


def _legible(packet: EvidencePacket) -> EvidencePacket:
    """With what customers wrote as far as it can be printed: the hash of a mail stands for all of its bytes."""
    letters = (one._replace(subject=legible(one.subject), text=legible(one.text)) for one in packet.letters)
    return replace(
        packet,
        customer_name=legible(packet.customer_name),
        document_number=legible(packet.document_number),
        po_number=legible(packet.po_number),
        note=legible(packet.note),
        letters=tuple(letters),
    )


def _parts(packet: EvidencePacket, enclosures: Sequence[Enclosure], wording: Wording, pages: int) -> Iterator[Flowable]:
    words = wording.words
    yield paragraph(f"{words['packet']} {packet.dispute}: {packet.means}", bold=True, size=13)
    yield gap(3)
    yield detail_box(words["facts"], list(_facts(packet, wording)))
    yield gap(5)
    yield paragraph(words["index"], bold=True, size=11)
    yield _index(packet, enclosures, wording, pages)
    yield gap(5)
    yield paragraph(words["timeline"], bold=True, size=11)
    for on, what, detail in packet.timeline:
        yield paragraph(f"{wording.day(on)}  {what} {detail}".rstrip())
    if not packet.timeline:
        yield paragraph(words["nothing"])
    for number, letter in enumerate(packet.letters, start=1):
        yield gap(5)
        heading = f"{words['mail']} {number}, {words['from_customer' if letter.incoming else 'to_customer']}"
        yield paragraph(f"{heading}, {wording.day(letter.on)}: {letter.subject}", bold=True)
        yield gap(2)
        yield from (paragraph(part) for part in letter.text.split("\n\n") if part.strip())


def _facts(packet: EvidencePacket, wording: Wording) -> Iterator[tuple[str, str]]:
    words = wording.words
    yield words["customer"], f"{packet.customer_name}, {packet.customer_id}"
    yield words["reason"], f"{packet.code}: {packet.means}"
    if packet.document_number:
        yield words["document"], packet.document_number
        yield words["order"], packet.po_number or "-"
        for name, day in (("issued", packet.issue_date), ("due", packet.due_date)):
            yield words[name], wording.day(day) if day else "-"
        yield words["original"], wording.money(packet.original, packet.currency)
        yield words["open"], wording.money(packet.open, packet.currency)
    if packet.disputed:
        yield words["disputed"], wording.money(packet.disputed, packet.currency)
    yield words["opened"], wording.day(packet.opened_on)
    yield words["decide_by"], wording.day(packet.due_on)
    yield words["owner"], packet.owner
    if packet.note:
        yield words["note"], packet.note
    if packet.wanted:
        yield words["wanted"], ", ".join(packet.wanted)


def _index(packet: EvidencePacket, enclosures: Sequence[Enclosure], wording: Wording, pages: int) -> Flowable:
    """What is in the packet: mails by number, documents by their first page, each with the hash of its bytes."""
    words, first = wording.words, pages + 1
    rows = [
        Row(f"{words['mail']} {number}", letter.sha256, wording.day(letter.on), "", "", "")
        for number, letter in enumerate(packet.letters, start=1)
    ]
    for one in enclosures:
        if one.content is None:
            rows.append(Row(legible(one.name), words["missing"], "", "", "", ""))
            continue
        rows.append(
            Row(legible(one.name), sha256(one.content).hexdigest(), "", "", "", f"{words['page_from']} {first}")
        )
        first += _pages(one.content)
    if not rows:
        return paragraph(words["nothing"])
    return item_table((words["paper"], words["issued"], "", "", words["page_from"]), rows, [])


def _pages(content: bytes) -> int:
    document = pdfium.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()
