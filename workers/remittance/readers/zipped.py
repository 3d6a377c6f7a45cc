"""A ZIP archive with one document in it: the file within, taken out within bounds. Must not read what the file says.

Which of several files is the advice would be a guess, and an archive within an archive has no honest reason: both are
refused, and a person gets them.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from pathlib import PurePosixPath

from workers.errors import UnreadableDocument
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Source, kind_of

_MOST_PARTS = 50
# Text and office files shrink to a twentieth at most; a bomb to a thousandth.
_MOST_RATIO = 200
_ENCRYPTED_FLAG = 0x1
# What a Mac puts beside every file.
_SHADOWS = ("__MACOSX/", ".DS_Store")
_BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


def open_archive(source: Source, limits: ReadingLimits) -> Source:
    """The only file of an archive; raises `UnreadableDocument` for any other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            part = _only_part(archive.infolist())
            content = _unpacked(archive, part, limits.max_bytes)
    except _BROKEN as error:
        raise UnreadableDocument(f"not a readable archive: {error}") from error
    found = Source(PurePosixPath(part.filename).name, "", content, source.password)
    if kind_of(found) == "zip":
        raise UnreadableDocument("an archive within an archive: ask for the document itself")
    return found


def _only_part(listed: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(listed) > _MOST_PARTS:
        raise UnreadableDocument(f"the archive has more than {_MOST_PARTS} parts")
    parts = [part for part in listed if not part.is_dir() and not any(mark in part.filename for mark in _SHADOWS)]
    if len(parts) != 1:
        raise UnreadableDocument(f"the archive holds {len(parts)} files: ask for the advice alone")
    return parts[0]


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """Read no further than allowed, whatever size the part claims."""
    if part.flag_bits & _ENCRYPTED_FLAG:
        raise UnreadableDocument(f"{part.filename} needs a password", kind="encrypted")
    if part.file_size > most or part.file_size > _MOST_RATIO * max(part.compress_size, 1):
        raise UnreadableDocument(f"{part.filename} unpacks to {part.file_size} bytes, which is too much")
    with archive.open(part) as packed:
        content = packed.read(most + 1)
    if len(content) > most:
        raise UnreadableDocument(f"{part.filename} unpacks to more than {most} bytes")
    return content
