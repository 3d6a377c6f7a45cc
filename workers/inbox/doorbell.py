"""Listens at the mailbox and rings for a poll when mail comes, so that it is read within seconds.

Only ever rings: whatever goes wrong here, the poll of the clock finds the mail. Must not fetch or move a mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import structlog

from workers.channels.base import MailWatch, WatchNotPossible
from workers.errors import ConfigurationError, ServerUnreachable

_log = structlog.get_logger("workers.doorbell")


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds: between two rings while the same mail still lies there, and before a broken line is tried again.

    Both begin at ``first`` and double until ``longest``. A server that cannot say when mail comes is asked again after
    ``unable``: it may have been replaced.
    """

    first: float = 2.0
    longest: float = 120.0
    unable: float = 3600.0


def listen(watch: MailWatch, ring: Callable[[], object], stop: Event, pauses: Pauses = Pauses()) -> None:
    """Ring whenever mail lies in the mailbox, until ``stop``.

    The poll takes it away; for mail that stays, and over a line that stays broken, the pauses grow.
    """
    pause = pauses.first
    while not stop.is_set():
        try:
            if watch.holds_mail():
                ring()
                pause = _rest(stop, pause, pauses)
            else:
                watch.wait_for_news(stop)
                pause = pauses.first
        except WatchNotPossible as reason:
            _log.info("doorbell.polling_only", reason=str(reason))
            watch.close()
            stop.wait(pauses.unable)
        except (ServerUnreachable, ConfigurationError) as error:
            _log.warning("doorbell.broken", reason=str(error), again_in_seconds=pause)
            pause = _rest(stop, pause, pauses)
    watch.close()


def _rest(stop: Event, pause: float, pauses: Pauses) -> float:
    """Wait; returns how long to wait the next time."""
    stop.wait(pause)
    return min(2 * pause, pauses.longest)
