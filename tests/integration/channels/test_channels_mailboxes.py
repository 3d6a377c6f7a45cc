"""The contract of every mailbox: the same tests against a real IMAP server and a Maildir folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from workers.channels.base import FetchedMail, Mailbox
from workers.channels.connect import open_mailbox


@dataclass(frozen=True, slots=True)
class WayIn:
    """A mailbox, a way to deliver to it, a look into its folders, and a way to renumber it."""

    mailbox: Mailbox
    deliver: Callable[[bytes], None]
    mails: Callable[[str], list[bytes]]
    renumber: Callable[[], None]


def imap_way(dovecot: Dovecot, user: str, url: str) -> WayIn:
    return WayIn(
        open_mailbox(url),
        lambda raw: dovecot.deliver(user, raw),
        lambda folder: dovecot.mails(user, folder),
        lambda: dovecot.renumber(user),
    )


def maildir_way(folder: Path) -> WayIn:
    mailbox, numbers = open_mailbox(f"maildir:{folder}"), count(1)
    mailbox.check()

    def deliver(raw: bytes) -> None:
        (folder / "new" / f"{next(numbers):06}.seller.example").write_bytes(raw)

    def mails(name: str) -> list[bytes]:
        place = folder if name == "INBOX" else folder / f".{name}"
        paths = [path for box in ("new", "cur") for path in (place / box).glob("*")]
        return [path.read_bytes() for path in sorted(paths, key=lambda path: path.name)]

    def renumber() -> None:
        index = folder / "collectbot-uids.json"
        index.write_text(index.read_text().replace('"uid_validity": ', '"uid_validity": 1'))

    return WayIn(mailbox, deliver, mails, renumber)


@pytest.fixture(params=["imap", "imaps", "maildir"])
def way_in(request: pytest.FixtureRequest, tmp_path: Path, mail_user: str) -> Iterator[WayIn]:
    if request.param == "maildir":
        way = maildir_way(tmp_path / "in")
    else:
        server: Dovecot = request.getfixturevalue("dovecot")
        url = server.url(mail_user) if request.param == "imap" else server.tls_url(mail_user)
        way = imap_way(server, mail_user, url)
    yield way
    way.mailbox.close()


def a_mail(number: int) -> bytes:
    return f"Subject: Remittance {number}\r\nFrom: ap@customer.example\r\n\r\nWe paid {number}.\r\n".encode()


def fetch_all(mailbox: Mailbox, limit: int = 100) -> list[FetchedMail]:
    return list(mailbox.fetch(None, 0, limit))


def test_an_empty_mailbox_gives_nothing(way_in: WayIn) -> None:
    way_in.mailbox.check()
    assert fetch_all(way_in.mailbox) == []


def test_mails_come_in_order_of_arrival_and_stay_where_they_are(way_in: WayIn) -> None:
    for number in range(3):
        way_in.deliver(a_mail(number))
    fetched = fetch_all(way_in.mailbox)
    assert [mail.raw for mail in fetched] == [a_mail(number) for number in range(3)]
    assert {mail.mailbox for mail in fetched} == {way_in.mailbox.name}
    assert len(way_in.mails("INBOX")) == 3
    assert [mail.uid for mail in fetch_all(way_in.mailbox)] == [mail.uid for mail in fetched]


def test_the_cursor_gives_only_what_is_new(way_in: WayIn) -> None:
    way_in.deliver(a_mail(1))
    (first,) = fetch_all(way_in.mailbox)
    assert list(way_in.mailbox.fetch(first.uid_validity, first.uid, 10)) == []
    way_in.deliver(a_mail(2))
    (second,) = way_in.mailbox.fetch(first.uid_validity, first.uid, 10)
    assert second.raw == a_mail(2)
    assert second.uid > first.uid


def test_the_limit_takes_the_oldest(way_in: WayIn) -> None:
    for number in range(4):
        way_in.deliver(a_mail(number))
    two = fetch_all(way_in.mailbox, limit=2)
    assert [mail.raw for mail in two] == [a_mail(0), a_mail(1)]
    rest = way_in.mailbox.fetch(two[-1].uid_validity, two[-1].uid, 10)
    assert [mail.raw for mail in rest] == [a_mail(2), a_mail(3)]


def test_a_filed_mail_is_in_its_folder_and_no_longer_fetched(way_in: WayIn) -> None:
    for number in range(3):
        way_in.deliver(a_mail(number))
    mails = fetch_all(way_in.mailbox)
    way_in.mailbox.file(mails[0], "Processed")
    way_in.mailbox.file(mails[1], "Exceptions")
    assert way_in.mails("Processed") == [a_mail(0)]
    assert way_in.mails("Exceptions") == [a_mail(1)]
    assert [mail.uid for mail in fetch_all(way_in.mailbox)] == [mails[2].uid]


def test_filing_twice_changes_nothing(way_in: WayIn) -> None:
    way_in.deliver(a_mail(1))
    (mail,) = fetch_all(way_in.mailbox)
    way_in.mailbox.file(mail, "Processed")
    way_in.mailbox.file(mail, "Processed")
    assert way_in.mails("Processed") == [a_mail(1)]


def test_mails_may_be_filed_while_others_are_fetched(way_in: WayIn) -> None:
    for number in range(3):
        way_in.deliver(a_mail(number))
    for mail in way_in.mailbox.fetch(None, 0, 10):
        way_in.mailbox.file(mail, "Processed")
    assert way_in.mails("Processed") == [a_mail(number) for number in range(3)]
    assert way_in.mails("INBOX") == []


def test_numbers_are_never_used_again(way_in: WayIn) -> None:
    way_in.deliver(a_mail(1))
    (first,) = fetch_all(way_in.mailbox)
    way_in.mailbox.file(first, "Processed")
    way_in.deliver(a_mail(2))
    (second,) = fetch_all(way_in.mailbox)
    assert second.uid > first.uid


def test_another_uid_validity_starts_over_and_voids_old_numbers(way_in: WayIn) -> None:
    way_in.deliver(a_mail(1))
    (before,) = fetch_all(way_in.mailbox)
    way_in.renumber()
    (after,) = way_in.mailbox.fetch(before.uid_validity, before.uid, 10)
    assert after.uid_validity != before.uid_validity
    assert after.raw == before.raw
    way_in.mailbox.file(before, "Processed")
    assert way_in.mails("INBOX") == [a_mail(1)]


def test_a_mailbox_works_again_after_close(way_in: WayIn) -> None:
    way_in.deliver(a_mail(1))
    way_in.mailbox.close()
    (mail,) = fetch_all(way_in.mailbox)
    way_in.mailbox.close()
    way_in.mailbox.file(mail, "Processed")
    assert way_in.mails("Processed") == [a_mail(1)]
