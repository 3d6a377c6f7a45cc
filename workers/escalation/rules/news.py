"""What an agency is told, record by record: the claim itself, and later what changed about it. Pure.

Personal data is kept to one contact; nothing of our notes, disputes or correspondence is in a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workers.escalation.facts import Candidate, CandidateItem
from workers.escalation.rules.commission import (
    PlacedDebt,
    choose_rate,
    commission_of,
    commission_on_direct_payment,
    fee_word,
)
from workers.escalation.rules.protocol.columns import Outgoing
from workers.escalation.rules.protocol.writing import Cell, Told
from workers.escalation.rules.recall import Moved
from workers.policy.agencies import Agency
from workers.receivables.placement import PlacedItem, Placement, Received


def claim_records(creditor: str, candidate: Candidate, items: Sequence[CandidateItem]) -> tuple[Told, ...]:
    """The records that hand a claim over: one per invoice."""
    customer, contact = candidate.customer, candidate.contact
    debtor: dict[str, Cell] = {
        "creditor": creditor,
        "creditor_reference": customer.id,
        "debtor_name": customer.name,
        "country": customer.country,
        "language": customer.language,
        "email": contact.email if contact and contact.email_valid else "",
        "phone": contact.phone if contact and contact.phone_valid else "",
    }
    return tuple(
        Told(
            Outgoing.PLACE,
            candidate.currency,
            item.open,
            {
                **debtor,
                "document_number": item.document_number,
                "issue_date": f"{item.issue_date}",
                "due_date": f"{item.due_date}",
                "original_minor": item.original,
                "final_notice_on": f"{item.final_notice_on or ''}",
            },
            item.id,
        )
        for item in items
    )


def moved_records(
    placement: Placement, moved: Moved, agency: Agency | None, promised: Mapping[int, int]
) -> tuple[Told, ...]:
    """Every payment to us with what the agency earns of it, then every other change of an open amount.

    ``promised``: the commission that was told of payments which were taken back since.
    """
    items = {item.id: item for item in placement.items}
    return (
        *(_payment(placement, items[one.item_id], one, agency, promised) for one in moved.payments),
        *(_of_item(Outgoing.BALANCE_UPDATE, placement, item) for item in moved.balances),
    )


def recall_records(placement: Placement, items: Iterable[PlacedItem], reason: str) -> tuple[Told, ...]:
    """The agency must stop, with the reason in a word."""
    return tuple(_of_item(Outgoing.RECALL, placement, item, code=reason) for item in items)


def close_request_records(placement: Placement, code: str) -> tuple[Told, ...]:
    """We ask the agency to close its file."""
    cells: dict[str, Cell] = {"creditor_reference": placement.customer_id, "code": code}
    return (Told(Outgoing.CLOSE_REQUEST, placement.currency, 0, cells),)


def note_records(placement: Placement, text: str) -> tuple[Told, ...]:
    """Something that a person wants the agency to know."""
    cells: dict[str, Cell] = {"creditor_reference": placement.customer_id, "text": text}
    return (Told(Outgoing.NOTE, placement.currency, 0, cells),)


def rate_of(placement: Placement, item: PlacedItem, agency: Agency | None) -> PlacedDebt | None:
    """The item as the agency's rate sees it; None where nobody can tell any more."""
    if agency is None or placement.approved_on is None or item.due_date is None:
        return None
    return PlacedDebt(placement.approved_on, item.due_date, item.placed, placement.currency)


def commission_for(placement: Placement, item: PlacedItem, agency: Agency | None, gross: int) -> int:
    """The agency's share of money paid on an item, by the tariff of its day of placement."""
    debt = rate_of(placement, item, agency)
    if debt is None or agency is None:
        return 0
    return commission_of(gross, choose_rate(agency.rates_on(debt.placed_on), debt))


def _payment(
    placement: Placement, item: PlacedItem, received: Received, agency: Agency | None, promised: Mapping[int, int]
) -> Told:
    debt = rate_of(placement, item, agency)
    if received.undoes is not None:
        commission = -promised.get(received.undoes, 0)
    elif debt is None or agency is None:
        commission = 0
    else:
        percent = choose_rate(agency.rates_on(debt.placed_on), debt)
        commission = commission_on_direct_payment(received.amount, percent, received.received_on, placement.demanded_on)
    cells: dict[str, Cell] = {
        "creditor_reference": placement.customer_id,
        "document_number": item.document_number,
        "received_on": f"{received.received_on}",
        "fee": fee_word(received.received_on, placement.demanded_on),
        "commission_minor": commission,
    }
    return Told(
        Outgoing.DIRECT_PAYMENT, placement.currency, received.amount, cells, item.id, commission,
        received.application_id,
    )  # fmt: skip


def _of_item(kind: Outgoing, placement: Placement, item: PlacedItem, *, code: str = "") -> Told:
    """One item with what is open of it now."""
    cells: dict[str, Cell] = {
        "creditor_reference": placement.customer_id,
        "document_number": item.document_number,
        "due_date": f"{item.due_date or ''}",
        "code": code,
    }
    return Told(kind, placement.currency, item.open, cells, item.id)
