"""config/remittance_formats.yaml as frozen values: hints for payers whose advices need one. Pure.

A hint orders the attempts to read a document. It never replaces what must hold: a document that does not add up, or
names what is not open, is a case with a hint as without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.policy.fields import Slug, Text

Domain = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
SecretName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,39}$")]


@dataclass(frozen=True, slots=True)
class RemittanceFormat:
    """What somebody knows about one payer's advices.

    ``paid_column`` and ``reference_column`` are titles as printed; ``subject`` is a regular expression: the hint then
    counts only for mails whose subject it matches. ``reference_prefix`` are letters of theirs before our numbers.
    ``password`` names a setting, it is not the password.
    """

    domains: tuple[Domain, ...] = ()
    customers: tuple[Text, ...] = ()
    subject: str = ""
    paid_column: str = ""
    reference_column: str = ""
    date_order: Literal["", "day_first", "month_first"] = ""
    reference_prefix: Annotated[str, Field(pattern=r"^([A-Za-z]{1,6})?$")] = ""
    password: SecretName | None = None

    def covers(self, customer_id: str | None, domains: Collection[str], subject: str) -> bool:
        """Whether a mail is one of those that the hint is for."""
        meant = customer_id in self.customers or any(domain in self.domains for domain in domains)
        return meant and (not self.subject or re.search(self.subject, subject, re.IGNORECASE) is not None)


NO_HINT = RemittanceFormat()


@dataclass(frozen=True, slots=True)
class RemittanceFormats:
    """All hints; the first one that covers a mail counts."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    formats: Mapping[Slug, RemittanceFormat] = field(default_factory=dict)

    def hint_for(self, customer_id: str | None, domains: Collection[str], subject: str) -> RemittanceFormat:
        """The first hint that covers a mail.

        >>> hints = RemittanceFormats({"acme": RemittanceFormat(customers=("C1",), date_order="month_first")})
        >>> hints.hint_for("C1", (), "Payment").date_order, hints.hint_for("C2", (), "Payment").date_order
        ('month_first', '')
        """
        covering = (hint for hint in self.formats.values() if hint.covers(customer_id, domains, subject))
        return next(covering, NO_HINT)

    def passwords(self, secrets: Mapping[str, str]) -> dict[str, str]:
        """The password for the encrypted PDFs of each sender's domain, as far as the settings have it."""
        pairs: Iterator[tuple[str, str]] = (
            (domain, secrets[hint.password])
            for hint in self.formats.values()
            for domain in hint.domains
            if hint.password and hint.password in secrets
        )
        return dict(pairs)
