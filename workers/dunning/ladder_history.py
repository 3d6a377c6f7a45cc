"""The versions of a ladder that decisions were taken with, from the policies that the ledger keeps. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection

from workers.ledger.operations.policy_versions import newest_contents
from workers.policy.adapters import adapter_of
from workers.policy.ladder import Ladder
from workers.policy.ladder_changes import LadderChange, changes_between

# So many policies are looked through: a change of anything else makes a policy too.
_POLICIES_MOST = 60


@dataclass(frozen=True, slots=True)
class LadderVersion:
    """A ladder as it was; ``since`` is None for one that no decision has used yet."""

    ladder: Ladder
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """From one version to the next."""

    since: datetime | None
    changes: list[LadderChange]


def steps_of(connection: Connection, current: Ladder, most: int) -> list[Step]:
    """What changed with each of the newest versions, the newest first; the file of now counts before it is used."""
    found: list[Step] = []
    newer: LadderVersion | None = None
    for version in _versions(connection, current):
        if newer is not None:
            found.append(Step(newer.since, changes_between(version.ladder, newer.ladder)))
        if len(found) == most:
            break
        newer = version
    return found


def _versions(connection: Connection, current: Ladder) -> Iterator[LadderVersion]:
    """Each version once, the newest first, with the day of the first policy that had it in a row."""
    held = LadderVersion(current, None)
    for content, since in newest_contents(connection, _POLICIES_MOST):
        raw = orjson.loads(content)["ladders"].get(current.name)
        if raw is None:
            break
        ladder = adapter_of(Ladder).validate_json(orjson.dumps(raw))
        if ladder.hash != held.ladder.hash:
            yield held
        held = LadderVersion(ladder, since)
    yield held
