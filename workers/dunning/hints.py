"""Proof that the stored hints hide nothing: accounts that the scan skips, decided as if it did not.

A hint is written from the evaluator's own answer; one that hides a notice was not reset by what made the notice due.
Must not repair a hint: the weekly run looks past all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Connection

from workers.dunning.decisions import EpisodeOver, NoticeDue
from workers.dunning.rules.evaluation import evaluate_account
from workers.dunning.scan import Reader, scan_of
from workers.ledger.book.standings import Dossier, hinted_accounts
from workers.policy.policy_set import PolicySet

SAMPLE = 200


def check_hints(connection: Connection, policy: PolicySet, as_of: date) -> tuple[int, list[tuple[str, str]]]:
    """How many skipped accounts were decided, a sample that moves on from day to day, and what is hidden of them."""
    ids = hinted_accounts(connection, scan_of(policy, as_of), SAMPLE)
    dossiers = Reader(policy, as_of).dossiers(connection, ids)
    return len(ids), list(_hidden(dossiers, policy, as_of))


def _hidden(dossiers: Iterable[Dossier], policy: PolicySet, as_of: date) -> Iterator[tuple[str, str]]:
    ladders = {segment.name: policy.ladders[segment.ladder] for segment in policy.robot.segments}
    for dossier in dossiers:
        for standing in dossier.standings:
            decision = evaluate_account(standing, ladders[standing.segment], as_of)
            if isinstance(decision, NoticeDue | EpisodeOver):
                what = f"{decision.reason} in {standing.currency} on {as_of}, but the scan is told to wait"
                yield f"account {dossier.account_id}", what
