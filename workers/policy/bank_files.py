"""How the banks' own CSV files look, as robot.yaml describes them. Values only; the file reader follows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from workers.policy.fields import AmountPerCurrency, Currency, Slug, Text
from workers.receivables.return_reason import ReturnClass

Encoding = Literal["utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "utf-16"]
DateForm = Annotated[str, Field(pattern=r"^(DD|MM|YYYY|YY)[./ -]?(DD|MM|YYYY|YY)[./ -]?(DD|MM|YYYY|YY)$")]


@dataclass(frozen=True, slots=True)
class CsvColumns:
    """The header's words for what is needed: `amount`, or `credit` and `debit`; several for the `reference`."""

    date: Text
    reference: tuple[Text, ...]
    payer: Text = ""
    amount: str = ""
    credit: str = ""
    debit: str = ""
    sign: str = ""
    currency: str = ""
    value_date: str = ""
    payer_account: str = ""
    bank_id: str = ""
    end_to_end: str = ""
    balance: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that the file must have."""
        single = (self.date, self.payer, self.amount, self.credit, self.debit, self.sign, self.currency)
        more = (self.value_date, self.payer_account, self.bank_id, self.end_to_end, self.balance)
        return tuple(name for name in (*single, *more, *self.reference) if name)


@dataclass(frozen=True, slots=True)
class CsvProfile:
    """One bank's file: its columns and its way of writing dates and amounts.

    ``debit_words`` are what the column `sign` holds where money left.
    """

    columns: CsvColumns
    date_format: DateForm = "YYYY-MM-DD"
    decimal_mark: Literal[".", ","] = "."
    delimiter: Literal[",", ";", "tab", "|"] = ","
    encoding: Encoding = "utf-8"
    currency: Currency | None = None
    account: str = ""
    debit_words: tuple[Text, ...] = ("D", "DR", "Debit", "S", "Soll")


@dataclass(frozen=True, slots=True)
class ReturnFee:
    """What a payer is charged whose payment came back for one of these reasons, by currency.

    Consumers never are: of them only what the bank really took may be claimed, and only a person knows that.
    """

    amount: AmountPerCurrency
    reasons: Annotated[tuple[ReturnClass, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class BankFiles:
    """What `collectbot bank import` knows of the banks' files beyond the standard formats.

    ``charges_at_most``: what a bank says that it kept of a payment is written off up to this; without it, never.
    ``return_fee``: without it nobody is charged for a payment that came back.
    """

    charges_at_most: AmountPerCurrency = field(default_factory=dict)
    return_fee: ReturnFee | None = None
    csv_profiles: Mapping[Slug, CsvProfile] = field(default_factory=dict)
