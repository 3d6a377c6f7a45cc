"""What a dunning notice says, as facts: the payload of the outbox and all that a template may see.

Holds no wording and no formatting; `workers.rendering` turns it into text. Amounts are minor units of `currency`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import orjson

from workers.receivables.calendar import TimeToPay
from workers.receivables.charge import EarlierCharge, NoticeCharges


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who asks for the money and where it is to be paid; empty bank fields do not apply to that account."""

    name: str
    postal_address: str
    phone: str
    email: str
    bank: str
    iban: str = ""
    bic: str = ""
    account_number: str = ""
    routing_number: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One of us who signs a notice in place of the company, and in whose name it leaves."""

    name: str
    email: str
    reply_to: str


class NoticeItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One overdue document as the notice lists it; in a payload it is an array in this order.

    A struct, because a run makes one for every document it asks for.
    """

    document_number: str
    issue_date: date
    due_date: date
    open: int
    days_overdue: int
    po_number: str = ""


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """Everything an account has open in one currency on a day, credit memos included, and its cash on account."""

    as_of: date
    items: tuple[NoticeItem, ...]
    on_account: int

    @property
    def open(self) -> int:
        """The sum of the open items."""
        return sum(item.open for item in self.items)

    @property
    def balance(self) -> int:
        """What the account owes in all: its open items less its cash."""
        return self.open - self.on_account


class NoticeFacts(msgspec.Struct, frozen=True):
    """One notice: all overdue items of an account in one currency, less the cash already on account.

    ``thread_token`` stands in the subject in brackets, so that an answer finds its account. ``announces_referral`` is
    true only where collection by a third party really follows: nothing is threatened that is not meant. ``charges`` are
    those of this notice, ``earlier_charges`` what former ones charged and is unpaid; `amount_asked` holds both.
    ``statement`` and ``encloses_copies`` say what goes with e-mail and letter; which copies really do, ``enclosed``,
    which were too large, ``not_enclosed``, and the link to the ``customer_page`` (e-mail only, if ops enabled it) are
    known only when the notice leaves. ``time_to_pay`` gives the deadline of a notice that leaves on another day than it
    was planned for.
    """

    creditor: Creditor
    customer_id: str
    customer_name: str
    thread_token: str
    language: str
    currency: str
    items: tuple[NoticeItem, ...]
    total: int
    on_account: int
    amount_asked: int
    level_name: str
    notice_date: date
    deadline: date
    announces_referral: bool = False
    charges: NoticeCharges | None = None
    earlier_charges: tuple[EarlierCharge, ...] = ()
    signatory: Signatory | None = None
    statement: AccountStatement | None = None
    encloses_copies: bool = False
    enclosed: tuple[str, ...] = ()
    not_enclosed: tuple[str, ...] = ()
    time_to_pay: TimeToPay | None = None
    customer_page: str = ""

    def deadline_from(self, day: date) -> date:
        """Until when the customer has time to pay, where the notice leaves on that day."""
        if day == self.notice_date:
            return self.deadline
        return self.time_to_pay.deadline(day) if self.time_to_pay else day + (self.deadline - self.notice_date)

    def to_json(self) -> bytes:
        """Compact JSON; dates in ISO form, items as arrays in the order of their fields."""
        return _ENCODER.encode(self)

    @classmethod
    def from_json(cls, payload: bytes | str) -> NoticeFacts:
        """The facts that `to_json` wrote; raises `msgspec.ValidationError` where a payload does not hold them.

        >>> import datetime as d
        >>> item = NoticeItem("INV-1", d.date(2026, 1, 1), d.date(2026, 1, 31), 1250, 5)
        >>> we = Creditor("Brightwater", "1 Mill Road", "+15550100", "ar@brightwater.example", "First Bank")
        >>> facts = NoticeFacts(we, "C1", "Acme", "BW-C1", "en", "USD", (item,), 1250, 0, 1250,
        ...                     "reminder", d.date(2026, 2, 5), d.date(2026, 2, 12))
        >>> NoticeFacts.from_json(facts.to_json()) == facts
        True
        """
        return _DECODER.decode(payload)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(NoticeFacts)


def debt_asked(payload: bytes | str) -> int:
    """What a payload asks for without the charges of its own notice, which nobody has booked yet.

    >>> debt_asked('{"amount_asked": 1300, "charges": {"policy": "book", "fee": 50, "interest": 1, "compensation": 0}}')
    1249
    """
    fields = orjson.loads(payload)
    charges = fields.get("charges")
    own = charges["fee"] + charges["interest"] + charges["compensation"] if charges else 0
    return int(fields["amount_asked"]) - (own if own and charges["policy"] != "inform_only" else 0)


def payload_document(payload: bytes | str) -> dict[str, Any]:
    """A payload for people to read: every field of an item by its name.

    >>> payload_document('{"items": [["INV-1", "2026-01-01", "2026-01-31", 1250, 5, ""]]}')["items"][0]["days_overdue"]
    5
    """
    fields: dict[str, Any] = orjson.loads(payload)
    for listing in (fields, fields.get("statement") or {}):
        if "items" in listing:
            items = msgspec.convert(listing["items"], list[NoticeItem])
            listing["items"] = [msgspec.structs.asdict(item) for item in items]
    return fields
