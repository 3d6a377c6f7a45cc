"""Who asks for the money: the creditor as notices show it, its bank accounts and legal entities. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from workers.policy.fields import AccountPrefix, Country, Currency, Email, Phone, SmsSender, Text

Role = Literal["first_party", "agency"]


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where a customer pays; an IBAN, or an account number with a routing number."""

    bank: Text
    iban: str = ""
    bic: str = ""
    account_number: str = ""
    routing_number: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """The creditor as notices show it."""

    name: Text
    postal_address: Text
    phone: Phone
    email_from: Email
    reply_to: Email
    bounce_address: Email
    sms_sender: SmsSender
    account_prefix: AccountPrefix  # of the thread token: [BW-C10006]
    bank_accounts: Annotated[Mapping[Currency, BankAccount], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Entity:
    """One legal entity of ours; its zone says which business date it is."""

    name: Text
    zone: Text
    country: Country
    role: Role = "first_party"  # agency: it collects the debts of others
