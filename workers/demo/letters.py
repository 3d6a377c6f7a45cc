"""The robot's post as the world sees it: mails in the Maildir out, text messages, agency files; and the way in.

The world learns of the robot only from here. Reads files and writes mails; must not know who does what with them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workers.receivables.mail import parse_mail

_NUMBER = re.compile(r"\bINV-\d{4}-\d{5}\b")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of the robot, as its addressee reads it. ``numbers`` are the invoices it speaks of."""

    message_id: str
    to: str
    subject: str
    text: str

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_NUMBER.findall(self.text)))


@dataclass(frozen=True, slots=True)
class AgencyFile:
    """A placement file as the agency finds it: each row by its column's name."""

    agency: str
    name: str
    rows: tuple[dict[str, str], ...]


class Post:
    """What lies in the robot's home, and what of it was seen before."""

    def __init__(self, home: Path) -> None:
        self._mail_out = home / "mail-out" / "new"
        self._mail_in = home / "mail-in"
        self._agencies = home / "placements"
        self._seen: set[Path] = set()
        self._delivered = 0

    def new_letters(self) -> list[Letter]:
        """The mails that left since the last look."""
        return [_read_letter(path) for path in self._unseen(self._mail_out, "*.collectbot")]

    def new_agency_files(self) -> list[AgencyFile]:
        """The files that were laid down for agencies since the last look."""
        return [_read_agency_file(path) for path in self._unseen(self._agencies, "*/*.csv")]

    def deliver(self, mail: bytes) -> None:
        """A mail arrives in the robot's mailbox; names rise, so that it is read in the order of arrival."""
        for name in ("tmp", "new", "cur"):
            (self._mail_in / name).mkdir(parents=True, exist_ok=True)
        self._delivered += 1
        (self._mail_in / "new" / f"{self._delivered:06d}.world").write_bytes(mail)

    def _unseen(self, folder: Path, pattern: str) -> Iterator[Path]:
        fresh = [path for path in folder.glob(pattern) if path not in self._seen]
        self._seen.update(fresh)
        return iter(sorted(fresh))


def _read_letter(path: Path) -> Letter:
    mail = parse_mail(path.read_bytes())
    return Letter(mail.message_id, mail.header("to"), mail.subject, "\n".join(mail.texts))


def _read_agency_file(path: Path) -> AgencyFile:
    with path.open(encoding="utf-8", newline="") as file:
        return AgencyFile(path.parent.name, path.name, tuple(csv.DictReader(file)))
