"""What a customer is told whose dispute is rejected: why, with the documents that prove it. Leaves by the outbox.

Nobody is written to whom the robot may not write to (stop, agency, shadow, a ladder not approved yet): a case says so.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger import journal
from workers.ledger.book.courtesy import DISPUTE_ANSWER, Addressee, load_addressees
from workers.ledger.outgoing.run_gates import is_approved
from workers.outbox.enclosures import InvoiceCopies
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.customer import Contact
from workers.receivables.dispute import Dispute
from workers.receivables.occasion import Occasion

TEMPLATE = "reply/dispute_rejected"


def tell_customer(
    connection: Connection,
    dispute: Dispute,
    reason: str,
    documents: tuple[str, ...],
    at: tuple[PolicySet, InvoiceCopies, Occasion],
) -> int | None:
    """Record the mail, with the disputed document where there is a copy, and with all ``documents``.

    Raises `UserError` where a document that was named has no copy; returns None where a person has to write.
    """
    policy, copies, occasion = at
    to = load_addressees(connection, [dispute.account_id])[dispute.account_id]
    attached = _attached(to.entity, dispute, documents, copies)
    contact = _contact(connection, to, policy)
    if isinstance(contact, str):
        _ask_person(connection, dispute, contact, policy, occasion)
        return None
    new = NewMessage(
        entity=to.entity,
        purpose=DISPUTE_ANSWER,
        subject=f"dispute {dispute.id}",
        channel="email",
        recipient=contact.email,
        template=TEMPLATE,
        payload=_facts(dispute, reason, attached, to, policy),
        language=to.customer.language or policy.robot.default_language,
        account_id=to.account_id,
        currency=dispute.currency,
        contact_id=contact.id,
    )
    number = enqueue(connection, new, occasion)
    data = {"message": number, "dispute": dispute.id}
    journal.record(connection, f"{DISPUTE_ANSWER}.planned", data, occasion, account_id=to.account_id)
    return number


def _attached(entity: str, dispute: Dispute, documents: tuple[str, ...], copies: InvoiceCopies) -> list[str]:
    def has_copy(number: str) -> bool:
        path = copies.path_of(entity, number)
        return path is not None and path.is_file()

    missing = [number for number in documents if not has_copy(number)]
    if missing:
        raise UserError(f"there is no copy of {', '.join(missing)} in {copies.folder}: put NUMBER.pdf there")
    own = [dispute.document_number] if dispute.document_number and has_copy(dispute.document_number) else []
    return list(dict.fromkeys([*own, *documents]))


def _contact(connection: Connection, to: Addressee, policy: PolicySet) -> Contact | str:
    """The first person by role who can be reached by e-mail, or why nobody is written to."""
    segment = policy.segment_of(to.customer)
    if to.entity not in policy.robot.entities:
        return f"its entity {to.entity} is not in robot.yaml"
    if to.barred:
        return to.barred
    if segment.mode == "shadow":
        return "the segment is in shadow"
    if segment.mode == "approve" and not is_approved(connection, segment.name, policy.ladders[segment.ladder].hash):
        return "the ladder waits for approval"
    reachable = {reach.role: contact for contact, reach in reversed(to.people) if "email" in reach.channels}
    found = next((reachable[role] for role in policy.robot.contact_rules.roles if role in reachable), None)
    return found or "nobody can be reached by e-mail"


def _facts(dispute: Dispute, reason: str, attached: list[str], to: Addressee, policy: PolicySet) -> dict[str, Any]:
    """The facts of ``templates/reply/dispute_rejected``; no bank details, as in every answer."""
    creditor = creditor_for(policy.robot, to.entity, dispute.currency or "")
    return {
        "creditor": asdict(replace(creditor, bank="", iban="", bic="", account_number="", routing_number="")),
        "customer_id": to.customer.id,
        "customer_name": to.customer.name,
        "thread_token": thread_token(policy.robot, to.customer.id),
        "currency": dispute.currency or "",
        "document_number": dispute.document_number or "",
        "means": policy.resolution_matrix.row(dispute.code).means,
        "amount": dispute.amount or 0,
        "reason": reason,
        "copies": attached,
    }


def _ask_person(connection: Connection, dispute: Dispute, why: str, policy: PolicySet, occasion: Occasion) -> None:
    new = NewCase(
        CaseKind.NO_CONTACT,
        f"dispute:{dispute.id}",
        f"the rejection of dispute {dispute.id} was not written to the customer: {why}",
        account_id=dispute.account_id,
        evidence={"dispute": dispute.id},
        suggestion="Tell the customer why by letter or telephone (`dispute packet` prints what is known).",
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))
