"""The courier: composes cleared messages, records around their hand-over, and keeps the senders busy.

Only this thread speaks to the database while messages leave: a commit costs a disk's proof, so the receipts of all that
came back and the attempts of all that go next share one. Each attempt keeps its own conditions, and no more messages
stand between attempt and receipt than there are senders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Event

from workers.channels.base import Channel, ChannelInDoubt, ChannelRefused, ChannelUnavailable, Prepared
from workers.clock import real_now
from workers.errors import LedgerBusy, ServerUnreachable
from workers.ledger.outgoing.attempts import Bracket, Handed
from workers.ledger.outgoing.messages import Claimed, give_back_one
from workers.outbox.compose import compose
from workers.outbox.envelope import enveloped
from workers.outbox.judge import Cleared
from workers.outbox.outcomes import Failure, record_failure
from workers.outbox.ports import OutboxPorts
from workers.outbox.receipts import open_call_tasks
from workers.outbox.return_probe import PROBE
from workers.rendering.letter_text import UnprintableText

# How long the first that came back waits for others to share its commit: less than the commit takes.
_GATHER_SECONDS = 0.003


@dataclass(frozen=True, slots=True)
class _Composed:
    """A message that is ready to be attempted."""

    cleared: Cleared
    channel: Channel
    prepared: Prepared

    @property
    def message(self) -> Claimed:
        return self.cleared.message


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one hand-over and is not recorded yet."""

    message: Claimed
    handed: Handed | None = None
    failure: Failure | None = None


class Courier:
    """Delivers what passed the gate; counts by outcome into ``counts``."""

    def __init__(self, ports: OutboxPorts, pool: ThreadPoolExecutor, connections: int, counts: Counter[str]) -> None:
        self._ports, self._pool, self._connections, self._counts = ports, pool, connections, counts
        # The recorder's own, for it counts while this thread does.
        self._recorded: Counter[str] = Counter()
        self._results: SimpleQueue[_Result] = SimpleQueue()
        self._under_way = 0
        self._faults: list[Exception] = []
        self._proving = Event()

    def deliver(self, cleared: Iterator[Cleared]) -> None:
        """Send them all; what a sender holds when this is interrupted is still waited for and recorded.

        Raises the first error that a message of its own made, after all others left.
        """
        back: list[_Result] = []
        try:
            ready = self._composed(cleared, self._connections)
            while ready or back or self._under_way:
                free = self._connections - self._under_way
                going, ready = ready[:free], ready[free:]
                recorded, back = self._start_recording(back, going), []
                try:
                    # The next ones are composed while the database proves this commit.
                    ready += self._composed(cleared, self._connections - len(ready))
                finally:
                    self._send(recorded.result())
                # A slow hand-over holds nobody up who could go meanwhile.
                back = self._come_back(waits=not ready or self._under_way == self._connections)
        finally:
            while self._under_way:
                back += self._come_back(waits=True)
            self._record(back, [])
            self._counts.update(self._recorded)
            self._recorded.clear()
        if self._faults:
            raise self._faults[0]

    def _start_recording(self, arrived: list[_Result], going: list[_Composed]) -> Future[list[_Composed]]:
        """Returns when the commit is under way: SQLite works in this process, and while it does nobody else can write.

        Composing meanwhile would only take turns with it.
        """
        self._proving.clear()
        recorded = self._pool.submit(self._record, arrived, going)
        recorded.add_done_callback(lambda _: self._proving.set())
        if self._ports.ledger.is_sqlite:
            self._proving.wait()
        return recorded

    def _send(self, attempted: list[_Composed]) -> None:
        for one in attempted:
            self._under_way += 1
            self._pool.submit(self._work, one)

    def _composed(self, cleared: Iterator[Cleared], count: int) -> list[_Composed]:
        """The next ones, rendered and built; one that cannot be parks alone."""
        composed = []
        for one in islice(cleared, count):
            try:
                composed.append(self._compose(one))
            except UnprintableText as error:
                self._park(one.message, _unprintable(one.message, error))
            except Exception as error:
                self._park(one.message, Failure.unsendable(f"{type(error).__name__}: {error}"))
        return composed

    def _compose(self, cleared: Cleared) -> _Composed:
        ports, message = self._ports, cleared.message
        channel = ports.channels[message.channel]
        occasion = ports.occasion(message.entity)
        outgoing = compose(
            message, ports.policy, ports.renderer, occasion.business_date, ports.copies, links=ports.page_links
        )
        if message.channel == "email":
            return_address = ports.return_path.for_message(message.id)
            outgoing = enveloped(outgoing, occasion.at, cleared.thread, return_address)
            if message.purpose == PROBE:
                outgoing = replace(outgoing, recipient=return_address)
        return _Composed(cleared, channel, channel.prepare(outgoing))

    def _park(self, message: Claimed, failure: Failure) -> None:
        with self._ports.ledger.write() as connection:
            bracket = Bracket(connection, message)
            if bracket.attempt([message], real_now()):
                self._counts[record_failure(connection, bracket, self._ports, message, failure)] += 1

    def _record(self, arrived: list[_Result], going: list[_Composed]) -> list[_Composed]:
        """Receipts and attempts in one commit; returns what may leave now."""
        received = [result.handed for result in arrived if result.handed is not None]
        for result in arrived:
            if result.failure is not None:
                self._record_failure(result.message, result.failure)
        return self._commit_or_part(received, going)

    def _commit_or_part(self, received: list[Handed], going: list[_Composed]) -> list[_Composed]:
        """All in one commit; where a row of ours spoils it, each alone, so that only the one at fault bears it."""
        try:
            return self._commit(received, going)
        except (LedgerBusy, ServerUnreachable):
            raise
        except Exception as error:
            if len(received) + len(going) == 1:
                self._faults.append(error)
                return []
        for handed in received:
            self._commit_or_part([handed], [])
        return [one for each in going for one in self._commit_or_part([], [each])]

    def _commit(self, received: list[Handed], going: list[_Composed]) -> list[_Composed]:
        if not received and not going:
            return []
        now = self._ports.clock.now()
        late = [one.message for one in going if one.cleared.until is not None and now >= one.cleared.until]
        timely = [one.message for one in going if one.message not in late]
        with self._ports.ledger.write() as connection:
            bracket = Bracket(connection, *(handed.message for handed in received), *(one.message for one in going))
            fresh, allowed = bracket.exchange(received, timely, real_now())
            open_call_tasks(connection, received, fresh, self._ports.policy.robot)
            for message in (one.message for one in going if one.message.claim_id not in allowed):
                why = "window closed" if message in late else "changed before the attempt"
                give_back_one(connection, message.id, message.claim_token, why)
            self._proving.set()
        self._recorded.update(handed_over=len(received), deferred=len(going) - len(allowed))
        return [one for one in going if one.message.claim_id in allowed]

    def _record_failure(self, message: Claimed, failure: Failure) -> None:
        """On its own: it has consequences for other accounts, which are locked in a transaction of their own."""
        with self._ports.ledger.write() as connection:
            bracket = Bracket(connection, message)
            self._recorded[record_failure(connection, bracket, self._ports, message, failure)] += 1

    def _come_back(self, waits: bool) -> list[_Result]:
        """Wait for one that is under way if nothing else is to do, and shortly for the others."""
        back = [self._results.get()] if waits and self._under_way else []
        with suppress(Empty):
            while len(back) < self._under_way:
                back.append(self._results.get(timeout=_GATHER_SECONDS))
        self._under_way -= len(back)
        return back

    def _work(self, composed: _Composed) -> None:
        """A sender's work."""
        self._results.put(self._hand_over(composed))

    def _hand_over(self, composed: _Composed) -> _Result:
        """The act itself: outside every transaction, and with every way it can end told apart."""
        message = composed.message
        try:
            receipt = composed.channel.send(composed.prepared)
        except ChannelRefused as refusal:
            return _Result(message, failure=Failure.permanent(str(refusal), refusal.code))
        except ChannelUnavailable as unavailable:
            return _Result(
                message, failure=Failure.temporary(str(unavailable), unavailable.retry_after, unavailable.code)
            )
        except ChannelInDoubt as doubt:
            return _Result(message, failure=Failure.in_doubt(str(doubt)))
        except Exception as error:
            # An adapter that fails in a way of its own proves nothing about the message.
            return _Result(message, failure=Failure.in_doubt(f"{type(error).__name__}: {error}"))
        occasion, record = self._ports.occasion(message.entity), composed.prepared.message.record
        return _Result(message, Handed(message, receipt.provider_reference, receipt.content, occasion, record))


def _unprintable(message: Claimed, error: UnprintableText) -> Failure:
    """No letter of ours can ever bear that name or address, as with an address that takes nothing: go another way."""
    detail = f"{type(error).__name__}: {error}"
    return Failure.permanent(detail) if message.channel == "letter" else Failure.unsendable(detail)
