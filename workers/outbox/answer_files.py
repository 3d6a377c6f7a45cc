"""What goes with an answer to a customer: the copies it promises, or the statements it announces.

An answer whose copy is gone does not leave: it fails, and a person gets it. Reads files; must not read the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workers.channels.base import Attachment
from workers.errors import PermanentError
from workers.ledger.outgoing.messages import Claimed
from workers.outbox.enclosures import InvoiceCopies, open_copy, pdf_file
from workers.receivables.period_statement import statement_from
from workers.rendering import Renderer


def answer_files(
    message: Claimed, facts: Mapping[str, Any], renderer: Renderer, copies: InvoiceCopies
) -> tuple[Attachment, ...]:
    """The files of an answer, in the order in which it names them."""
    return (*_copies(message.entity, facts, copies), *_statements(message, facts, renderer))


def _copies(entity: str, facts: Mapping[str, Any], copies: InvoiceCopies) -> Iterator[Attachment]:
    for number in facts.get("copies", ()):
        path = copies.path_of(entity, number)
        content = open_copy(path) if path is not None else None
        if content is None:
            raise PermanentError(f"the copy of {number} is gone, or no PDF that opens")
        yield pdf_file(number, content)


def _statements(message: Claimed, facts: Mapping[str, Any], renderer: Renderer) -> Iterator[Attachment]:
    for stated in facts.get("statements", ()):
        from workers.rendering.period_statement import print_period_statement  # reportlab is slow to load

        pdf = print_period_statement(statement_from(stated), renderer.statement_wording(message.language))
        yield pdf_file(f"statement-{stated['last']}-{stated['currency']}", pdf.content, pdf.pages)
