"""Addresses of channels: what each scheme opens, and the one line a mistyped address gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workers.channels.base import Channel
from workers.channels.connect import open_agency_folder, open_mail_out, open_mailbox, open_sms
from workers.channels.endpoint import local_path, parse_endpoint
from workers.errors import ConfigurationError


@pytest.mark.parametrize(
    ("opening", "url", "name", "is_local"),
    [
        (open_mail_out, "maildir:var/out", "maildir", True),
        (open_mail_out, "smtp://relay.example", "smtp", False),
        (open_mail_out, "smtps://robot:p%40ss@relay.example", "smtp", False),
        (open_mail_out, "SMTP://127.0.0.1:2525?starttls=required&timeout=5", "smtp", True),
        (open_sms, "file:var/sms.jsonl", "sms_file", True),
        (open_sms, "twilio://AC1:token@?from=%2B15005550006", "twilio", False),
        (open_sms, "twilio://AC1:token@?base=http://127.0.0.1:4010", "twilio", True),
        (open_sms, "twilio://AC1:token@?base=https://proxy.example", "twilio", False),
        (lambda url: open_agency_folder(Path(url)), "var/agencies", "agency_folder", True),
    ],
)
def test_each_scheme_opens_its_channel(opening: Callable[[str], Channel], url: str, name: str, is_local: bool) -> None:
    channel = opening(url)
    assert (channel.name, channel.is_local) == (name, is_local)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("maildir:var/in", "maildir:var/in"),
        ("imaps://ar%40seller.example:secret@mail.example/INBOX", "imaps://ar@seller.example@mail.example:993/INBOX"),
        ("imap://robot:secret@127.0.0.1:1143", "imap://robot@127.0.0.1:1143"),
        ("imap://robot:secret@[::1]/Remittances", "imap://robot@::1:143/Remittances"),
        ("imap://robot:secret@localhost", "imap://robot@localhost:143"),
    ],
)
def test_a_mailbox_is_named_without_its_password(url: str, name: str) -> None:
    assert open_mailbox(url).name == name


@pytest.mark.parametrize(
    ("opening", "url", "says"),
    [
        (open_mail_out, "smpt://relay.example", "MAIL_OUT_URL: unknown scheme 'smpt' (write maildir:PATH"),
        (open_sms, "nexmo://x", "SMS_URL: unknown scheme 'nexmo' (write file:PATH"),
        (open_mailbox, "pop3://x", "MAIL_IN_URL: unknown scheme 'pop3' (write maildir:PATH"),
        (open_mail_out, "", "MAIL_OUT_URL: unknown scheme ''"),
        (open_mail_out, "maildir:", "names no path (write maildir:PATH)"),
        (open_mail_out, "smtp://relay.example?tls=yes", "unknown option 'tls' (known: starttls, timeout, ca"),
        (open_mail_out, "smtp://relay.example:port", "names no host or no proper port"),
        (open_mail_out, "smtp://robot:hunter2#@relay.example", "/ ? # @ of a password as %2F"),
        (open_mail_out, "smtp://robot:22#hunter2@relay.example", "/ ? # @ of a password as %2F"),
        (open_mail_out, "smtp:relay.example", "write smtp://USER:PASSWORD@HOST:PORT"),
        (open_mailbox, "imap://robot:hunter2@mail.example/INBOX", "in clear (write imaps://)"),
        (open_sms, "twilio://AC1@?from=%2B1", "account or token missing (write twilio://SID:TOKEN@"),
    ],
)
def test_a_mistyped_address_says_what_to_write(opening: Callable[[str], object], url: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        opening(url)
    assert says in str(error.value)
    assert "hunter2" not in str(error.value)
    assert "\n" not in str(error.value)


def test_an_endpoint_never_prints_its_password() -> None:
    endpoint = parse_endpoint("smtps://robot:hunter2@relay.example:465?ca=x", ("ca",))
    assert endpoint.password == "hunter2"
    assert "hunter2" not in f"{endpoint} {endpoint!r}"


@pytest.mark.parametrize("text", ["soon", "0", "-1"])
def test_a_timeout_is_a_positive_number(text: str) -> None:
    endpoint = parse_endpoint(f"smtp://relay.example?timeout={text}", ("timeout",))
    with pytest.raises(ConfigurationError, match="no number of seconds"):
        _ = endpoint.timeout_seconds


def test_a_missing_authority_file_is_named() -> None:
    endpoint = parse_endpoint("imaps://relay.example?ca=/nowhere/ca.pem", ("ca",))
    with pytest.raises(ConfigurationError, match=r"cannot read ca=/nowhere/ca\.pem"):
        endpoint.tls_context()


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("[::1]", True), ("localhost", True), ("localhost.example", False), ("10.0.0.1", False)],
)
def test_loopback_is_this_machine(host: str, loopback: bool) -> None:
    assert parse_endpoint(f"imap://{host}", ()).is_loopback is loopback


def test_paths_may_be_relative_or_absolute() -> None:
    assert local_path("file:var/x") == Path("var/x")
    assert local_path("file:/var/x") == Path("/var/x")
    assert local_path("file:///var/x") == Path("/var/x")
