"""The gate before a zipped office file (XLSX, DOCX): how much it unpacks to, and whether its XML may define entities.

Looks at the file before any parser does. Must not interpret what the parts say.
"""

from __future__ import annotations

import io
import zipfile

from workers.errors import UnreadableDocument

_MOST_PARTS = 5_000
_ENCRYPTED_FLAG = 0x1
_MARKUP = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!doctype".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))


def check_archive(content: bytes, max_unpacked_bytes: int) -> None:
    """Raises `UnreadableDocument` on an archive that could cost too much, whatever sizes it claims to have."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > max_unpacked_bytes:
                raise UnreadableDocument(
                    f"the file unpacks to more than {max_unpacked_bytes} bytes or {_MOST_PARTS} parts"
                )
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableDocument(f"not a readable archive: {error}") from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part is read no further than the size it claims; no office program writes a document type into one."""
    if part.flag_bits & _ENCRYPTED_FLAG:
        raise UnreadableDocument(f"{part.filename} needs a password", kind="encrypted")
    if not part.filename.lower().endswith(_MARKUP):
        return
    markup = archive.read(part).lower()
    if any(doctype in markup for doctype in _DOCTYPES):
        raise UnreadableDocument(f"{part.filename} defines a document type of its own")
