"""What must be true of a book after workers over it were killed, whatever they were doing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from sqlalchemy import RowMapping, select

from tests.dunned_book import DunnedBook
from tests.servers.processes import SmtpSinkProcess
from tests.waiting import wait_until
from workers.channels.base import Channel
from workers.channels.connect import open_mail_out
from workers.dunning import replay
from workers.ledger.laws import Replays, verify
from workers.ledger.schema import cases, messages, sent_messages
from workers.outbox.settle import settle

UNFINISHED = {"planned", "claimed", "attempted"}


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The messages as the book has them, and how often the server accepted each, by key."""

    rows: list[RowMapping]
    accepted: Counter[str]

    def keys(self, *states: str) -> set[str]:
        return {row["key"] for row in self.rows if row["state"] in states}

    def accounts(self, *states: str) -> set[int]:
        return {row["account_id"] for row in self.rows if row["state"] in states}


def recover(book: DunnedBook, sink: SmtpSinkProcess, **more: Channel) -> Aftermath:
    """Let a healthy worker do what is left to do, as the next strikes of the clock would."""
    channels: dict[str, Channel] = {"email": open_mail_out(sink.url)} | more

    def everything_has_ended() -> bool:
        settle(book.ports(**channels))
        book.send(**channels)
        return UNFINISHED.isdisjoint(book.states())

    wait_until(everything_has_ended, "every message has ended")
    settle(book.ports(**channels))
    for channel in channels.values():
        channel.close()
    return look(book, sink)


def look(book: DunnedBook, sink: SmtpSinkProcess) -> Aftermath:
    with book.ledger.read() as connection:
        rows = list(connection.execute(select(messages).order_by(messages.c.id)).mappings())
    return Aftermath(rows, accepted_keys(sink))


def accepted_keys(sink: SmtpSinkProcess) -> Counter[str]:
    """How often the server accepted each message; the Message-ID says which one it is."""
    ids = (str(message_from_bytes(mail.content)["Message-ID"]) for mail in sink.accepted)
    return Counter(message_id.strip("<>").partition("@")[0] for message_id in ids)


def assert_nothing_went_twice(book: DunnedBook, after: Aftermath) -> None:
    """At most one acceptance each; all that is not proved waits for a person; the laws hold.

    A receipt that came late may have settled a message whose case is open already.
    """
    assert {key: times for key, times in after.accepted.items() if times > 1} == {}
    assert set(after.accepted) <= {row["key"] for row in after.rows}
    assert after.keys("handed_over") <= set(after.accepted)
    assert after.keys("handed_over", "in_doubt") == {row["key"] for row in after.rows}
    assert _evidence(book) == after.keys("handed_over")
    assert _cases(book) >= {f"message:{row['id']}" for row in after.rows if row["state"] == "in_doubt"}
    broken = broken_laws(book)
    assert broken == [], broken


def assert_only_proved_levels_count(book: DunnedBook, after: Aftermath) -> None:
    """Two weeks later the next level is planned for exactly those whose first level was proved to have left."""
    book.pass_days(14)
    book.plan()
    with book.ledger.read() as connection:
        second = connection.scalars(select(messages.c.account_id).where(messages.c.level == 2))
        assert set(second) == after.accounts("handed_over")
        new_first = select(messages.c.id).where(messages.c.level == 1, messages.c.id > after.rows[-1]["id"])
        assert connection.scalars(new_first).all() == []


def broken_laws(book: DunnedBook) -> list[Any]:
    replays = Replays(dict.fromkeys(replay.KINDS, replay.replay_decision))
    results = verify(book.ledger, replays, book.occasion())
    assert results[4].checked, "law 5 found no message to check"
    return [violation for result in results for violation in result.violations]


def _evidence(book: DunnedBook) -> set[str]:
    """The keys of the messages whose bytes a receipt kept."""
    joined = select(messages.c.key).join(sent_messages, sent_messages.c.message_id == messages.c.id)
    with book.ledger.read() as connection:
        return set(connection.scalars(joined))


def _cases(book: DunnedBook) -> set[str]:
    with book.ledger.read() as connection:
        return set(connection.scalars(select(cases.c.subject).where(cases.c.kind == "in_doubt")))
