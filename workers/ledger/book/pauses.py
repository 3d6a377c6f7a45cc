"""Lays the pauses of robot.yaml over dossiers: a paused account is on hold, for the run and for the send gate alike.

Pure. Must not store anything: a pause begins and ends with its days and with the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import structs

from workers.ledger.book.standings import Dossier
from workers.policy.pauses import Paused, paused_on
from workers.policy.policy_set import PolicySet
from workers.receivables.standing import Standing


def with_pauses(dossiers: Iterable[Dossier], policy: PolicySet, as_of: date) -> list[Dossier]:
    """The dossiers, with the accounts on hold that are paused on ``as_of``."""
    if not policy.robot.pauses:
        return list(dossiers)
    return [_paused(dossier, policy, as_of) for dossier in dossiers]


def _paused(dossier: Dossier, policy: PolicySet, as_of: date) -> Dossier:
    country = dossier.customer.country or policy.robot.entity(dossier.entity).country
    pause = paused_on(policy.robot.pauses, policy.segment_of(dossier.customer).name, country, as_of)
    if pause is None:
        return dossier
    return structs.replace(dossier, standings=tuple(_held(standing, pause) for standing in dossier.standings))


def _held(standing: Standing, pause: Paused) -> Standing:
    """A hold that lasts longer than the pause stays what is told."""
    if standing.hold and (standing.hold_until is None or standing.hold_until >= pause.until):
        return standing
    return structs.replace(standing, hold=f"pause: {pause.reason}", hold_until=pause.until)
