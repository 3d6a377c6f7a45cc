"""The ladder a notice was planned by: from the journal's hash and the stored policy. Must not judge notices."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, select

from workers.ledger.laws.journal_fields import text_field
from workers.ledger.operations.policy_versions import find_content
from workers.ledger.schema import journal
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet, policy_from_json


class Ladders:
    """The ladders of all notices in one ledger, read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        columns = (journal.c.account_id, journal.c.business_date, text_field(connection, "ladder").label("ladder"))
        planned = select(*columns).where(journal.c.kind == "dunning.notice_planned")
        self._hashes: dict[tuple[int, date], str] = {
            (row.account_id, row.business_date): row.ladder for row in connection.execute(planned)
        }
        self._found: dict[tuple[str, str], Ladder | None] = {}

    def find(self, policy_hash: str, account_id: int, planned_on: date) -> Ladder | None:
        """The ladder by which that account was noticed on that day; None when it is not stored (any more)."""
        ladder_hash = self._hashes.get((account_id, planned_on))
        if ladder_hash is None:
            return None
        if (policy_hash, ladder_hash) not in self._found:
            content = find_content(self._connection, policy_hash)
            ladders = parsed_policy(content).ladders.values() if content else ()
            self._found[policy_hash, ladder_hash] = next((one for one in ladders if one.hash == ladder_hash), None)
        return self._found[policy_hash, ladder_hash]


@lru_cache(maxsize=16)
def parsed_policy(content: str) -> PolicySet:
    """A kept policy; most of what is verified rests on a few of them."""
    return policy_from_json(content)
