"""What marks a mail as one of ours, and whether the tag of its return address came through. Pure."""

from __future__ import annotations

from collections.abc import Collection
from email.utils import getaddresses

from workers.receivables.mail import Mail
from workers.receivables.return_path import ReturnPath, ReturnTag

# As `workers.channels.mime` writes them into every mail.
_MARKS = (("auto-submitted", "auto-generated"), ("x-auto-response-suppress", "OOF, AutoReply"))
_ENVELOPE = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")


def bears_our_marks(mail: Mail) -> bool:
    """Whether it is marked as the robot marks its mails; servers give a mail another Message-ID, and keep these."""
    return all(mail.header(name).strip() == value for name, value in _MARKS)


def sent_to(mail: Mail) -> list[str]:
    """Where the mail was sent to, by its envelope or its header."""
    return _addresses(mail, (*_ENVELOPE, "to"))


def tag_survived(mail: Mail, return_path: ReturnPath, message_id: int) -> bool:
    """Whether no place of the mail shows the bare bounce address where its tagged one was written.

    Another mailbox's name there says nothing: it may be an alias for ours.
    """
    whole = ReturnTag(message_id, is_genuine=True)
    for names in (("return-path",), _ENVELOPE, ("to",)):
        found = _addresses(mail, names)
        is_bare = return_path.address.lower() in (address.lower() for address in found)
        if is_bare and return_path.tag_among(found) != whole:
            return False
    return True


def _addresses(mail: Mail, names: Collection[str]) -> list[str]:
    fields = [value for name in names for value in mail.all_headers(name)]
    return [address for _, address in getaddresses(fields) if "@" in address]
