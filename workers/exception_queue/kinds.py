"""The kinds of exception case: who owns one, how soon, how heavy, and what may be decided about it.

One table, data only. What a decision causes is wired in the composition root; `desk` runs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CaseKind(StrEnum):
    """Everything the robot may hand to a person. The first block are the names of the remittance policy."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    SUSPICIOUS_SENDER = "suspicious_sender"
    NOT_A_REMITTANCE = "not_a_remittance"
    DUPLICATE_ADVICE = "duplicate_advice"
    PAYER_UNKNOWN = "payer_unknown"
    TOTAL_MISMATCH = "total_mismatch"
    UNKNOWN_REFERENCE = "unknown_reference"
    AMBIGUOUS_REFERENCE = "ambiguous_reference"
    ALREADY_PAID = "already_paid"
    CURRENCY_MISMATCH = "currency_mismatch"
    OVER_PAYMENT = "over_payment"
    SHORT_PAYMENT = "short_payment"

    UNIDENTIFIED_CASH = "unidentified_cash"
    ON_ACCOUNT_CASH = "on_account_cash"
    ADVICE_UNCONFIRMED = "advice_unconfirmed"
    RETURNED_PAYMENT = "returned_payment"
    PAYER_ACCOUNT = "payer_account"
    PAYER_NAME = "payer_name"
    CONTRADICTION = "contradiction"

    IN_DOUBT = "in_doubt"
    DELIVERY_FAILED = "delivery_failed"
    NO_CONTACT = "no_contact"
    OPTED_OUT = "opted_out"
    CALL_TASK = "call_task"
    PARTY_UNKNOWN = "party_unknown"
    ZONE_UNKNOWN = "zone_unknown"

    DISPUTE = "dispute"
    DISPUTE_RESOLUTION = "dispute_resolution"
    CREDIT_APPROVAL = "credit_approval"
    PROMISE = "promise"
    ARRANGEMENT_APPROVAL = "arrangement_approval"
    ARRANGEMENT_REQUEST = "arrangement_request"
    ARRANGEMENT_BROKEN = "arrangement_broken"
    ORDER_REVIEW = "order_review"
    RULE_APPROVAL = "rule_approval"
    LIMIT_APPROVAL = "limit_approval"
    CREDIT_BREACH = "credit_breach"
    CREDIT_REVIEW = "credit_review"
    PAYMENT_PROOF = "payment_proof"
    CONTACT_SUGGESTED = "contact_suggested"
    STOP_REQUEST = "stop_request"
    UNCLEAR_MAIL = "unclear_mail"
    POISONED_MAIL = "poisoned_mail"

    RUN_APPROVAL = "run_approval"
    PLACEMENT_APPROVAL = "placement_approval"
    LADDER_EXHAUSTED = "ladder_exhausted"
    WRITE_OFF_APPROVAL = "write_off_approval"
    AGENCY_FILE = "agency_file"
    AGENCY_BATCH = "agency_batch"
    AGENCY_REMITTANCE = "agency_remittance"
    AGENCY_REPORT = "agency_report"
    BOUNDS_EXCEEDED = "bounds_exceeded"

    STALE_FEED = "stale_feed"
    DEAD_MESSAGE = "dead_message"
    OPERATIONS = "operations"
    INVARIANT = "invariant"


@dataclass(frozen=True, slots=True)
class KindRule:
    """How a kind is treated unless robot.yaml says otherwise; ``weight`` runs from 1 (can wait) to 5 (drop all)."""

    owner: str
    due_days: int
    weight: int
    suggestion: str
    decisions: tuple[str, ...]


CASH = "cash_application"
COLLECTIONS = "collections"
OPERATIONS = "operations"
MANAGEMENT = "management"
LEGAL = "legal"

_DONE = ("handled", "dismiss")
_APPROVAL = ("approve", "refuse")
_RESOLVED = ("credit", "rebill", "reject", "withdraw")
_CALLED = ("reached", "no_answer", "promised", "disputed", "wrong_number", "dismiss")
# Decisions that move money, let something leave, or lift what protects a customer.
GRAVE = frozenset(
    {
        "approve",
        "take_back",
        "trust_payer",
        "lift",
        "confirm_sent",
        "confirm_not_sent",
        "credit",
        "release",
        "release_all",
    }
)
K = CaseKind

RULES: dict[CaseKind, KindRule] = {
    K.UNREADABLE: KindRule(CASH, 2, 2, "Open the attachment; ask the payer for a readable copy.", _DONE),
    K.ENCRYPTED: KindRule(CASH, 2, 2, "Ask the payer for the document without a password.", _DONE),
    K.SUSPICIOUS_SENDER: KindRule(
        CASH, 1, 4, "Call the payer on a known number. Do not reply and do not use what the mail says.", _DONE
    ),
    K.NOT_A_REMITTANCE: KindRule(CASH, 3, 1, "Forward to whom it concerns, or dismiss.", _DONE),
    K.DUPLICATE_ADVICE: KindRule(CASH, 3, 1, "Compare with the earlier advice; dismiss if it is the same.", _DONE),
    K.PAYER_UNKNOWN: KindRule(CASH, 2, 3, "Find out for which customer this payer pays.", _DONE),
    K.TOTAL_MISMATCH: KindRule(CASH, 2, 3, "Ask the payer which lines make up the payment.", _DONE),
    K.UNKNOWN_REFERENCE: KindRule(CASH, 2, 3, "Find the documents meant; ask the payer if none fits.", _DONE),
    K.AMBIGUOUS_REFERENCE: KindRule(CASH, 2, 3, "Choose among the documents listed, or ask the payer.", _DONE),
    K.ALREADY_PAID: KindRule(CASH, 2, 3, "Check for a double payment; refund or keep on account.", _DONE),
    K.CURRENCY_MISMATCH: KindRule(CASH, 2, 3, "Ask the bank which currency arrived.", _DONE),
    K.OVER_PAYMENT: KindRule(CASH, 2, 2, "Ask the payer what the rest is for.", _DONE),
    K.SHORT_PAYMENT: KindRule(CASH, 2, 2, "Check the reason given; claim the rest or open a dispute.", _DONE),
    K.UNIDENTIFIED_CASH: KindRule(CASH, 2, 3, "Find the payer of this bank line.", _DONE),
    K.ON_ACCOUNT_CASH: KindRule(CASH, 3, 2, "Ask the customer which invoices this cash is for.", _DONE),
    K.ADVICE_UNCONFIRMED: KindRule(
        CASH, 1, 4, "No bank line came: ask the payer for proof of payment.", ("trust_payer", *_DONE)
    ),
    K.RETURNED_PAYMENT: KindRule(
        CASH, 1, 4, "Find the payment that came back; `take_back` opens its items again.", ("take_back", *_DONE)
    ),
    K.PAYER_ACCOUNT: KindRule(
        CASH, 5, 1, "Check whose bank account it is, not by the mail that came with it.", ("approve", "refuse")
    ),
    K.PAYER_NAME: KindRule(
        CASH, 5, 1, "Check whose name it is; somebody other than who gave the cash approves it.", ("approve", "refuse")
    ),
    K.CONTRADICTION: KindRule(CASH, 2, 4, "The system of record disagrees with our postings: find out why.", _DONE),
    K.IN_DOUBT: KindRule(
        COLLECTIONS, 1, 4, "Look in the provider's log whether the message left.", ("confirm_sent", "confirm_not_sent")
    ),
    K.DELIVERY_FAILED: KindRule(COLLECTIONS, 2, 3, "Find a working address and set it (`contact set`).", _DONE),
    K.NO_CONTACT: KindRule(COLLECTIONS, 2, 3, "Find a contact and set it (`contact set`).", _DONE),
    K.PARTY_UNKNOWN: KindRule(
        COLLECTIONS, 3, 1, "Say in the file what the customer is (`party`); until then a consumer's rules bind.", _DONE
    ),
    K.ZONE_UNKNOWN: KindRule(
        COLLECTIONS, 2, 2, "Say in the file where the customer is (`timezone`); until then nothing leaves.", _DONE
    ),
    K.CALL_TASK: KindRule(
        COLLECTIONS, 1, 3, "Call the number with the script (`calls list` ranks them); say how it ended.", _CALLED
    ),
    K.OPTED_OUT: KindRule(COLLECTIONS, 2, 2, "This number takes no more texts: reach the customer otherwise.", _DONE),
    K.DISPUTE: KindRule(COLLECTIONS, 2, 3, "Check the complaint; `uphold` makes it a dispute.", ("uphold", "reject")),
    K.DISPUTE_RESOLUTION: KindRule(
        COLLECTIONS, 2, 3, "Decide it; `dispute resolve` takes an amount and documents too.", _RESOLVED
    ),
    K.CREDIT_APPROVAL: KindRule(
        MANAGEMENT, 2, 4, "Agree to the credit memo, or refuse it: then the dispute is rejected.", _APPROVAL
    ),
    K.PROMISE: KindRule(COLLECTIONS, 2, 2, "Accept the promise or call the customer.", ("accept", "reject")),
    K.ARRANGEMENT_APPROVAL: KindRule(
        MANAGEMENT, 2, 3, "Agree to the proposal, or refuse it; the customer has not been told yet.", _APPROVAL
    ),
    K.ORDER_REVIEW: KindRule(
        COLLECTIONS,
        0,
        4,
        "Read the reasons; release the order, release the account for some days, or hold it.",
        ("release", "release_all", "hold"),
    ),
    K.ARRANGEMENT_REQUEST: KindRule(
        COLLECTIONS, 2, 3, "Talk to the customer; `plan propose` or `settlement offer` makes what you agree on.", _DONE
    ),
    K.ARRANGEMENT_BROKEN: KindRule(
        COLLECTIONS, 2, 3, "Decide whether the whole balance is asked for again (`lift`), or not.", ("lift", "keep")
    ),
    K.RULE_APPROVAL: KindRule(
        CASH, 5, 1, "Read the diff and the test on the past; somebody other than who proposed it agrees.", _APPROVAL
    ),
    K.LIMIT_APPROVAL: KindRule(
        MANAGEMENT, 2, 3, "Read the brief (`credit brief`); agree to the limit and terms, or refuse them.", _APPROVAL
    ),
    K.CREDIT_BREACH: KindRule(
        COLLECTIONS, 1, 4, "Ask for payment, or set another limit; orders on credit wait until then.", _DONE
    ),
    K.CREDIT_REVIEW: KindRule(
        COLLECTIONS, 5, 2, "Read the brief; set other terms (`credit set`), or renew them.", ("renew", "handled")
    ),
    K.PAYMENT_PROOF: KindRule(
        CASH, 1, 3, "Compare the file with the bank's lines; apply only what arrived there.", _DONE
    ),
    K.CONTACT_SUGGESTED: KindRule(
        COLLECTIONS, 3, 1, "Call a known number and ask whether it is so; then `contact set`.", _DONE
    ),
    K.STOP_REQUEST: KindRule(LEGAL, 0, 5, "Read what was asked; keep the stop or lift it.", ("keep", "lift")),
    K.UNCLEAR_MAIL: KindRule(COLLECTIONS, 2, 2, "Read the mail and answer it.", _DONE),
    K.POISONED_MAIL: KindRule(OPERATIONS, 1, 3, "Open the raw mail in a safe place; report the pattern.", _DONE),
    K.RUN_APPROVAL: KindRule(COLLECTIONS, 0, 4, "Look at the samples; approve what may leave.", _APPROVAL),
    K.PLACEMENT_APPROVAL: KindRule(MANAGEMENT, 2, 4, "Check the account; approve or refuse the hand-over.", _APPROVAL),
    K.LADDER_EXHAUSTED: KindRule(
        COLLECTIONS, 3, 3, "Call the customer, or have the debt placed by hand: the robot asks no more.", _DONE
    ),
    K.WRITE_OFF_APPROVAL: KindRule(
        MANAGEMENT, 5, 2, "Look at what was tried; approve within your limit, or refuse.", _APPROVAL
    ),
    K.AGENCY_FILE: KindRule(OPERATIONS, 1, 3, "Read the faults; ask the agency for the file again.", _DONE),
    K.AGENCY_BATCH: KindRule(
        COLLECTIONS, 1, 3, "Ask the agency whether it has the batch; compare number and sum.", _DONE
    ),
    K.AGENCY_REMITTANCE: KindRule(
        CASH, 2, 3, "Compare with the agency's statement; `approve` posts it once its money is here.", _APPROVAL
    ),
    K.AGENCY_REPORT: KindRule(
        COLLECTIONS, 2, 3, "Read what the agency says; decide what becomes of the account.", _DONE
    ),
    K.BOUNDS_EXCEEDED: KindRule(MANAGEMENT, 0, 4, "More than on usual days: find out why, then decide.", _APPROVAL),
    K.STALE_FEED: KindRule(OPERATIONS, 0, 5, "Bring the feed back; dunning waits until then.", _DONE),
    K.DEAD_MESSAGE: KindRule(OPERATIONS, 1, 4, "Read the error; retry once its cause is gone.", ("retry", "dismiss")),
    K.OPERATIONS: KindRule(OPERATIONS, 1, 3, "Read the reason and act on it.", _DONE),
    K.INVARIANT: KindRule(
        OPERATIONS, 0, 5, "The accounts named are parked. Look at them, correct them, then `handled`.", ("handled",)
    ),
}


def rule_of(kind: str) -> KindRule:
    """The rule of a kind.

    >>> rule_of("placement_approval").decisions
    ('approve', 'refuse')
    """
    return RULES[CaseKind(kind)]


def only_closes(kind: str) -> bool:
    """Whether every decision about a kind says no more than that a person has seen to it.

    >>> only_closes("stale_feed"), only_closes("invariant")
    (True, False)
    """
    return rule_of(kind).decisions == _DONE
