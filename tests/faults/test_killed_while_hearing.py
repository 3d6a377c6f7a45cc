"""Consoles killed at random instants while Twilio calls their webhooks again and again: every SID has one effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from threading import Lock

import orjson
import pytest
import requests
from sqlalchemy import select

from tests.faults.aftermath import broken_laws
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery
from tests.faults.toll import WEBHOOKS, end, kill_one, seeds_and_kills
from tests.open_items_file import item
from tests.phrases import PHRASES
from tests.servers.launcher import free_port
from tests.servers.twilio_peer import call_webhook
from tests.waiting import wait_until
from workers.inbox.sms import SmsDesk, settle_all
from workers.ledger.schema import consents, delivery_reports, incoming_sms, journal, messages
from workers.outbox.sms_reports import settle_reports

CALLERS = 6
# A kill falls some answered calls after the one before.
HEARD_BETWEEN_MAX = 8
STATUSES = ("queued", "sent", "delivered", "undelivered")
# Each call is made until it is answered with 200, and then once more: Twilio's answer may be what got lost.
_AGAIN = 2


@dataclass(slots=True)
class Heard:
    """How many calls were answered with 200, over all callers."""

    count: int = 0
    lock: Lock = field(default_factory=Lock)

    def one_more(self) -> None:
        with self.lock:
            self.count += 1


@pytest.mark.parametrize(("seed", "kills"), seeds_and_kills(WEBHOOKS))
def test_pitfall_03_consoles_killed_at_random_count_every_sid_once(
    seed: int, kills: int, book: HastyBook, nursery: Nursery, tmp_path: Path
) -> None:
    random, heard = Random(seed), Heard()
    references = texted(book, tmp_path, kills)
    ports = [free_port(), free_port()]
    consoles = [nursery.start_console(book, port, tmp_path) for port in ports]
    calls, killed = list(all_calls(random, references)), 0
    with ThreadPoolExecutor(CALLERS) as pool:
        calling = [pool.submit(call_until_heard, share, ports, heard) for share in shares(calls)]
        while killed < kills:
            wait_for_calls(heard, random.randint(0, HEARD_BETWEEN_MAX))
            victim = kill_one(consoles, random)
            consoles[victim] = nursery.start_console(book, ports[victim], tmp_path)
            killed += 1
        for caller in calling:
            caller.result()
    end(consoles)
    sweep(book)
    assert_every_sid_counted_once(book, references)
    assert broken_laws(book) == []
    assert killed == kills


def wait_for_calls(heard: Heard, calls: int) -> None:
    """Until so many more were answered. There are twice as many calls as all kills together can wait for."""
    target = heard.count + calls
    wait_until(lambda: heard.count >= target, f"{target} calls")


def texted(book: HastyBook, folder: Path, customers: int) -> list[str]:
    """Customers whose second reminder left by mail and by text; the provider's names of the texts."""
    reminded = {"last_dunning_level": "1", "last_dunned_on": f"{book.today}"}
    rows = [
        item(f"INV-{n}", customer_id=f"C{n}", customer_name=f"Customer {n}", customer_phone=f"+4477009{n:05}")
        | reminded
        for n in range(customers)
    ]
    book.take_in_rows(folder, [row | {"customer_email": f"ap@c{n}.example"} for n, row in enumerate(rows)], 20)
    book.pass_days(10)
    book.plan()
    book.send()
    with book.ledger.read() as connection:
        left = select(messages.c.provider_reference).where(
            messages.c.channel == "sms", messages.c.state == "handed_over"
        )
        found = list(connection.scalars(left))
    assert len(found) == customers
    return found


def all_calls(random: Random, references: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Reports on every text, and an opt-out from somebody for each, in no order."""
    calls: list[tuple[str, dict[str, str]]] = []
    for number, reference in enumerate(references):
        end = random.choice(STATUSES[2:])
        code = {"ErrorCode": "30008"} if end == "undelivered" else {}
        reports = [{"MessageSid": reference, "MessageStatus": status} for status in ("queued", "sent")]
        reports.append({"MessageSid": reference, "MessageStatus": end} | code)
        calls += [("status", report) for report in reports]
        opt_out = {"MessageSid": f"SM{number}", "From": f"+4420000{number:05}", "To": "+15005550006", "Body": "STOP"}
        calls.append(("inbound", opt_out))
    random.shuffle(calls)
    return iter(calls)


def shares(calls: list[tuple[str, dict[str, str]]]) -> list[list[tuple[str, dict[str, str]]]]:
    """Every call is made by two callers, who may make it at the same moment."""
    return [calls[n % (CALLERS // 2) :: CALLERS // 2] for n in range(CALLERS)]


def call_until_heard(share: list[tuple[str, dict[str, str]]], ports: list[int], heard: Heard) -> None:
    consoles = cycle(ports)
    for path, form in share:
        for _ in range(_AGAIN):
            while not is_heard(f"http://127.0.0.1:{next(consoles)}/webhooks/twilio/{path}", form):
                continue
            heard.one_more()


def is_heard(url: str, form: dict[str, str]) -> bool:
    try:
        return call_webhook(url, form).status_code == 200
    except requests.RequestException:
        return False


def sweep(book: HastyBook) -> None:
    """What the next strikes of the clock would do."""
    settle_reports(book.ports())
    settle_all(SmsDesk(book.ledger, book.policy.robot, book.occasion, PHRASES))


def assert_every_sid_counted_once(book: HastyBook, references: list[str]) -> None:
    with book.ledger.read() as connection:
        reports = connection.execute(select(delivery_reports)).all()
        texts = connection.execute(select(incoming_sms)).all()
        opted_out = connection.scalars(select(consents.c.address)).all()
        entries = connection.execute(select(journal.c.kind, journal.c.data)).all()
        states = dict(
            connection.execute(select(messages.c.id, messages.c.state).where(messages.c.channel == "sms")).all()
        )
    assert len(reports) == 3 * len(references)
    assert Counter(row.outcome for row in reports) == {"applied": len(references), "ignored": 2 * len(references)}
    ended = [(kind, orjson.loads(data)["message"]) for kind, data in entries if kind in _ENDS]
    assert Counter(message for _, message in ended) == Counter(dict.fromkeys((m for _, m in ended), 1))
    assert {message: kind.removeprefix("message.") for kind, message in ended}.items() <= states.items()
    assert len(ended) == len(references)
    assert [row.outcome for row in texts] == ["answered"] * len(references)
    assert len(set(opted_out)) == len(opted_out) == len(references)
    assert sum(kind == "sms.settled" for kind, _ in entries) == len(references)


_ENDS = ("message.delivered", "message.bounced")
