"""The eleven laws of the ledger: counted, checked and sealed by `verify`.

Each law is a few set-based queries over everything there is; the slices hand over how to take a decision again.
"""

from workers.ledger.laws.law import LawResult, RecordedAdvice, RecordedDecision, Rematch, Replay, Replays, Violation
from workers.ledger.laws.verdict import verdict
from workers.ledger.laws.verify import LAWS, verify

__all__ = [
    "LAWS",
    "LawResult",
    "RecordedAdvice",
    "RecordedDecision",
    "Rematch",
    "Replay",
    "Replays",
    "Violation",
    "verdict",
    "verify",
]
