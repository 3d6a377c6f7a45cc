"""The letter folder: one PDF and one line of the manifest per key, whatever was interrupted."""

from __future__ import annotations

import csv
import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from workers.channels.base import Attachment, ChannelRefused, ChannelUnavailable, OutgoingMessage
from workers.channels.letter import COLUMNS, MANIFEST, LetterChannel
from workers.clock import real_now
from workers.errors import ConfigurationError

LETTER = OutgoingMessage(
    key="a1b2",
    channel="letter",
    recipient='Müller & "Söhne", KG\nMusterstraße 1\n80331 München',
    sender="Brightwater Components Ltd",
    text="Dear Sir or Madam",
    attachments=(Attachment("2026-03-03/letter.pdf", "application/pdf", b"%PDF-1.4 letter", 2),),
)
DAY = "2026-03-03"


@pytest.fixture
def channel(tmp_path: Path) -> LetterChannel:
    return LetterChannel(tmp_path / "letters")


def manifest(tmp_path: Path, day: str = DAY) -> list[dict[str, str]]:
    with (tmp_path / "letters" / day / MANIFEST).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def undated(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """The lines without the moment at which each was written."""
    return [{name: cell for name, cell in line.items() if name != "created"} for line in lines]


def files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "letters").rglob("*.pdf"))


def hand_over(channel: LetterChannel, letter: OutgoingMessage = LETTER) -> str:
    return channel.send(channel.prepare(letter)).provider_reference


def test_a_letter_is_a_file_and_a_line_of_the_manifest(channel: LetterChannel, tmp_path: Path) -> None:
    assert channel.look_up(LETTER, real_now()) is None
    reference = hand_over(channel)
    (line,) = manifest(tmp_path)
    written = (tmp_path / "letters" / reference).read_bytes()
    assert tuple(line) == COLUMNS
    assert (line["letter_id"], line["pages"], line["sha256"]) == ("a1b2", "2", sha256(written).hexdigest())
    assert line["recipient"] == 'Müller & "Söhne", KG | Musterstraße 1 | 80331 München'
    assert reference == f"{DAY}/{line['file']}"
    assert written == b"%PDF-1.4 letter"


def test_the_same_key_twice_is_one_letter_also_on_another_day(channel: LetterChannel, tmp_path: Path) -> None:
    tomorrow = replace(LETTER.attachments[0], name="2026-03-04/letter.pdf", content=b"%PDF-1.4 later")
    first = hand_over(channel)
    assert hand_over(channel) == first
    again = channel.send(channel.prepare(replace(LETTER, attachments=(tomorrow,))))
    assert (again.provider_reference, again.content) == (first, b"%PDF-1.4 letter")
    assert len(files(tmp_path)) == len(manifest(tmp_path)) == 1


def test_threads_and_processes_share_a_manifest(channel: LetterChannel, tmp_path: Path) -> None:
    other = LetterChannel(tmp_path / "letters")
    with ThreadPoolExecutor(8) as threads:
        for number in range(60):
            letter = replace(LETTER, key=f"key {number % 50}")
            threads.submit(hand_over, (channel, other)[number % 2], letter)
    listed = [line["letter_id"] for line in manifest(tmp_path)]
    assert sorted(listed) == sorted({f"key {number}" for number in range(50)})
    assert sorted(line["file"] for line in manifest(tmp_path)) == files(tmp_path)


def test_a_manifest_has_one_writer_at_a_time(channel: LetterChannel, tmp_path: Path) -> None:
    day = tmp_path / "letters" / DAY
    day.mkdir(parents=True)
    with (day / MANIFEST).open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        writer = Thread(target=hand_over, args=(channel,))
        writer.start()
        writer.join(0.3)
        assert writer.is_alive()
    writer.join()
    assert [line["letter_id"] for line in manifest(tmp_path)] == ["a1b2"]


def test_a_line_that_a_crash_kept_from_the_manifest_is_made_good_by_the_look(
    channel: LetterChannel, tmp_path: Path
) -> None:
    hand_over(channel, replace(LETTER, key="before"))
    hand_over(channel)
    path = tmp_path / "letters" / DAY / MANIFEST
    complete, lines = path.read_bytes(), undated(manifest(tmp_path))
    for cut in (len(complete) - 1, len(complete) - 40, complete.rfind(b"\n", 0, -1) + 1):
        os.truncate(path, cut)
        found = channel.look_up(LETTER, real_now())
        assert found is not None
        assert undated(manifest(tmp_path)) == lines


def test_a_rehearsal_lies_where_nobody_prints(channel: LetterChannel, tmp_path: Path) -> None:
    sheet = replace(LETTER.attachments[0], name=f"rehearsal/{DAY}/letter.pdf")
    letter = replace(LETTER, attachments=(sheet,))
    assert hand_over(channel, letter).startswith(f"rehearsal/{DAY}/")
    assert channel.look_up(letter, real_now()) is not None
    assert not (tmp_path / "letters" / DAY).exists()


@pytest.mark.parametrize("name", ["../letter.pdf", "2026-03-03/../letter.pdf", "a/b/2026-03-03/letter.pdf", "x.pdf"])
def test_no_name_leaves_the_folder(channel: LetterChannel, name: str) -> None:
    sheet = replace(LETTER.attachments[0], name=name)
    with pytest.raises(ChannelRefused):
        channel.prepare(replace(LETTER, attachments=(sheet,)))


def test_a_folder_that_cannot_be_written_takes_nothing_now(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("in the way")
    channel = LetterChannel(tmp_path / "letters")
    with pytest.raises(ChannelUnavailable):
        hand_over(channel)
    with pytest.raises(ConfigurationError):
        channel.check()
