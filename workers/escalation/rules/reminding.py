"""When a batch that nobody acknowledges is sent again, and when a person hears of it. Pure."""

from __future__ import annotations

from datetime import date
from enum import Enum

from workers.policy.agencies import Acknowledgement
from workers.receivables.calendar import add_business_days


class Chase(Enum):
    """What to do about a batch today."""

    WAIT = "wait"
    SEND_AGAIN = "send_again"
    ASK = "ask"


def evaluate_batch(days: tuple[date, date, date], terms: Acknowledgement, country: str) -> Chase:
    """``days``: made, last handed over, today. The agency has whole business days to answer.

    >>> friday, monday = date(2026, 6, 5), date(2026, 6, 8)
    >>> evaluate_batch((friday, friday, monday), Acknowledgement(resend_after=1, case_after=5), "DE").value
    'wait'
    >>> evaluate_batch((friday, friday, date(2026, 6, 9)), Acknowledgement(resend_after=1, case_after=5), "DE").value
    'send_again'
    """
    made, handed_over, today = days
    if today > add_business_days(made, terms.case_after, country):
        return Chase.ASK
    if today > add_business_days(handed_over, terms.resend_after, country):
        return Chase.SEND_AGAIN
    return Chase.WAIT
