"""Thanks for payments: once for each that arrived and was applied, whoever applied it. Off unless ops switch it on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workers.ledger.book.courtesy import THANK_YOU, Addressee, load_addressees
from workers.ledger.cash.thanked import AppliedReceipt, applied_since, load_receipts
from workers.ledger.unit_of_work import Ledger
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.reports.courtesies import Courtesy, contact_of, record

JOB = "reports.send_thanks"
TEMPLATE = "reply/thank_you"
# A robot that stood still over a long weekend still says thanks; who is stopped or switches this on later does not get
# thanks for what is long past.
_LOOK_BACK = timedelta(days=5)


def send_thanks(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> list[int]:
    """Record the thanks that are due; asked again, it finds that they were written. Returns the messages' ids."""
    if not policy.robot.thank_you.enabled:
        return []
    with ledger.read() as connection:
        receipts = load_receipts(connection, applied_since(connection, occasion.business_date - _LOOK_BACK))
        people = load_addressees(connection, [receipt.account_id for receipt in receipts])
        contacts = {number: contact_of(connection, to, policy, occasion.business_date) for number, to in people.items()}
    recorded = []
    for receipt in receipts:
        to, contact = people[receipt.account_id], contacts[receipt.account_id]
        if isinstance(contact, str):
            continue
        subject = f"payment {receipt.payment_id}"
        facts, language = _facts(policy, to, receipt), policy.robot.default_language
        courtesy = Courtesy(THANK_YOU, subject, TEMPLATE, receipt.currency, facts, language)
        number = record(ledger, courtesy, to, contact, occasion)
        if number is not None:
            recorded.append(number)
    return recorded


def _facts(policy: PolicySet, to: Addressee, receipt: AppliedReceipt) -> dict[str, Any]:
    """The facts of ``templates/reply/thank_you``."""
    return {
        "creditor": creditor_for(policy.robot, to.entity, receipt.currency),
        "customer_id": to.customer.id,
        "customer_name": to.customer.name,
        "thread_token": thread_token(policy.robot, to.customer.id),
        "currency": receipt.currency,
        "payment_id": receipt.payment_id,
        "received_on": receipt.received_on.isoformat(),
        "amount": receipt.amount,
        "documents": [{"document_number": number, "cash": cash} for number, cash in receipt.documents],
    }
