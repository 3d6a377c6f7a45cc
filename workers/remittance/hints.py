"""What ops know of single payers' advices, with the passwords that the settings hold for them. Values only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from workers.policy.remittance_formats import RemittanceFormats


@dataclass(frozen=True, slots=True)
class PayerHints:
    """The hints of the policy, and the password of each sender's domain that has one."""

    formats: RemittanceFormats = field(default_factory=RemittanceFormats)
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)

    def password_for(self, domains: Collection[str]) -> str:
        """The password of the first domain that has one; empty without."""
        return next((self.passwords[domain] for domain in domains if domain in self.passwords), "")


NO_HINTS = PayerHints()


def payer_hints(formats: RemittanceFormats, secrets: Mapping[str, str]) -> PayerHints:
    """The hints with those of their passwords that ``secrets`` (by name) has."""
    return PayerHints(formats, formats.passwords(secrets))
