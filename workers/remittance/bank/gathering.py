"""Gathering what a decision about bank money may see. Must not decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from workers.ledger.book import references
from workers.ledger.book.accounts import find_account
from workers.ledger.cash import advices, bank_lines, cod, payments
from workers.ledger.cash.advices import Advice
from workers.ledger.cash.bank_lines import KeptLine
from workers.ledger.cash.payer_marks import ACCOUNTS, NAMES
from workers.ledger.cash.payments import Payment
from workers.receivables.customer import name_key
from workers.remittance.bank.balance_match import OpenOfPayer
from workers.remittance.bank.line_facts import Announcement, Line, LineFacts, NamedItem, NamedPayer, keys_of

_WORD = re.compile(r"[\w./-]+")
_SHORTEST_CUSTOMER_NUMBER = 4
_MOST_OPEN = 500


def gather_line_facts(connection: Connection, entity: str, line: Line, charges_at_most: int = 0) -> LineFacts:
    """The announcements of a line's amount, and what its text and its payer's account name; a few indexed queries."""
    items = tuple(_named_items(connection, entity, line))
    payers = tuple(_named_payers(connection, entity, line))
    known = _known_payer(connection, entity, line)
    announcements = gather_fitting(connection, entity, line, charges_at_most)
    families = {customer for item in items for customer in item.family}
    customers = families | {payer.customer_id for payer in (*payers, *((known,) if known else ()))}
    return LineFacts(
        line,
        tuple(announcements),
        items,
        payers,
        related=tuple(gather_related(connection, entity, line.currency, customers)),
        known_payer=known,
        open_of_payer=_open_of(connection, known, line.currency),
        charges_at_most=charges_at_most,
    )


def gather_fitting(connection: Connection, entity: str, line: Line, charges_at_most: int) -> list[Announcement]:
    """What was announced of a line's amount, or of what it was before the bank kept its charges."""
    announcements = gather_announcements(connection, entity, line.currency, line.amount)
    if 0 < line.charges <= charges_at_most:
        more = gather_announcements(connection, entity, line.currency, line.amount + line.charges)
        announcements += [replace(announcement, charges=line.charges) for announcement in more]
    return announcements


def gather_announcements(connection: Connection, entity: str, currency: str, amount: int) -> list[Announcement]:
    """Every announced payment of that amount that still waits for its bank line, posted in transit or not."""
    in_transit = payments.find_in_transit(connection, entity, currency, amount)
    posted = [
        announcement_of(connection, advice, payment.id)
        for payment in in_transit
        if (advice := advices.find_advice_of(connection, payment.id)) is not None
    ]
    waiting = advices.find_waiting(connection, entity, currency, amount)
    taken = cod.find_awaiting(connection, entity, currency, amount)
    unposted = [announcement_of(connection, advice, None) for advice in waiting]
    return posted + unposted + [_taken_on_delivery(connection, receipt) for receipt in taken]


def gather_related(connection: Connection, entity: str, currency: str, customers: Iterable[str]) -> list[Announcement]:
    """The announced payments of these customers, of whatever amount, whose money has not come."""
    ids = set(customers)
    unpaid = advices.find_unpaid_of(connection, entity, currency, ids) if ids else []
    return [
        announcement_of(connection, advice, advice.payment_id if advice.state == "posted" else None)
        for advice in unpaid
    ]


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
        amount=advice.amount_minor,
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
    return Line(
        booked_on=said.booked_on,
        amount=amount,
        currency=said.currency,
        reference=said.reference,
        payer=said.payer,
        end_to_end=said.end_to_end,
        structured=tuple(said.structured.split()),
        payer_account=said.payer_account,
        charges=said.charges,
    )


def _taken_on_delivery(connection: Connection, receipt: cod.Receipt) -> Announcement:
    numbers = references.document_numbers(connection, (share.item_id for share in receipt.shares))
    return Announcement(
        advice_id=0,
        payer_id=receipt.customer_id,
        payer_name=receipt.customer_name,
        reference=receipt.number,
        dated_on=receipt.received_on,
        account_id=receipt.account_id,
        items=frozenset(numbers.items()),
        payment_id=receipt.payment_id,
        amount=receipt.amount,
        cod_id=receipt.id,
    )


def _named_items(connection: Connection, entity: str, line: Line) -> Iterable[NamedItem]:
    found = references.find_named_items(connection, entity, line.currency, keys_of(line))
    for item in found:
        family = frozenset({item.customer_id} | ({item.parent_id} if item.parent_id else set()))
        yield NamedItem(item.id, item.account_id, family, item.document_number, item.open)


def _named_payers(connection: Connection, entity: str, line: Line) -> Iterable[NamedPayer]:
    words = (word.strip("./-") for word in _WORD.findall(" ".join((*line.parts, line.payer))))
    numbers = {word for word in words if len(word) >= _SHORTEST_CUSTOMER_NUMBER and any(map(str.isdigit, word))}
    found = references.find_named_payers(connection, entity, name_key(line.payer), numbers)
    payers = [NamedPayer(payer.account_id, payer.customer_id) for payer in found]
    alias = _only(connection, entity, NAMES.find_customers(connection, name_key(line.payer)))
    return payers if alias is None or alias in payers else [*payers, alias]


def _known_payer(connection: Connection, entity: str, line: Line) -> NamedPayer | None:
    """Whose account the money came from, where that was approved for exactly one customer."""
    return _only(connection, entity, ACCOUNTS.find_customers(connection, line.payer_account))


def _only(connection: Connection, entity: str, customers: Sequence[str]) -> NamedPayer | None:
    """What several customers have in common names none of them."""
    if len(customers) != 1:
        return None
    account_id = find_account(connection, entity, customers[0])
    return NamedPayer(account_id, customers[0]) if account_id is not None else None


def _open_of(connection: Connection, payer: NamedPayer | None, currency: str) -> tuple[OpenOfPayer, ...]:
    """Everything open of a known payer; of one with too much of it nothing, for a part is no balance."""
    if payer is None:
        return ()
    found = references.find_open_items(connection, payer.account_id, currency, _MOST_OPEN + 1)
    return tuple(OpenOfPayer(*item) for item in found) if len(found) <= _MOST_OPEN else ()
