"""The vectors of every rule pack, run as part of `collectbot check-config`; a failure names its file and line.

Must not change anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workers.errors import ConfigurationError
from workers.outbox.rules.pack_vectors import failed_vectors
from workers.policy.document import read_document
from workers.policy.policy_set import PolicySet


def check_vectors(policy: PolicySet, config_dir: Path) -> Iterator[ConfigurationError]:
    """Every vector that its pack does not keep."""
    for pack in policy.rule_packs.values():
        for failed in failed_vectors(pack):
            document = read_document(config_dir / "rule_packs" / f"{pack.name}.yaml")
            why = f": {failed.why}" if failed.why else ""
            message = f"the vector '{failed.vector.name}' expects {failed.vector.expect}, and gets {failed.found}{why}"
            yield document.error(("vectors", failed.number, "expect"), message, hint="one of the two is wrong")
