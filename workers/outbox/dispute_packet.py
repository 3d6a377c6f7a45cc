"""The evidence packet of a dispute with the copies of its documents, as the mail to its owner and people get it.

Reads files; must not read the ledger. What has no copy is named in the index.
"""

from __future__ import annotations

from workers.channels.base import Attachment
from workers.outbox.enclosures import InvoiceCopies, open_copy, pdf_file
from workers.receivables.evidence_packet import EvidencePacket
from workers.rendering import Renderer

# The purpose of the mail to the owner of a dispute.
DISPUTE = "dispute"


def packet_file(packet: EvidencePacket, renderer: Renderer, copies: InvoiceCopies) -> Attachment:
    """One PDF, its index first."""
    from workers.rendering.evidence_packet import Enclosure, print_packet  # reportlab is slow to load

    enclosures = [Enclosure(number, _copy(packet.entity, number, copies)) for number in packet.documents]
    pdf = print_packet(packet, enclosures, renderer.packet_wording("en"))
    return pdf_file(f"dispute-{packet.dispute}", pdf.content, pdf.pages)


def _copy(entity: str, number: str, copies: InvoiceCopies) -> bytes | None:
    path = copies.path_of(entity, number)
    return open_copy(path) if path is not None else None
