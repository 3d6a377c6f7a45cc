"""What stays open of a claim after a payment, for tests that add both up."""

from __future__ import annotations

from workers.receivables.allocation import Allocation, Claim


def left_after(claim: Claim, paid: Allocation) -> Claim:
    return Claim(claim.cost - paid.cost, claim.interest - paid.interest, claim.principal - paid.principal)
