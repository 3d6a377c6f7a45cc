"""The story of one notice: the facts and the decision it rests on, what became of it, and whether both come out again.

The decision is taken again from the journalled facts under the stored policy, and compared byte by byte. The texts are
rendered again from the stored payload with the templates of today: these are no part of the policy's hash, so that a
text that differs says that its template was changed since, and the bytes that were kept stay the proof of what left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import orjson
from msgspec import structs

from workers.dunning.explain.charges import charges_told
from workers.dunning.explain.words import step_documents
from workers.dunning.notice import decision_document
from workers.dunning.rules.evaluation import evaluate_account
from workers.errors import ConfigurationError
from workers.ledger.history.notices import NoticeRecord
from workers.outbox.compose import facts_as_sent
from workers.outbox.enclosures import TOO_LARGE, pdf_file
from workers.outbox.link import PATH
from workers.policy.ladder import Ladder
from workers.policy.policy_set import policy_from_json
from workers.receivables.notice import NoticeFacts, payload_document
from workers.receivables.standing import standing_from_document
from workers.receivables.trace import Trace
from workers.rendering import Renderer

Document = dict[str, Any]
_SHOWN = (
    "id", "key", "subject", "occurrence", "level", "level_name", "channel", "contact_id", "recipient", "template",
    "language", "state", "reason", "not_before", "planned_at", "planned_on", "handed_over_at", "handed_over_on",
    "provider_reference", "policy_hash", "replaces_id",
)  # fmt: skip
_LINK = re.compile(rf"https?://\S+{PATH}/[\w-]+")


@dataclass(frozen=True, slots=True)
class _Again:
    """A decision taken again: whether the same bytes came out, and every rule that was asked."""

    same: bool
    decision: Document
    steps: Trace


def explain_notice(record: NoticeRecord, renderer: Renderer) -> Document:
    """Everything there is to say about one message of a notice."""
    message, planned = record.message, record.planned
    told: Document = {name: message[name] for name in _SHOWN if name in message}
    told |= {"customer": record.customer_id, "payload": payload_document(message["payload"])}
    told["rule_packs"] = message["rule_packs"]
    told["charges"] = charges_told(NoticeFacts.from_json(message["payload"]))
    told["attempts"] = list(record.attempts)
    told["items"] = list(record.items)
    told["journal"] = list(record.journal)
    told["decision"] = _decision(record, planned) if planned is not None else None
    told["texts"] = _texts(record, renderer)
    return told


def _decision(record: NoticeRecord, planned: Mapping[str, Any]) -> Document:
    """The journalled decision beside the one that comes out today."""
    told: Document = {"journalled": planned["decision"], "facts": planned["standing"], "ladder": planned["ladder"]}
    ladder = _ladder(record.policy, planned["ladder"])
    if ladder is None:
        return told | {"replay": "its policy is not kept", "rules": []}
    again = _again(planned, ladder)
    told["ladder_name"] = ladder.name
    told["replay"] = "the same bytes" if again.same else f"differs: {orjson.dumps(again.decision).decode()}"
    told["rules"] = step_documents(again.steps.steps, planned["standing"]["currency"], record.documents)
    return told


def _ladder(policy: str, ladder_hash: str) -> Ladder | None:
    ladders = policy_from_json(policy).ladders.values() if policy else ()
    return next((ladder for ladder in ladders if ladder.hash == ladder_hash), None)


def _again(planned: Mapping[str, Any], ladder: Ladder) -> _Again:
    trace, standing = Trace(), standing_from_document(planned["standing"])
    decision = evaluate_account(standing, ladder, date.fromisoformat(planned["as_of"]), trace)
    document = decision_document(decision)
    return _Again(orjson.dumps(document) == orjson.dumps(planned["decision"]), document, trace)


def _texts(record: NoticeRecord, renderer: Renderer) -> Document:
    """Which parts of what left the templates of today give again."""
    if record.content is None:
        return {"kept": False}
    message, mail = record.message, _mail(record.content) if record.message["channel"] == "email" else None
    on = message["handed_over_on"] or message["planned_on"]
    try:
        facts = facts_as_sent(message["payload"], on)
        if mail is not None:
            facts = _as_it_left(facts, record, mail, renderer)
        rendered = renderer.render_notice(
            message["template"], message["language"], facts, frozenset({message["channel"]})
        )
    except ConfigurationError as error:
        return {"kept": True, "bytes": len(record.content), "cannot_render": str(error)}
    if message["channel"] == "sms":
        same = {"sms.txt": rendered.sms.encode() in record.content or _escaped(rendered.sms) in record.content}
    elif mail is not None:
        same = {
            "subject.txt": _folded(str(mail["Subject"])) == _folded(rendered.subject),
            "body.txt": _part(mail, "plain") == _lines(rendered.text),
            "body.html": _part(mail, "html") == _lines(rendered.html),
        }
    else:
        same = {}
    changed = [f"templates/dunning/{message['template']}/{message['language']}/{n}" for n, s in same.items() if not s]
    return {
        "kept": True,
        "bytes": len(record.content),
        "same": sorted(n for n, s in same.items() if s),
        "changed": changed,
    }


def _mail(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)  # the modern policy makes no other
    return mail


def _as_it_left(facts: NoticeFacts, record: NoticeRecord, mail: EmailMessage, renderer: Renderer) -> NoticeFacts:
    """With what is known only as a mail leaves: what it encloses, what did not fit, the link to the customer's page."""
    if link := _LINK.search("\n".join(_part(mail, "plain"))):
        facts = structs.replace(facts, customer_page=link.group())
    if facts.statement is None and not facts.encloses_copies:
        return facts
    title = renderer.wording(record.message["template"], record.message["language"]).words["statement"]
    names = dict.fromkeys((title, *(item.document_number for item in facts.items)))
    files = {part.get_filename() for part in mail.iter_attachments()}
    return structs.replace(
        facts,
        enclosed=tuple(name for name in names if pdf_file(name, b"").name in files),
        not_enclosed=tuple(name for name, why in record.left_out.items() if why == TOO_LARGE),
    )


def _part(mail: EmailMessage, kind: str) -> list[str]:
    part = mail.get_body((kind,))
    return _lines(part.get_content()) if part is not None else []


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _folded(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> bytes:
    """As it stands in a JSON line."""
    return orjson.dumps(text)[1:-1]
