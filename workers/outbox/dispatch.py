"""Dispatch: claimed messages leave, each bracketed by its attempt and its receipt.

One courier claims, composes and records; senders only hand over, up to eight at a time. The receipts of what just left
and the attempts of what goes next share a commit. A crash between attempt and receipt leaves a message for `settle`,
never for a second sending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from workers.outbox.courier import Courier
from workers.outbox.judge import Batch, Cleared, claim_batch
from workers.outbox.order_holds import follow_order_holds
from workers.outbox.ports import OutboxPorts

BATCH = 200
CONNECTIONS = 8
COUNTED = ("handed_over", "deferred", "cancelled", "failed", "in_doubt")


def dispatch(
    ports: OutboxPorts, connections: int = CONNECTIONS, on_progress: Callable[[int], None] = lambda sent: None
) -> dict[str, int]:
    """Send what is due now, until nothing more is; returns counts by outcome."""
    totals: Counter[str] = Counter()
    with ThreadPoolExecutor(connections + 2, "sender") as pool:
        courier = Courier(ports, pool, connections, totals)
        # What was given back on the way could not be in a batch that was claimed meanwhile, so ask until nothing is.
        while (batch := claim_batch(ports, BATCH)).claimed:
            courier.deliver(_cleared(ports, pool, batch, totals))
            on_progress(totals["handed_over"])
    follow_order_holds(ports)
    return {name: totals[name] for name in COUNTED}


def _cleared(ports: OutboxPorts, pool: ThreadPoolExecutor, batch: Batch, totals: Counter[str]) -> Iterator[Cleared]:
    """What passed the gate, batch after batch; the next one is claimed and judged while this one is sent."""
    while batch.claimed:
        upcoming = pool.submit(claim_batch, ports, BATCH)
        totals.update(batch.counts)
        yield from batch.cleared
        batch = upcoming.result()
