"""May an account be placed with an agency? Every precondition has a name and is reported, met or missed.

A missed precondition is an answer, not an error. Must not see a clock or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workers.escalation.facts import Candidate, CandidateItem
from workers.escalation.rules.agency_choice import choose_agency
from workers.policy.agencies import Agency
from workers.policy.ladder import Ladder
from workers.receivables.money import Money


@dataclass(frozen=True, slots=True)
class Check:
    """One precondition: its name, whether it holds, and the figures it was judged by."""

    name: str
    met: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict: all checks in their order, and what would be placed with whom."""

    checks: tuple[Check, ...]
    items: tuple[CandidateItem, ...]
    balance: Money
    agency: str | None

    @property
    def eligible(self) -> bool:
        return all(check.met for check in self.checks)

    @property
    def missed(self) -> tuple[str, ...]:
        return tuple(check.name for check in self.checks if not check.met)


def evaluate_eligibility(
    candidate: Candidate, ladder: Ladder, agencies: Mapping[str, Agency], as_of: date
) -> Eligibility:
    """Judge one account in one currency on ``as_of``.

    Only overdue items that stood in a final notice which was handed over long enough ago can be placed.
    """
    items = _placeable(candidate, ladder, as_of)
    balance = Money(sum(item.open for item in items), candidate.currency)
    wanted = ladder.referral.agency if ladder.referral else ""
    agency = choose_agency(agencies, wanted, balance, candidate.customer.country)
    checks = (
        *_ladder_checks(candidate, ladder, items, as_of),
        *_restraint_checks(candidate),
        *_party_checks(candidate),
        Check("an_agency_takes_it", agency is not None, f"{balance}, {candidate.customer.country or 'no country'}"),
    )
    return Eligibility(checks, items, balance, agency)


def _placeable(candidate: Candidate, ladder: Ladder, as_of: date) -> tuple[CandidateItem, ...]:
    if ladder.referral is None:
        return ()
    noticed_by = as_of - timedelta(days=ladder.referral.min_days_after_final_notice)
    return tuple(
        item
        for item in candidate.items
        if item.open > 0 and item.due_date < as_of and item.final_notice_on and item.final_notice_on <= noticed_by
    )


def _ladder_checks(
    candidate: Candidate, ladder: Ladder, items: tuple[CandidateItem, ...], as_of: date
) -> tuple[Check, ...]:
    """What the ladder asks for: its last rung reached, time passed since, age, balance, and what was tried."""
    referral = ladder.referral
    noticed = max((item.final_notice_on for item in candidate.items if item.final_notice_on), default=None)
    days = max(((as_of - item.due_date).days for item in items), default=0)
    total = sum(item.open for item in items)
    minimum = referral.minimum_amount.get(candidate.currency, 0) if referral else 0
    contacts, channels = (referral.contacts_at_least, referral.channels_at_least) if referral else (0, 0)
    limit = referral.limitation_days if referral else None
    return (
        Check("ladder_refers", referral is not None, ladder.name),
        Check("final_notice_handed_over", noticed is not None, f"{noticed or 'none'}"),
        Check("final_notice_period_over", bool(items), f"{len(items)} of {len(candidate.items)} items"),
        Check("old_enough", referral is not None and days >= referral.days_after_due, f"{days} days overdue"),
        Check("balance_reached", 0 < total >= minimum, f"{Money(total, candidate.currency)}"),
        Check("contacts_documented", candidate.contacts >= contacts, f"{candidate.contacts} contacts"),
        Check("channels_tried", candidate.channels >= channels, f"{candidate.channels} channels"),
        Check("not_time_barred", limit is None or days < limit, f"{days} days overdue"),
    )


def _restraint_checks(candidate: Candidate) -> tuple[Check, ...]:
    """Nothing that keeps us from the account may be open, and no money of the customer's may lie with us."""
    held = candidate.restraints
    return (
        Check("no_stop", not candidate.stopped),
        Check("no_hold", "hold" not in held),
        Check("no_dispute", "dispute" not in held),
        Check("no_promise", "promise" not in held),
        Check("no_arrangement", "arrangement" not in held),
        Check("no_remittance_in_flight", "remittance" not in held and not candidate.remittance_in_flight),
        Check("no_credit_to_apply", candidate.credit <= 0, f"{Money(candidate.credit, candidate.currency)}"),
        Check("not_parked", not candidate.parked),
        Check("not_placed_already", not candidate.placed),
        Check("not_refused_in_this_episode", candidate.past_decision != "refused"),
    )


def _party_checks(candidate: Candidate) -> tuple[Check, ...]:
    """Consumers need a rule pack of their own country, which none of our ladders has; unknown counts as consumer."""
    customer, contact = candidate.customer, candidate.contact
    return (
        Check("business_debtor", customer.party in ("company", "sole_trader"), customer.party),
        Check("name_and_country_known", bool(customer.name and customer.country)),
        Check("contact_known", contact is not None),
        Check("segment_not_in_shadow", candidate.mode != "shadow", candidate.mode),
    )
