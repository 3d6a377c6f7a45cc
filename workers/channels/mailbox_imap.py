"""Reads mail from an IMAP server, unread and unmoved, behind a cursor of UIDVALIDITY and UID.

Must not look into a mail, and must not mark one as seen: people may share the mailbox.
"""

from __future__ import annotations

from collections.abc import Iterator

from imapclient import IMAPClient

from workers.channels.base import FetchedMail, MailboxUnavailable
from workers.channels.imap_session import ImapSession
from workers.receivables.mail_bounds import MAIL_BYTES_MAX

_BODY = f"BODY.PEEK[]<0.{MAIL_BYTES_MAX}>"
# How many other mails are tried before a refusal is taken for the server's.
_WITNESSES = 3


class ImapMailbox:
    """A folder of a server, polled. One connection, opened again when it broke."""

    def __init__(self, session: ImapSession) -> None:
        self._session = session
        self.name = session.name

    def fetch(self, uid_validity: int | None, after_uid: int, limit: int) -> Iterator[FetchedMail]:
        with self._session.errors():
            client = self._session.selected()
            validity = self._session.uid_validity
            first = after_uid + 1 if validity == uid_validity else 1
            found = client.search(["UID", f"{first}:*", "UNDELETED"])
        # "n:*" also names the last mail when its number is below n, so the answer is filtered again.
        for uid in [uid for uid in sorted(found) if uid >= first][:limit]:
            raw = self._read(uid, validity, sorted(found))
            if raw is not None:
                yield FetchedMail(self.name, validity, uid, raw)

    def file(self, mail: FetchedMail, folder: str) -> None:
        with self._session.errors():
            client = self._session.selected()
            if self._session.uid_validity != mail.uid_validity:
                return  # the number names another mail now; this one is fetched and filed again
            target = _folder(client, folder)
            if not client.search(["UID", str(mail.uid), "UNDELETED"]):
                return
            if client.has_capability("MOVE"):
                client.move([mail.uid], target)
            else:
                _move_by_copy(client, mail.uid, target)

    def check(self) -> None:
        self.close()
        with self._session.errors():
            self._session.selected()

    def close(self) -> None:
        self._session.close()

    def _read(self, uid: int, validity: int, found: list[int]) -> bytes | None:
        """The mail's bytes; None when it was moved away meanwhile.

        Empty where the server refuses this one mail time and again and gives others: some hang up at a damaged file,
        every time. A person finds it in the folder of exceptions, and the mails behind it are read.
        """
        refusal: MailboxUnavailable | None = None
        for _ in range(2):
            client = self._live(validity)
            try:
                return self._ask_for(client, uid, _BODY)
            except MailboxUnavailable as error:
                refusal = error
        assert refusal is not None  # or one of the two had returned
        if self._gives_one_of([other for other in found if other != uid][-_WITNESSES:], validity):
            return b""
        raise refusal

    def _live(self, validity: int) -> IMAPClient:
        with self._session.errors():
            client = self._session.selected()
        if self._session.uid_validity != validity:
            raise MailboxUnavailable(f"{self.name}: the mailbox was replaced while it was read")
        return client

    def _ask_for(self, client: IMAPClient, uid: int, what: str) -> bytes | None:
        with self._session.errors():
            parts = client.fetch([uid], [what]).get(uid, {})
        return next((part for name, part in parts.items() if name.startswith(b"BODY[")), None)

    def _gives_one_of(self, uids: list[int], validity: int) -> bool:
        """Whether the server is well and the trouble is another mail's."""
        for uid in uids:
            try:
                if self._ask_for(self._live(validity), uid, "BODY.PEEK[]<0.1>") is not None:
                    return True
            except MailboxUnavailable:
                continue
        return False


def _move_by_copy(client: IMAPClient, uid: int, target: str) -> None:
    """For servers without MOVE. What people have flagged as deleted themselves stays: it is theirs to expunge."""
    client.copy([uid], target)
    client.delete_messages([uid], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])
    elif client.search("DELETED") == [uid]:
        client.expunge()


def _folder(client: IMAPClient, name: str) -> str:
    """The folder's full name, made when it is missing: some servers keep all folders below INBOX."""
    prefix = ""
    if client.has_capability("NAMESPACE") and (personal := client.namespace().personal):
        prefix = personal[0][0]
    full_name = f"{prefix}{name}"
    if not client.folder_exists(full_name):
        client.create_folder(full_name)
    return full_name
