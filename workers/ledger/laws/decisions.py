"""Law 8, second half, and law 9: the same facts and policy decide the same, in whatever order they are looked at.

Must not know how decisions are taken: the slices hand over how to take them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import orjson
from sqlalchemy import select

from workers.ledger.laws.law import Finding, Hearing, RecordedAdvice, RecordedDecision, found
from workers.ledger.operations.policy_versions import find_content
from workers.ledger.schema import advices, journal

REPLAYED = 200


def decisions_come_out_again(hearing: Hearing) -> Finding:
    """The last decisions, taken again in shuffled order from the facts and the policy they were taken on."""
    replays = hearing.replays.decisions
    decisions = list(_last_decisions(hearing, list(replays)))
    _shuffled(hearing).shuffle(decisions)
    broken = [
        (f"{decision.stream} seq {decision.seq}", f"{decision.kind}, decided again: {what}")
        for decision in decisions
        if (what := replays[decision.kind](decision))
    ]
    return found(len(decisions), broken)


def hints_hide_nothing(hearing: Hearing) -> Finding:
    """What the scan skips because of a stored hint has nothing due: the evaluator says so again."""
    check = hearing.replays.hints
    return found(*check(hearing.connection)) if check is not None else found(0, ())


def matching_knows_no_order(hearing: Hearing) -> Finding:
    """The last advices, matched again in shuffled order, each with its lines and the open items shuffled."""
    rematch = hearing.replays.rematch
    if rematch is None:
        return found(0, ())
    order = _shuffled(hearing)
    last = list(_last_advices(hearing))
    order.shuffle(last)
    numbered = [(advice, order.randrange(2**32)) for advice in last]
    broken = [
        (f"advice {advice.id}", f"matched again: {what}")
        for advice, number in numbered
        if (what := rematch(advice, number))
    ]
    return found(len(last), broken)


def _shuffled(hearing: Hearing) -> Random:
    """Another order every day, and the same one when a verification is repeated."""
    return Random(hearing.at.date().isoformat())


def _last_decisions(hearing: Hearing, kinds: list[str]) -> Iterator[RecordedDecision]:
    query = select(journal).where(journal.c.kind.in_(kinds))
    newest = query.order_by(journal.c.at.desc(), journal.c.stream, journal.c.seq.desc()).limit(REPLAYED)
    for row in hearing.connection.execute(newest).all():
        yield RecordedDecision(
            stream=row.stream,
            seq=row.seq,
            kind=row.kind,
            business_date=row.business_date,
            policy_hash=row.policy_hash,
            policy=find_content(hearing.connection, row.policy_hash) or "",
            data=orjson.loads(row.data),
        )


def _last_advices(hearing: Hearing) -> Iterator[RecordedAdvice]:
    judged = select(advices).where(advices.c.facts.is_not(None), advices.c.decision.is_not(None))
    newest = judged.order_by(advices.c.id.desc()).limit(REPLAYED)
    for row in hearing.connection.execute(newest).all():
        yield RecordedAdvice(
            id=row.id,
            entity=row.entity,
            payer_id=row.payer_id,
            state=row.state,
            policy=find_content(hearing.connection, row.policy_hash) or "",
            facts=row.facts,
            decision=row.decision,
        )
