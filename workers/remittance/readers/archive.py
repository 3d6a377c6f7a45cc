"""The gate before an archive: how many parts it has, what they unpack to, a password; in an office file, its XML too.

Looks at the file before any parser does. Must not interpret what the parts say.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from workers.errors import UnreadableDocument

_MOST_PARTS = 5_000
_ENCRYPTED_FLAG = 0x1
_MARKUP = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!doctype".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))
_BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


@contextmanager
def opened(content: bytes, most_parts: int) -> Iterator[zipfile.ZipFile]:
    """An archive of not too many parts; whatever breaks while it is open is an `UnreadableDocument`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > most_parts:
                raise UnreadableDocument(f"the archive has more than {most_parts} parts")
            yield archive
    except _BROKEN as error:
        raise UnreadableDocument(f"not a readable archive: {error}") from error


def refuse_locked(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & _ENCRYPTED_FLAG:
        raise UnreadableDocument(f"{part.filename} needs a password", kind="encrypted")


def check_archive(content: bytes, max_unpacked_bytes: int) -> None:
    """Raises `UnreadableDocument` on an office file that could cost too much, whatever sizes it claims to have."""
    with opened(content, _MOST_PARTS) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > max_unpacked_bytes:
            raise UnreadableDocument(f"the file unpacks to more than {max_unpacked_bytes} bytes")
        for part in parts:
            _check_part(archive, part)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part is read no further than the size it claims; no office program writes a document type into one."""
    refuse_locked(part)
    if not part.filename.lower().endswith(_MARKUP):
        return
    markup = archive.read(part).lower()
    if any(doctype in markup for doctype in _DOCTYPES):
        raise UnreadableDocument(f"{part.filename} defines a document type of its own")
