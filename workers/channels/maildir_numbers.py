"""Numbers the mails of a Maildir, which has no numbers of its own, so that a cursor works as it does for IMAP.

A file beside the mails holds UIDVALIDITY, the next number, and the number of each mail that is there. A mail that
left and comes back gets a new number, as it would on an IMAP server. Must not read a mail.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workers.channels.durable_files import sync_folder, write_new
from workers.clock import real_now


@dataclass(frozen=True, slots=True)
class MailNumbers:
    """The number of each mail, by the part of its file name that never changes."""

    uid_validity: int
    next_uid: int
    uids: dict[str, int]


def number_mails(folder: Path, names: Iterable[str]) -> MailNumbers:
    """Number what has no number yet, in order of names, and forget what is gone. Safe beside other processes."""
    present = sorted(names)
    with _locked(folder):
        before = _read(folder)
        uids = {name: before.uids[name] for name in present if name in before.uids}
        new = [name for name in present if name not in uids]
        uids.update({name: uid for uid, name in enumerate(new, before.next_uid)})
        after = MailNumbers(before.uid_validity, before.next_uid + len(new), uids)
        if after != before:
            _write(folder, after)
    return after


def _read(folder: Path) -> MailNumbers:
    try:
        stored = json.loads((folder / "collectbot-uids.json").read_bytes())
        return MailNumbers(stored["uid_validity"], stored["next_uid"], stored["uids"])
    except FileNotFoundError:
        return MailNumbers(uid_validity=int(real_now().timestamp()), next_uid=1, uids={})


def _write(folder: Path, numbers: MailNumbers) -> None:
    """Replace the file as a whole: a crash leaves the old one or the new one."""
    temporary = folder / "collectbot-uids.json.new"
    temporary.unlink(missing_ok=True)
    content = {"uid_validity": numbers.uid_validity, "next_uid": numbers.next_uid, "uids": numbers.uids}
    write_new(temporary, json.dumps(content).encode("ascii"))
    temporary.replace(folder / "collectbot-uids.json")
    sync_folder(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / "collectbot-uids.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
