"""Collection agencies as config/agencies.yaml names them. Must not choose one: `workers.escalation.rules` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from workers.policy.fields import AmountPerCurrency, Country, Currency, Folder, Slug, Text


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: what it takes and where its placement files go."""

    name: Text
    currencies: Annotated[tuple[Currency, ...], Field(min_length=1)]
    folder: Folder
    countries: tuple[Country, ...] = ()  # none listed: every country
    minimum_balance: AmountPerCurrency = field(default_factory=dict)
    commission_percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=5)] = Decimal(0)


@dataclass(frozen=True, slots=True)
class AgencyPolicy:
    """All agencies by their short name, in the order of the file: the first that takes an account gets it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    agencies: Mapping[Slug, Agency] = field(default_factory=dict)
