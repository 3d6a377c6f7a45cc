"""Dispatch: claimed messages leave, each bracketed by its attempt and its receipt.

Every sender thread works off one queue over a connection of its own; the receipt of one message and the attempt of the
next share a commit. A crash between attempt and receipt leaves the message for `settle`, never for a second sending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from workers.channels.base import Channel, ChannelInDoubt, ChannelRefused, ChannelUnavailable, Prepared
from workers.clock import real_now
from workers.ledger.outgoing.attempts import Bracket, Handed
from workers.ledger.outgoing.messages import Claimed
from workers.outbox.compose import compose
from workers.outbox.envelope import enveloped
from workers.outbox.judge import Cleared, claim_batch
from workers.outbox.outcomes import Failure, record_failure
from workers.outbox.ports import OutboxPorts
from workers.outbox.recorder import Entry, Recorder

BATCH = 200
CONNECTIONS = 8
COUNTED = ("handed_over", "deferred", "cancelled", "failed", "in_doubt")


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one hand-over and is not recorded yet."""

    message: Claimed
    handed: Handed | None = None
    failure: Failure | None = None


def dispatch(
    ports: OutboxPorts, connections: int = CONNECTIONS, on_progress: Callable[[int], None] = lambda sent: None
) -> dict[str, int]:
    """Send what is due now, until nothing more is; returns counts by outcome.

    The next batch is claimed and judged while this one is sent.
    """
    totals: Counter[str] = Counter()
    with ThreadPoolExecutor(connections + 1, "sender") as pool:
        batch = claim_batch(ports, BATCH)
        while batch.claimed:
            upcoming = pool.submit(claim_batch, ports, BATCH)
            totals.update(batch.counts)
            _send_all(ports, pool, connections, batch.cleared, totals)
            on_progress(totals["handed_over"])
            # What this batch gave back could not be in the one claimed meanwhile.
            batch = following if (following := upcoming.result()).claimed else claim_batch(ports, BATCH)
    return {name: totals[name] for name in COUNTED}


def _send_all(
    ports: OutboxPorts, pool: ThreadPoolExecutor, connections: int, cleared: list[Cleared], totals: Counter[str]
) -> None:
    queue: SimpleQueue[Cleared] = SimpleQueue()
    for one in cleared:
        queue.put(one)
    recorder = Recorder(ports.ledger)
    senders = [pool.submit(_Sender(ports, queue, recorder).work) for _ in range(min(connections, len(cleared)))]
    for sender in senders:
        totals.update(sender.result())


class _Sender:
    """One thread's work: prepare, record, hand over, and keep the result for the next commit."""

    def __init__(self, ports: OutboxPorts, queue: SimpleQueue[Cleared], recorder: Recorder) -> None:
        self.ports, self.queue, self.recorder = ports, queue, recorder
        self.counts: Counter[str] = Counter()
        self.unrecorded: _Result | None = None

    def work(self) -> Counter[str]:
        try:
            while (cleared := self._next()) is not None:
                self._send(cleared)
        finally:
            self._flush()
        return self.counts

    def _next(self) -> Cleared | None:
        try:
            return self.queue.get_nowait()
        except Empty:
            return None

    def _send(self, cleared: Cleared) -> None:
        message = cleared.message
        channel = self.ports.channels[message.channel]
        try:
            occasion = self.ports.occasion(message.entity)
            outgoing = compose(message, self.ports.policy, self.ports.renderer, occasion.business_date)
            if message.channel == "email":
                return_address = self.ports.return_path.for_message(message.id)
                outgoing = enveloped(outgoing, occasion.at, cleared.thread, return_address)
            prepared = channel.prepare(outgoing)
        except Exception as error:
            self._park(message, Failure.unsendable(f"{type(error).__name__}: {error}"))
            return
        if self._record_attempt(cleared):
            self.unrecorded = self._hand_over(message, channel, prepared)

    def _record_attempt(self, cleared: Cleared) -> bool:
        """The receipt of the message before and the attempt of this one, in one commit.

        A failure before it has consequences for other accounts, which are locked in a transaction of their own.
        """
        if self.unrecorded is not None and self.unrecorded.failure is not None:
            self._flush()
        before = self.unrecorded
        in_time = cleared.until is None or self.ports.clock.now() < cleared.until
        attempted = self.recorder.record(Entry(cleared.message, in_time, before.handed if before else None))
        self.unrecorded = None
        self.counts.update(handed_over=before is not None, deferred=not attempted)
        return attempted

    def _flush(self) -> None:
        """Record what the last hand-over came to, on its own."""
        result = self.unrecorded
        if result is None:
            return
        outcome = ""
        with self.ports.ledger.write() as connection:
            bracket = Bracket(connection, result.message)
            if result.handed is not None:
                bracket.receive([result.handed])
                outcome = "handed_over"
            elif result.failure is not None:
                outcome = record_failure(connection, bracket, self.ports, result.message, result.failure)
        self.unrecorded = None
        self.counts[outcome] += 1

    def _park(self, message: Claimed, failure: Failure) -> None:
        """A message that cannot even be composed parks alone; the others go on."""
        with self.ports.ledger.write() as connection:
            bracket = Bracket(connection, message)
            if bracket.attempt([message], real_now()):
                self.counts[record_failure(connection, bracket, self.ports, message, failure)] += 1

    def _hand_over(self, message: Claimed, channel: Channel, prepared: Prepared) -> _Result:
        """The act itself: outside every transaction, and with every way it can end told apart."""
        try:
            receipt = channel.send(prepared)
        except ChannelRefused as refusal:
            return _Result(message, failure=Failure.permanent(str(refusal), refusal.code))
        except ChannelUnavailable as unavailable:
            return _Result(message, failure=Failure.temporary(str(unavailable), unavailable.retry_after))
        except ChannelInDoubt as doubt:
            return _Result(message, failure=Failure.in_doubt(str(doubt)))
        except Exception as error:
            # An adapter that fails in a way of its own proves nothing about the message.
            return _Result(message, failure=Failure.in_doubt(f"{type(error).__name__}: {error}"))
        occasion = self.ports.occasion(message.entity)
        return _Result(message, Handed(message, receipt.provider_reference, receipt.content, occasion))
