"""Channels that write files: what a crash, a mail program, a full folder or a hostile name does to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.channels.ways_out import A_MAIL, AN_SMS
from workers.channels.base import Attachment, Channel, ChannelRefused, ChannelUnavailable, OutgoingMessage
from workers.channels.connect import open_agency_folder, open_mail_out, open_mailbox, open_sms
from workers.clock import real_now
from workers.errors import ConfigurationError

PLACEMENT = replace(
    A_MAIL,
    key="de/placement/2026-03-02/north",
    channel="agency",
    recipient="north-collections",
    attachments=(Attachment("placement-2026-03-02.csv", "text/csv", b"account,amount\r\n1001,12.00\r\n"),),
)


def send(channel: Channel, message: OutgoingMessage) -> str:
    return channel.send(channel.prepare(message)).provider_reference


def test_a_mail_that_a_mail_program_has_read_is_still_evidence(tmp_path: Path) -> None:
    channel = open_mail_out(f"maildir:{tmp_path}")
    name = send(channel, A_MAIL)
    (tmp_path / "new" / name).rename(tmp_path / "cur" / f"{name}:2,S")
    found = channel.look_up(A_MAIL, real_now())
    assert found is not None
    assert found.provider_reference == name


def test_a_maildir_keeps_no_half_written_mail(tmp_path: Path) -> None:
    channel = open_mail_out(f"maildir:{tmp_path}")
    send(channel, A_MAIL)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_went_out_to_a_maildir_can_be_read_by_a_mailbox(tmp_path: Path) -> None:
    channel = open_mail_out(f"maildir:{tmp_path}")
    receipt = channel.send(channel.prepare(A_MAIL))
    (mail,) = open_mailbox(f"maildir:{tmp_path}").fetch(None, 0, 10)
    assert mail.raw == receipt.content


def test_a_line_that_a_crash_cut_is_no_evidence_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "sms.jsonl"
    channel = open_sms(f"file:{path}")
    send(channel, AN_SMS)
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert channel.look_up(AN_SMS, real_now()) is None
    send(channel, replace(AN_SMS, key="next"))
    assert channel.look_up(replace(AN_SMS, key="next"), real_now()) is not None


@pytest.mark.parametrize("url", ["maildir:{}/x", "file:{}/x"])
def test_a_folder_that_cannot_be_made_is_the_operators_error(tmp_path: Path, url: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    address = url.format(tmp_path / "file")
    channel = open_mail_out(address) if address.startswith("maildir") else open_sms(address)
    with pytest.raises(ConfigurationError, match="choose another"):
        channel.check()
    with pytest.raises(ChannelUnavailable):
        send(channel, A_MAIL)


def test_a_mailbox_that_cannot_be_made_is_the_operators_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ConfigurationError, match="choose another folder in COLLECTBOT_MAIL_IN_URL"):
        open_mailbox(f"maildir:{tmp_path / 'file'}").check()


def test_a_mail_put_back_is_fetched_again(tmp_path: Path) -> None:
    mailbox = open_mailbox(f"maildir:{tmp_path}")
    mailbox.check()
    (tmp_path / "new" / "1.seller.example").write_bytes(b"Subject: x\r\n\r\n")
    (mail,) = mailbox.fetch(None, 0, 10)
    mailbox.file(mail, "Exceptions")
    assert list(mailbox.fetch(mail.uid_validity, mail.uid, 10)) == []
    (tmp_path / ".Exceptions" / "cur" / "1.seller.example:2,S").rename(tmp_path / "cur" / "1.seller.example:2,S")
    (again,) = mailbox.fetch(mail.uid_validity, mail.uid, 10)
    assert again.raw == mail.raw


def test_a_placement_file_appears_whole_under_the_agencys_name(tmp_path: Path) -> None:
    channel = open_agency_folder(tmp_path / "agencies")
    channel.check()
    assert channel.look_up(PLACEMENT, real_now()) is None
    name = send(channel, PLACEMENT)
    (path,) = (tmp_path / "agencies" / "north-collections").iterdir()
    assert path.name == name
    assert name.startswith("placement-2026-03-02.")
    assert path.read_bytes() == PLACEMENT.attachments[0].content
    found = channel.look_up(PLACEMENT, real_now())
    assert found is not None
    assert found.content == path.read_bytes()


def test_the_same_placement_twice_is_one_file_and_another_key_is_another(tmp_path: Path) -> None:
    channel = open_agency_folder(tmp_path)
    for message in (PLACEMENT, PLACEMENT, replace(PLACEMENT, key="another")):
        send(channel, message)
    assert len(list((tmp_path / "north-collections").iterdir())) == 2


@pytest.mark.parametrize(
    "message",
    [
        replace(PLACEMENT, recipient="../elsewhere"),
        replace(PLACEMENT, recipient=""),
        replace(PLACEMENT, attachments=(Attachment("../x.csv", "text/csv", b""),)),
        replace(PLACEMENT, attachments=()),
        replace(PLACEMENT, attachments=PLACEMENT.attachments * 2),
    ],
)
def test_a_placement_that_names_no_file_in_the_folder_is_refused(tmp_path: Path, message: OutgoingMessage) -> None:
    with pytest.raises(ChannelRefused):
        send(open_agency_folder(tmp_path / "agencies"), message)
    assert list(tmp_path.iterdir()) == []
