"""What only IMAP has: logins, certificates, servers that die or lack an extension, and people who share the mailbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import run_server
from tests.servers.dovecot import Dovecot
from tests.servers.launcher import free_port
from workers.channels.base import Mailbox, MailboxUnavailable
from workers.channels.connect import open_mailbox
from workers.errors import ConfigurationError, ServerUnreachable

MAIL = b"Subject: Remittance\r\n\r\nWe paid.\r\n"


@pytest.fixture
def mailbox(dovecot: Dovecot, mail_user: str) -> Iterator[Mailbox]:
    opened = open_mailbox(dovecot.url(mail_user))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def plain_dovecot() -> Iterator[Dovecot]:
    """A server without MOVE and UIDPLUS."""
    yield from run_server(lambda: Dovecot(capability="IMAP4rev1 LITERAL+ ID NAMESPACE"))


@pytest.fixture(scope="module")
def dovecot_with_uidplus() -> Iterator[Dovecot]:
    """A server without MOVE that can expunge one mail."""
    yield from run_server(lambda: Dovecot(capability="IMAP4rev1 LITERAL+ ID NAMESPACE UIDPLUS"))


def test_fetching_leaves_a_mail_unread(dovecot: Dovecot, mailbox: Mailbox, mail_user: str) -> None:
    dovecot.deliver(mail_user, MAIL)
    assert len(list(mailbox.fetch(None, 0, 10))) == 1
    ((flags),) = dovecot.flags(mail_user)
    assert b"\\Seen" not in flags


def test_without_move_a_mail_is_copied_flagged_and_expunged(plain_dovecot: Dovecot, mail_user: str) -> None:
    mailbox = open_mailbox(plain_dovecot.url(mail_user))
    plain_dovecot.deliver(mail_user, MAIL)
    (mail,) = mailbox.fetch(None, 0, 10)
    mailbox.file(mail, "Processed")
    mailbox.file(mail, "Processed")
    assert plain_dovecot.mails(mail_user, "Processed") == [MAIL]
    assert plain_dovecot.flags(mail_user) == []
    mailbox.close()


@pytest.mark.parametrize(("server", "left"), [("plain_dovecot", 2), ("dovecot_with_uidplus", 1)])
def test_what_people_flagged_as_deleted_is_theirs_to_expunge(
    server: str, left: int, request: pytest.FixtureRequest, mail_user: str
) -> None:
    dovecot: Dovecot = request.getfixturevalue(server)
    mailbox = open_mailbox(dovecot.url(mail_user))
    for _ in range(2):
        dovecot.deliver(mail_user, MAIL)
    theirs, ours = mailbox.fetch(None, 0, 10)
    dovecot.flag_deleted(mail_user, theirs.uid)
    mailbox.file(ours, "Processed")
    flags = dovecot.flags(mail_user)
    assert len(flags) == left
    assert all(b"\\Deleted" in of_one for of_one in flags)
    assert list(mailbox.fetch(None, 0, 10)) == []
    mailbox.close()


def test_a_mail_that_the_server_cannot_give_stops_none_behind_it(
    dovecot: Dovecot, mailbox: Mailbox, mail_user: str
) -> None:
    for _ in range(2):
        dovecot.deliver(mail_user, MAIL)
    dovecot.spoil_first(mail_user)
    spoilt, whole = mailbox.fetch(None, 0, 10)
    assert (spoilt.raw, whole.raw) == (b"", MAIL)


def test_a_refused_login_is_one_line_without_the_password(dovecot: Dovecot) -> None:
    mailbox = open_mailbox(f"imap://robot:hunter2@127.0.0.1:{dovecot.port}/INBOX")
    with pytest.raises(ConfigurationError, match=r"imap://robot@.*: login refused.*check user and password") as error:
        mailbox.check()
    assert "hunter2" not in str(error.value)
    assert "\n" not in str(error.value)
    with pytest.raises(ConfigurationError):
        list(mailbox.fetch(None, 0, 10))


def test_an_unknown_certificate_is_refused(dovecot: Dovecot, mail_user: str) -> None:
    url = dovecot.tls_url(mail_user).partition("?")[0]
    with pytest.raises(MailboxUnavailable, match="certificate verify failed"):
        open_mailbox(url).check()


def test_a_closed_port_is_an_unreachable_server() -> None:
    mailbox = open_mailbox(f"imap://robot:x@127.0.0.1:{free_port()}/INBOX")
    with pytest.raises(ServerUnreachable, match="does not answer"):
        mailbox.check()


def test_a_folder_that_is_not_there_is_reported(dovecot: Dovecot, mail_user: str) -> None:
    mailbox = open_mailbox(dovecot.url(mail_user).replace("/INBOX", "/Remittances"))
    with pytest.raises(MailboxUnavailable, match="Remittances"):
        mailbox.check()
    mailbox.close()


def test_a_server_that_was_restarted_is_connected_again(dovecot: Dovecot, mailbox: Mailbox, mail_user: str) -> None:
    dovecot.deliver(mail_user, MAIL)
    (mail,) = mailbox.fetch(None, 0, 10)
    dovecot.kill()
    with pytest.raises(MailboxUnavailable):
        list(mailbox.fetch(None, 0, 10))
    dovecot.start()
    (again,) = mailbox.fetch(None, 0, 10)
    assert again == mail
    dovecot.kill()
    dovecot.start()
    mailbox.file(mail, "Processed")
    assert dovecot.mails(mail_user, "Processed") == [MAIL]
