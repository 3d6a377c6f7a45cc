"""Why an account gets a notice, or none: the evaluator's trace in each currency, and the gate's for a notice due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workers.dunning.decisions import NoticeDue
from workers.dunning.explain.charges import charges_told
from workers.dunning.explain.words import step_documents
from workers.dunning.notice import Composer, Due, decision_document
from workers.dunning.rules.evaluation import evaluate_account
from workers.ledger.book.holds import HeldItem
from workers.ledger.book.standings import Dossier
from workers.outbox.gate_facts import Surroundings, WaitingNotice, address_of, counted_under, gate_facts
from workers.outbox.rules.send_gate import Judgement, judge
from workers.policy.policy_set import PolicySet
from workers.receivables.charge import ChargeHistory
from workers.receivables.money import to_decimal
from workers.receivables.standing import Standing
from workers.receivables.trace import Trace

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, its business date, the policy of then, and what surrounds an account.

    That is feeds that were too old, whom we had written and spoken to, why our own texts are refused, and what keeps
    its items silent.
    """

    at: datetime
    on: date
    policy: PolicySet
    stale_feeds: tuple[str, ...] = ()
    contacted: Mapping[str, Sequence[datetime]] | None = None
    conversations: Mapping[tuple[int, int, str], datetime] = field(default_factory=dict)
    texts_refused: str = ""
    held: Sequence[HeldItem] = ()
    charged: ChargeHistory | None = None  # None of a past moment: what was charged by then is told by its notices


def explain_account(dossier: Dossier, moment: Moment) -> Document:
    """What the robot would do about an account at that moment, and every rule that was asked, in order."""
    return {
        "account": dossier.customer.id,
        "entity": dossier.entity,
        "at": moment.at,
        "business_date": moment.on,
        "policy": moment.policy.hash,
        "restraints": [_restraint(held) for held in moment.held],
        "currencies": [_explain(standing, dossier, moment) for standing in dossier.standings],
    }


def _restraint(held: HeldItem) -> Document:
    amount = None if held.amount_minor is None else str(to_decimal(held.amount_minor, held.currency))
    named = {"document_number": held.document_number, "kind": held.kind, "reason": held.reason}
    return named | {"amount": amount, "currency": held.currency, "until": held.until}


def _explain(standing: Standing, dossier: Dossier, moment: Moment) -> Document:
    segment = next(s for s in moment.policy.robot.segments if s.name == standing.segment)
    ladder, trace = moment.policy.ladders[segment.ladder], Trace()
    decision = evaluate_account(standing, ladder, moment.on, trace)
    documents = {number: item.document_number for number, item in dossier.items.items()}
    gate, charges = [], None
    if isinstance(decision, NoticeDue):
        gate = [
            _gate((channel, contact), standing, decision, dossier, moment) for channel, contact in decision.contacts
        ]
        charges = _charges(dossier, standing, decision, moment)
    return {
        "currency": standing.currency,
        "segment": segment.name,
        "mode": segment.mode,
        "ladder": {"name": ladder.name, "hash": ladder.hash},
        "episode": standing.episode,
        "decision": decision_document(decision),
        "rules": step_documents(trace.steps, standing.currency, documents),
        "gate": gate,
        "charges": charges,
    }


def _gate(
    reached: tuple[str, int], standing: Standing, decision: NoticeDue, dossier: Dossier, moment: Moment
) -> Document:
    """What the send gate would say of the notice at that moment, over one channel."""
    (channel, contact_id), trace = reached, Trace()
    recipient = address_of(dossier, contact_id, channel)
    waiting = WaitingNotice(channel, contact_id, recipient, standing.currency, decision.asked, decision.listed)
    contacted = (moment.contacted or {}).get(counted_under(dossier, contact_id, channel, recipient), ())
    spoken = moment.conversations.get((contact_id, dossier.account_id, standing.currency))
    around = Surroundings(moment.stale_feeds, contacted, moment.texts_refused, spoken)
    facts = gate_facts(waiting, dossier, around, moment.policy, moment.on)
    judgement = judge(facts, moment.policy.robot.contact_rules, moment.at, trace)
    named = {"channel": channel, "contact": contact_id, "judgement": _judgement(judgement)}
    return named | {"rules": step_documents(trace.steps, standing.currency, {})}


def _charges(dossier: Dossier, standing: Standing, decision: NoticeDue, moment: Moment) -> Document | None:
    """What the notice that is due would charge, and by which law."""
    if moment.charged is None:
        return None
    ladder = moment.policy.ladders[next(s for s in moment.policy.robot.segments if s.name == standing.segment).ladder]
    due = Due(dossier, standing, decision, ladder, standing.episode or 1, moment.on, moment.charged)
    return charges_told(Composer(moment.policy).facts(due))


def _judgement(judgement: Judgement) -> Document:
    fields = {name: getattr(judgement, name) for name in judgement.__dataclass_fields__}
    return {"name": type(judgement).__name__, **fields}
