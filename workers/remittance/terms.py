"""The terms under which cash is posted for one of our entities, taken from robot.yaml. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workers.policy.bank_files import CsvProfile, ReturnFee
from workers.policy.deduction_codes import DeductionCodes
from workers.policy.queue import QueuePolicy, queue_policy
from workers.policy.robot import CashBound, RobotPolicy
from workers.receivables.calendar import add_business_days


@dataclass(frozen=True, slots=True)
class PostingTerms:
    """``post_on``: an advice posts at once, or waits for the bank; without a bank feed nothing is taken back."""

    entity: str
    country: str
    confirm_within_business_days: int
    post_on: str
    has_bank_feed: bool
    queue: QueuePolicy
    bound: CashBound = field(default_factory=lambda: CashBound(at_least={}))
    median_days: int = 20
    csv_profiles: Mapping[str, CsvProfile] = field(default_factory=dict)
    deduction_codes: DeductionCodes = field(default_factory=DeductionCodes)
    charges_at_most: Mapping[str, int] = field(default_factory=dict)
    oldest_first: frozenset[str] = frozenset()
    return_fee: ReturnFee | None = None

    def confirm_by(self, announced_on: date) -> date:
        """The last day on which the bank line of an advice is in time."""
        return add_business_days(announced_on, self.confirm_within_business_days, self.country)


def posting_terms(robot: RobotPolicy, entity: str | None = None) -> PostingTerms:
    """The terms of an entity; the first one listed where none is named."""
    name = entity or next(iter(robot.entities))
    return PostingTerms(
        entity=name,
        country=robot.entities[name].country,
        confirm_within_business_days=robot.remittance.confirm_within_business_days,
        post_on=robot.cash_application.post_on,
        has_bank_feed="bank" in robot.feeds,
        queue=queue_policy(robot),
        bound=robot.bounds.cash_applied,
        median_days=robot.bounds.median_days,
        csv_profiles=robot.bank_files.csv_profiles,
        charges_at_most=robot.bank_files.charges_at_most,
        return_fee=robot.bank_files.return_fee,
        oldest_first=frozenset(robot.cash_application.oldest_first),
    )
