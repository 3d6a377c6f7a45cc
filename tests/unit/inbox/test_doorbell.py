"""The doorbell rings when mail lies there, less and less often for mail that stays, and survives a broken line."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

from workers.channels.base import MailboxUnavailable, WatchNotPossible
from workers.inbox.doorbell import Pauses, listen

SOON = Pauses(first=0.001, longest=0.004, unable=0.001)


class ScriptedWatch:
    """Answers what it is told to, and stops its listener after that; a place to wait would wake it at once."""

    name = "imap://robot@127.0.0.1/INBOX"

    def __init__(self, answers: list[bool | Exception], stop: Event) -> None:
        self._answers, self._stop = self._iterate(answers), stop
        self.waited = self.closed = 0

    def _iterate(self, answers: list[bool | Exception]) -> Iterator[bool]:
        for answer in answers:
            if isinstance(answer, Exception):
                self._answers = self._iterate(answers[answers.index(answer) + 1 :])
                raise answer
            yield answer

    def holds_mail(self) -> bool:
        answer = next(self._answers, None)
        if answer is None:
            self._stop.set()
        return bool(answer)

    def wait_for_news(self, stop: Event) -> None:
        self.waited += 1

    def close(self) -> None:
        self.closed += 1


class NotedPauses(Event):
    """The event of a listener that nobody stops; it notes how long it was asked to rest."""

    def __init__(self) -> None:
        super().__init__()
        self.rests: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.rests.append(timeout)
        return self.is_set()


def listened(*answers: bool | Exception) -> tuple[int, ScriptedWatch, list[float]]:
    stop, rung = NotedPauses(), list[None]()
    watch = ScriptedWatch(list(answers), stop)
    listen(watch, lambda: rung.append(None), stop, SOON)
    return len(rung), watch, stop.rests


def test_it_rings_for_mail_and_waits_where_there_is_none() -> None:
    rung, watch, rests = listened(False, True, False)
    assert (rung, rests) == (1, [0.001])
    assert (watch.waited, watch.closed) == (3, 1)


def test_mail_that_stays_is_rung_for_less_and_less_often() -> None:
    rung, _, rests = listened(True, True, True, True, False, True)
    assert rung == 5
    assert rests == [0.001, 0.002, 0.004, 0.004, 0.001]


def test_a_broken_line_is_tried_again_after_growing_pauses() -> None:
    broken = [MailboxUnavailable(f"gone {n}") for n in range(4)]
    rung, _, rests = listened(*broken, True)
    assert (rung, rests[:4]) == (1, [0.001, 0.002, 0.004, 0.004])


def test_a_server_that_cannot_tell_is_asked_again_later() -> None:
    rung, watch, rests = listened(WatchNotPossible("no IDLE"), True)
    assert (rung, rests[0]) == (1, SOON.unable)
    assert watch.closed == 2
