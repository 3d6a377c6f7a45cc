"""A ZIP archive with one document in it: the file within, taken out within bounds. Must not read what the file says.

Which of several files is the advice would be a guess, and an archive within an archive has no honest reason: both are
refused, and a person gets them.
"""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath

from workers.errors import UnreadableDocument
from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Source, kind_of
from workers.remittance.readers.archive import opened, refuse_locked

_MOST_PARTS = 50
# Text and office files shrink to a twentieth at most; a bomb to a thousandth.
_MOST_RATIO = 200
# What a Mac puts beside every file.
_SHADOWS = ("__MACOSX/", ".DS_Store")


def open_archive(source: Source, limits: ReadingLimits) -> Source:
    """The only file of an archive; raises `UnreadableDocument` for any other archive."""
    with opened(source.content, _MOST_PARTS) as archive:
        part = _only_part(archive.infolist())
        content = _unpacked(archive, part, limits.max_bytes)
    found = Source(PurePosixPath(part.filename).name, "", content, source.password)
    if kind_of(found) == "zip":
        raise UnreadableDocument("an archive within an archive: ask for the document itself")
    return found


def _only_part(listed: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    parts = [part for part in listed if not part.is_dir() and not any(mark in part.filename for mark in _SHADOWS)]
    if len(parts) != 1:
        raise UnreadableDocument(f"the archive holds {len(parts)} files: ask for the advice alone")
    return parts[0]


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """Read no further than allowed, whatever size the part claims."""
    refuse_locked(part)
    if part.file_size > most or part.file_size > _MOST_RATIO * max(part.compress_size, 1):
        raise UnreadableDocument(f"{part.filename} unpacks to {part.file_size} bytes, which is too much")
    with archive.open(part) as packed:
        content = packed.read(most + 1)
    if len(content) > most:
        raise UnreadableDocument(f"{part.filename} unpacks to more than {most} bytes")
    return content
