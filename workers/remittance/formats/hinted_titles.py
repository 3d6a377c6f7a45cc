"""The roles of column titles as a payer's hint has them: the named title first, others of its role no longer.

A title says only what to try first; what closes decides.
"""

from __future__ import annotations

from collections.abc import Callable

from workers.policy.remittance_formats import RemittanceFormat
from workers.remittance.formats.vocabulary import Role, plain, role_of

RoleOf = Callable[[str], Role | None]
_STEPS_BACK = {Role.NET: Role.AMOUNT, Role.PAYMENT_AMOUNT: Role.AMOUNT, Role.REFERENCE: Role.OWN_REFERENCE}


def titled(hint: RemittanceFormat) -> RoleOf:
    """What a title means under a hint.

    >>> role = titled(RemittanceFormat(paid_column="Ausz. EUR"))
    >>> [str(role(title)) for title in ("AUSZ EUR", "Net", "Invoice")]
    ['Role.NET', 'Role.AMOUNT', 'Role.REFERENCE']
    """
    pairs = ((hint.paid_column, Role.NET), (hint.reference_column, Role.REFERENCE))
    named = {plain(title): role for title, role in pairs if title}
    roles = set(named.values())

    def role(title: str) -> Role | None:
        if (found := named.get(plain(title))) is not None:
            return found
        usual = role_of(title)
        return _STEPS_BACK.get(usual, usual) if usual in roles else usual

    return role if named else role_of
