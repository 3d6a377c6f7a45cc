"""What each failure of a mail server is reported as, and whether the server has the mail."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.channels.ways_out import A_MAIL
from tests.servers.certificate import make_certificate
from tests.servers.launcher import free_port
from tests.servers.smtp_sink import SmtpSink
from workers.channels import email_smtp
from workers.channels.base import Channel, ChannelInDoubt, ChannelRefused, ChannelUnavailable
from workers.channels.connect import open_mail_out
from workers.errors import ConfigurationError, ServerUnreachable


@pytest.fixture(params=[False, True], ids=["one by one", "pipelining"])
def smtp_sink(request: pytest.FixtureRequest) -> Iterator[SmtpSink]:
    """Every failure, from a server that takes one command at a time and from one that takes several."""
    with SmtpSink(pipelining=request.param) as sink:
        yield sink


OpenMailOut = Callable[[str], Channel]


@pytest.fixture
def mail_out() -> Iterator[OpenMailOut]:
    """Opens channels, and closes them after the test."""
    opened: list[Channel] = []

    def opening(url: str) -> Channel:
        opened.append(open_mail_out(url))
        return opened[-1]

    yield opening
    for channel in opened:
        channel.close()


def send(channel: Channel, recipient: str = "ap@customer.example") -> str:
    return channel.send(channel.prepare(replace(A_MAIL, recipient=recipient))).provider_reference


@pytest.mark.parametrize(("word", "code"), [("unknown", "5.1.1"), ("spam", "5.7.1"), ("gone", "550"), ("full", "554")])
def test_a_definite_no_is_permanent(mail_out: OpenMailOut, smtp_sink: SmtpSink, word: str, code: str) -> None:
    with pytest.raises(ChannelRefused) as refused:
        send(mail_out(smtp_sink.url), f"{word}-1@customer.example")
    assert refused.value.code == code
    assert smtp_sink.accepted == []


@pytest.mark.parametrize(("word", "code"), [("later", "451"), ("closing", "421"), ("busy", "452")])
def test_a_definite_not_now_is_temporary(mail_out: OpenMailOut, smtp_sink: SmtpSink, word: str, code: str) -> None:
    with pytest.raises(ChannelUnavailable) as unavailable:
        send(mail_out(smtp_sink.url), f"{word}-1@customer.example")
    assert unavailable.value.code == code
    assert smtp_sink.accepted == []


@pytest.mark.parametrize(("word", "accepted"), [("cut", 0), ("lost", 1), ("silent", 1)])
def test_no_answer_after_data_is_in_doubt_whatever_the_server_has(
    mail_out: OpenMailOut, smtp_sink: SmtpSink, word: str, accepted: int
) -> None:
    with pytest.raises(ChannelInDoubt):
        send(mail_out(f"{smtp_sink.url}?timeout=0.5"), f"{word}-1@customer.example")
    assert len(smtp_sink.accepted) == accepted


def test_a_greylisted_mail_is_taken_at_the_second_try(mail_out: OpenMailOut, smtp_sink: SmtpSink) -> None:
    channel = mail_out(smtp_sink.url)
    with pytest.raises(ChannelUnavailable):
        send(channel, "grey-1@customer.example")
    assert send(channel, "grey-1@customer.example").startswith("250")
    assert len(smtp_sink.accepted) == 1


@pytest.mark.parametrize("word", ["unknown", "spam", "later", "busy"])
def test_after_a_refusal_the_connection_is_used_again(mail_out: OpenMailOut, smtp_sink: SmtpSink, word: str) -> None:
    channel = mail_out(smtp_sink.url)
    send(channel)
    with pytest.raises((ChannelRefused, ChannelUnavailable)):
        send(channel, f"{word}-1@customer.example")
    send(channel)
    assert smtp_sink.connections == 1
    assert len(smtp_sink.accepted) == 2


def test_after_a_refused_sender_the_answers_still_belong_to_their_mails(
    mail_out: OpenMailOut, smtp_sink: SmtpSink
) -> None:
    channel = mail_out(smtp_sink.url)
    for _ in range(2):
        with pytest.raises(ChannelRefused, match="MAIL FROM refused: 550") as refused:
            channel.send(channel.prepare(replace(A_MAIL, envelope_sender="unknown-1@seller.example")))
        assert refused.value.code == ""  # it says nothing about the recipient
        send(channel)
    assert smtp_sink.connections == 1
    assert len(smtp_sink.accepted) == 2


@pytest.mark.parametrize("word", ["cut", "lost", "closing"])
def test_after_a_broken_connection_the_next_mail_gets_a_new_one(
    mail_out: OpenMailOut, smtp_sink: SmtpSink, word: str
) -> None:
    channel = mail_out(smtp_sink.url)
    with pytest.raises((ChannelInDoubt, ChannelUnavailable)):
        send(channel, f"{word}-1@customer.example")
    assert send(channel, "next@customer.example").startswith("250")
    assert smtp_sink.accepted[-1].recipient == "next@customer.example"


def test_a_connection_that_the_server_closed_while_idle_is_opened_again(
    mail_out: OpenMailOut, smtp_sink: SmtpSink
) -> None:
    channel = mail_out(smtp_sink.url)
    send(channel)
    smtp_sink.drop_connections()
    send(channel)
    assert len(smtp_sink.accepted) == 2
    assert smtp_sink.connections == 2


def test_a_closed_port_is_temporary_for_a_mail_and_an_error_with_advice_for_a_check(mail_out: OpenMailOut) -> None:
    channel = mail_out(f"smtp://127.0.0.1:{free_port()}")
    with pytest.raises(ChannelUnavailable):
        send(channel)
    with pytest.raises(ServerUnreachable, match=r"does not answer .* COLLECTBOT_MAIL_OUT_URL"):
        channel.check()


def test_bounces_go_to_the_envelope_sender(mail_out: OpenMailOut, smtp_sink: SmtpSink) -> None:
    channel = mail_out(smtp_sink.url)
    channel.send(channel.prepare(replace(A_MAIL, envelope_sender="bounce+k1@seller.example")))
    send(channel)
    assert [mail.sender for mail in smtp_sink.accepted] == ["bounce+k1@seller.example", "ar@seller.example"]


def test_lines_that_begin_with_a_dot_arrive_whole(mail_out: OpenMailOut, smtp_sink: SmtpSink) -> None:
    channel = mail_out(smtp_sink.url)
    prepared = channel.prepare(replace(A_MAIL, text=".\n..two\nlast\n.\n"))
    channel.send(prepared)
    assert smtp_sink.accepted[0].content == prepared.content


def test_a_wrong_password_is_the_operators_error_and_keeps_the_mail(mail_out: OpenMailOut) -> None:
    with SmtpSink(login=("robot", "secret")) as sink:
        wrong = mail_out(f"smtp://robot:wrong@127.0.0.1:{sink.port}")
        with pytest.raises(ConfigurationError, match="login refused") as error:
            wrong.check()
        assert "wrong" not in str(error.value)
        with pytest.raises(ChannelUnavailable):
            send(wrong)
        with pytest.raises(ChannelUnavailable):
            send(mail_out(sink.url))
        assert send(mail_out(f"smtp://robot:secret@127.0.0.1:{sink.port}")).startswith("250")


@pytest.fixture
def tls_sink(tmp_path: Path) -> Iterator[SmtpSink]:
    made = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    with SmtpSink(tls=context) as sink:
        yield sink


def test_starttls_is_used_when_offered(mail_out: OpenMailOut, tls_sink: SmtpSink, tmp_path: Path) -> None:
    send(mail_out(tls_sink.url))
    send(mail_out(f"smtp://localhost:{tls_sink.port}?starttls=required&ca={tmp_path / 'cert.pem'}"))
    assert len(tls_sink.accepted) == 2


@pytest.mark.parametrize("url", ["smtp://localhost:{}?starttls=required", "smtp://robot:secret@localhost:{}"])
def test_what_must_be_private_goes_only_to_a_known_server(mail_out: OpenMailOut, tls_sink: SmtpSink, url: str) -> None:
    channel = mail_out(url.format(tls_sink.port))
    with pytest.raises(ServerUnreachable, match="certificate verify failed"):
        channel.check()
    with pytest.raises(ChannelUnavailable, match="certificate verify failed"):
        send(channel)


def test_starttls_that_is_required_and_not_offered_is_an_error(mail_out: OpenMailOut, smtp_sink: SmtpSink) -> None:
    with pytest.raises(ConfigurationError, match="offers no STARTTLS"):
        mail_out(f"{smtp_sink.url}?starttls=required").check()


def test_a_connection_that_was_idle_for_long_is_not_asked(
    mail_out: OpenMailOut, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email_smtp, "IDLE_MAX_SECONDS", 0.0)
    channel = mail_out(smtp_sink.url)
    for _ in range(3):
        send(channel)
    assert smtp_sink.connections == 3
