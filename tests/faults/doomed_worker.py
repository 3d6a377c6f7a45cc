"""A process that forks workers on request (``python -m tests.faults.doomed_worker``), so that each starts in no time.

It reads one JSON order a line from its standard input and answers with one line: ``{"start": ORDER}`` with the new
worker's process id, ``{"wait": PID}`` with how that worker ended (a negative number is the signal that killed it).
It has one thread and no connection of its own, so forking is safe. The workers end with it.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any

from tests.faults.boundaries import Boundary, DoomedChannel, Fuse
from tests.faults.doomed_mailroom import poll_with
from tests.faults.hasty_book import HastyBook, configuration
from tests.servers.twilio_peer import TwilioPeer
from tests.sms_room import SmsRoom
from workers.channels.call_desk import CallDesk
from workers.channels.connect import open_letters, open_mail_out, open_mailbox, open_sms
from workers.ledger.unit_of_work import open_ledger
from workers.outbox import dispatch as dispatching
from workers.outbox.dispatch import dispatch
from workers.outbox.ports import OutboxPorts
from workers.outbox.settle import settle
from workers.receivables.calendar import is_business_day

_PAUSE_SECONDS = 0.02
# So few that two workers share a small book, and that their claims outlive a slow machine's work on them.
_CLAIMED_AT_ONCE = 15


def work(order: Mapping[str, Any], parent: int) -> None:
    """Do what the order says, and die at its boundary."""
    fuse = Fuse(Boundary(order["boundary"]), order["passages"])
    book = HastyBook(open_ledger(order["database"]), offset=timedelta(seconds=order["clock_offset"]))
    fuse.watch(book.ledger)
    match order:
        case {"console": int() as port, "home": str() as home}:
            with SmsRoom(book, TwilioPeer(), Path(home), port):
                while os.getppid() == parent:
                    Event().wait(_PAUSE_SECONDS)
        case {"mailbox": str() as url}:
            poll_with(book, open_mailbox(url), fuse)
        case {"letters": str() as folder}:
            dispatch(book.ports(letter=DoomedChannel(open_letters(Path(folder)), fuse), call=CallDesk()), 1)
        case {"twilio": str() as url, "smtp": str() as smtp_url}:
            _send(book.ports(email=open_mail_out(smtp_url), sms=DoomedChannel(open_sms(url), fuse)), order, parent)
        case {"smtp": str() as url}:
            _send(book.ports(email=DoomedChannel(open_mail_out(url), fuse)), order, parent)


def _send(ports: OutboxPorts, order: Mapping[str, Any], parent: int) -> None:
    """Dispatch once, or again and again as long as there is a parent, settling what other workers left."""
    dispatch(ports, order["connections"])
    while order["endless"] and os.getppid() == parent:
        Event().wait(_PAUSE_SECONDS)
        settle(ports)
        dispatch(ports, order["connections"])


def _start(order: Mapping[str, Any]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    os.dup2(2, 1)  # what a worker logs is no answer
    try:
        work(order, parent)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _load_all() -> None:
    """What a worker would read and import at its first message, so that a fork finds it done."""
    policy, _ = configuration()
    for name in ("psycopg", "imapclient", "pdfplumber", "twilio.rest", "uvicorn.loops.auto"):
        import_module(name)
    for entity in policy.robot.entities.values():
        is_business_day(date(2026, 3, 3), entity.country)


def main() -> None:
    _load_all()
    dispatching.BATCH = _CLAIMED_AT_ONCE
    for line in sys.stdin:
        match json.loads(line):
            case {"start": order}:
                print(_start(order), flush=True)
            case {"wait": pid}:
                print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
