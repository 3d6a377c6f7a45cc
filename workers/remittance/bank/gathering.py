"""Gathering what a decision about bank money may see. Must not decide."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection

from workers.ledger.book import references
from workers.ledger.cash import advices, bank_lines, payments
from workers.ledger.cash.advices import Advice
from workers.ledger.cash.bank_lines import KeptLine
from workers.ledger.cash.payments import Payment
from workers.receivables.customer import name_key
from workers.remittance.bank.matching import Announcement, Line, LineFacts, NamedItem, NamedPayer, keys_of

_WORD = re.compile(r"[\w./-]+")
_SHORTEST_CUSTOMER_NUMBER = 4


def gather_line_facts(connection: Connection, entity: str, line: Line) -> LineFacts:
    """The announcements of a line's amount, and what its text names; a handful of indexed queries."""
    return LineFacts(
        line,
        tuple(gather_announcements(connection, entity, line.currency, line.amount)),
        tuple(_named_items(connection, entity, line)),
        tuple(_named_payers(connection, entity, line)),
    )


def gather_announcements(connection: Connection, entity: str, currency: str, amount: int) -> list[Announcement]:
    """Every announced payment of that amount that still waits for its bank line, posted in transit or not."""
    in_transit = payments.find_in_transit(connection, entity, currency, amount)
    posted = [
        announcement_of(connection, advice, payment.id)
        for payment in in_transit
        if (advice := advices.find_advice_of(connection, payment.id)) is not None
    ]
    waiting = advices.find_waiting(connection, entity, currency, amount)
    return posted + [announcement_of(connection, advice, None) for advice in waiting]


def announcement_of(connection: Connection, advice: Advice, payment_id: int | None) -> Announcement:
    """An advice as the matching sees it."""
    numbers = references.document_numbers(connection, (share.item_id for share in advice.shares))
    return Announcement(
        advice_id=advice.id,
        payer_id=advice.payer_id,
        payer_name=advice.payer_name,
        reference=advice.payer_reference,
        dated_on=advice.payment_date or advice.decided_at.date(),
        account_id=advice.account_id,
        items=frozenset(numbers.items()),
        payment_id=payment_id,
    )


def lines_of(connection: Connection, held: Iterable[Payment]) -> list[tuple[Payment, Line]]:
    """Bank payments with the bank's own words about them."""
    found = list(held)
    words = bank_lines.lines_of_payments(connection, (payment.id for payment in found))
    return [
        (payment, kept_line(said, payment.amount_minor))
        for payment in found
        if (said := words.get(payment.id)) is not None
    ]


def kept_line(said: KeptLine, amount: int) -> Line:
    """A line as it was imported, in the words that the matching knows."""
    structured = tuple(said.structured.split())
    return Line(
        said.booked_on, amount, said.currency, said.reference, said.payer, said.end_to_end, structured,
        payer_account=said.payer_account,
    )  # fmt: skip


def _named_items(connection: Connection, entity: str, line: Line) -> Iterable[NamedItem]:
    found = references.find_named_items(connection, entity, line.currency, keys_of(line))
    for item in found:
        family = frozenset({item.customer_id} | ({item.parent_id} if item.parent_id else set()))
        yield NamedItem(item.id, item.account_id, family, item.document_number, item.open)


def _named_payers(connection: Connection, entity: str, line: Line) -> Iterable[NamedPayer]:
    words = (word.strip("./-") for word in _WORD.findall(" ".join((*line.parts, line.payer))))
    numbers = {word for word in words if len(word) >= _SHORTEST_CUSTOMER_NUMBER and any(map(str.isdigit, word))}
    for payer in references.find_named_payers(connection, entity, name_key(line.payer), numbers):
        yield NamedPayer(payer.account_id, payer.customer_id)
