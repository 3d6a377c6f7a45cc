"""A candidate that meets every precondition of a placement; tests take one thing away."""

from __future__ import annotations

from datetime import date, timedelta

from workers.escalation.facts import Candidate, CandidateItem
from workers.receivables.customer import Contact, Customer

TODAY = date(2026, 6, 1)
ITEM = CandidateItem(
    1, "INV-1", date(2026, 2, 1), date(2026, 3, 1), 200_00, 200_00, final_notice_on=TODAY - timedelta(days=14)
)
CUSTOMER = Customer("C1", "Adler GmbH", country="DE")
CANDIDATE = Candidate(
    account_id=1,
    entity="main",
    currency="EUR",
    episode_id=1,
    episode=1,
    customer=CUSTOMER,
    contact=Contact(1, "manager", "boss@adler.example"),
    items=(ITEM,),
)
