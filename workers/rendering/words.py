"""How a language writes what stands around the texts of a letter. Apart from the printing, which is slow to load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workers.receivables.period_statement import MOVEMENTS
from workers.rendering.formats import format_day, money_format

# What `words` of a language must hold beside what the texts of its e-mails use.
ON_PAPER = frozenset({
    "a_year", "account_holder", "account_number", "as_of", "balance", "bank", "bic", "by", "cash_on_account",
    "compensation", "customer_number", "date", "decimal_point", "document", "due", "earlier_charge", "email",
    "enclosed", "fee", "from", "iban", "interest", "interest_days", "interest_table", "issued", "late", "not_enclosed",
    "on_account", "only_told", "open", "open_items_total", "our_reference", "page", "pay_to", "phone", "reference",
    "routing_number", "statement", "to", "to_pay", "total", "under", "your_order",
})  # fmt: skip

# What the `words` of a statement must hold beside those, one of each kind of movement included.
ON_STATEMENT = frozenset({
    *MOVEMENTS, "amount", "balance", "booked", "closing", "from", "nothing_moved", "opening", "reference", "statement",
    "still_open", "to", "what",
})  # fmt: skip

# What the `words` of an evidence packet must hold.
ON_PACKET = frozenset({
    "customer", "decide_by", "disputed", "document", "due", "facts", "from_customer", "index", "internal", "issued",
    "mail", "missing", "note", "nothing", "open", "opened", "order", "original", "owner", "packet", "page", "page_from",
    "paper", "reason", "timeline", "to_customer", "wanted",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """How a language writes: the words of tables and margins, and the locale of amounts and dates."""

    words: Mapping[str, str]
    locale: str

    def day(self, day: date, width: str = "medium") -> str:
        return format_day(day, self.locale, width)

    def money(self, minor: int, currency: str) -> str:
        return money_format(self.locale, currency)(minor)
