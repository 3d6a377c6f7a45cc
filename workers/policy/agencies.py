"""Collection agencies as config/agencies.yaml names them. Must not choose one: `workers.escalation.rules` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.commission import Percent, Rate, Tariff
from workers.policy.fields import AmountPerCurrency, Country, Currency, Folder, OneOrMore, Slug, Text

CloseCode = Literal[
    "PIF", "SIF", "PPL", "BKR", "DEC", "DSP", "UNL", "UNC", "SOL", "REC", "FRD", "LIT", "DUP", "CMP"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """In business days: after how many a batch is sent again, and when a person hears that nobody acknowledges it."""

    resend_after: OneOrMore = 2
    case_after: OneOrMore = 5


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: what it takes, where its files lie, and what it earns.

    ``incoming``: where its own files come; left out, it answers nothing and is waited for by nobody.
    ``back_to_ladder``: close codes after which our own ladder goes on; after all others the items stay silent.
    """

    name: Text
    currencies: Annotated[tuple[Currency, ...], Field(min_length=1)]
    folder: Folder
    countries: tuple[Country, ...] = ()  # none listed: every country
    minimum_balance: AmountPerCurrency = field(default_factory=dict)
    commission_percent: Percent = Decimal(0)
    commission: tuple[Tariff, ...] = ()
    incoming: Folder | None = None
    format: Literal["csv", "jsonl"] = "csv"
    remits: Literal["net", "gross"] = "net"
    remittance_within: OneOrMore = 5
    acknowledgement: Acknowledgement = field(default_factory=Acknowledgement)
    back_to_ladder: tuple[CloseCode, ...] = ()

    def rates_on(self, day: date) -> tuple[Rate, ...]:
        """The rates of the newest tariff that was valid on a day; before the first one, the flat percentage.

        >>> Agency("North", ("EUR",), "north", commission_percent=Decimal(12)).rates_on(date(2026, 1, 1))
        (Rate(percent=Decimal('12'), age_days_up_to=None, amount_from={}),)
        """
        valid = [tariff for tariff in self.commission if tariff.valid_from <= day]
        newest = max(valid, key=lambda tariff: tariff.valid_from, default=None)
        return newest.rates if newest else (Rate(self.commission_percent),)


@dataclass(frozen=True, slots=True)
class AgencyPolicy:
    """All agencies by their short name, in the order of the file: the first that takes an account gets it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    agencies: Mapping[Slug, Agency] = field(default_factory=dict)
