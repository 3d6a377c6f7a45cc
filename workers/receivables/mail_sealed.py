"""Mails whose contents are packed in a way that nobody here opens: Outlook's winmail.dat, encryption, fragments.

What such a mail shows beside the package may be half of what it says: it is a person's, and nothing of it is applied.
"""

from __future__ import annotations

from collections.abc import Iterator

from workers.errors import UnreadableDocument
from workers.receivables.mail import Attachment, Mail

_TNEF_SIGNATURE = b"\x78\x9f\x3e\x22"
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TNEF_NAMES = frozenset({"winmail.dat", "win.dat"})
_SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_PGP_TYPE = "application/pgp-encrypted"
_FRAGMENT = "message/partial"


def refuse_sealed(mail: Mail) -> None:
    """Raise `UnreadableDocument` where a part of the mail, or of a mail inside it, is sealed."""
    for file in _files(mail):
        if refusal := _refusal(file):
            raise refusal


def _files(mail: Mail) -> Iterator[Attachment]:
    return (file for part in mail.walk() for file in part.attachments)


def _refusal(file: Attachment) -> UnreadableDocument | None:
    """What speaks against one file; a signature beside the mail (smime.p7s) does not."""
    kind, name = file.content_type, file.name.lower()
    if kind in _TNEF_TYPES or name in _TNEF_NAMES or file.content.startswith(_TNEF_SIGNATURE):
        return UnreadableDocument("its files are packed in Outlook's winmail.dat (TNEF): ask for them as PDF")
    if kind in _SMIME_TYPES or name == "smime.p7m":
        return UnreadableDocument("the mail is encrypted or packed with S/MIME", kind="encrypted")
    if kind == _PGP_TYPE:
        return UnreadableDocument("the mail is encrypted with PGP", kind="encrypted")
    return UnreadableDocument("it is a fragment of a mail sent in pieces") if kind == _FRAGMENT else None
