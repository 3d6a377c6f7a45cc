"""One SMTP conversation, split where it matters: before DATA nothing can have been accepted, after it nobody knows.

Must not retry and must not know what a message is beyond its envelope and bytes.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator

from workers.channels.base import ChannelInDoubt, ChannelRefused, ChannelUnavailable
from workers.channels.endpoint import Endpoint
from workers.channels.oauth import TokenSource, xoauth2
from workers.errors import ConfigurationError
from workers.receivables.delivery_status import enhanced_status

_WANTS_LOGIN = (530, 535, 538)
_CLOSING = 421
_GENERAL = "554"


class ConnectionLost(Exception):
    """The server hung up before it was given a message."""


def connect(endpoint: Endpoint, tokens: TokenSource | None = None) -> smtplib.SMTP:
    """Connect, encrypt and log in, with a token where there is a source of them.

    Raises OSError (smtplib's errors are OSErrors), `ConfigurationError` or `ServerUnreachable`.
    """
    host, port, own_name, seconds = endpoint.host, endpoint.port, socket.gethostname(), endpoint.timeout_seconds
    smtp: smtplib.SMTP
    if endpoint.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(host, port, own_name, timeout=seconds, context=endpoint.tls_context())
    else:
        smtp = smtplib.SMTP(host, port, own_name, timeout=seconds)
    try:
        _secure(smtp, endpoint)
        if tokens is not None:
            _log_in_with_token(smtp, endpoint.user, tokens)
        elif endpoint.user:
            smtp.login(endpoint.user, endpoint.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _secure(smtp: smtplib.SMTP, endpoint: Endpoint) -> None:
    """Encrypt when offered; a password travels in clear only inside this machine."""
    smtp.ehlo_or_helo_if_needed()
    if endpoint.scheme == "smtps":
        return
    must_be_private = endpoint.options.get("starttls") == "required" or bool(endpoint.user)
    if smtp.has_extn("starttls"):
        smtp.starttls(context=endpoint.tls_context() if must_be_private else _unverified())
        smtp.ehlo()
    elif must_be_private and not (endpoint.is_loopback and endpoint.options.get("starttls") != "required"):
        raise ConfigurationError(f"{endpoint}: the server offers no STARTTLS", hint="use smtps://, or a loopback relay")


def _log_in_with_token(smtp: smtplib.SMTP, user: str, tokens: TokenSource) -> None:
    """A token that was taken back before its end is replaced once; a second refusal is the operator's."""
    token = tokens.token()
    try:
        _authenticate(smtp, user, token)
    except smtplib.SMTPAuthenticationError:
        _authenticate(smtp, user, tokens.token(refused=token))


def _authenticate(smtp: smtplib.SMTP, user: str, token: str) -> None:
    def answer(challenge: bytes | None = None, /) -> str:
        """The login, and nothing to a refusal's details: the server ends the exchange only then."""
        return xoauth2(user, token) if challenge is None else ""

    smtp.auth("XOAUTH2", answer)


def _unverified() -> ssl.SSLContext:
    """Opportunistic TLS (RFC 7435): better than clear text, and no worse when the certificate is home-made."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def open_transaction(smtp: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
    """MAIL, RCPT and DATA up to the server's go-ahead.

    Raises `ConnectionLost`, `ChannelUnavailable` or `ChannelRefused`; in each case the server has accepted nothing.
    """
    parameters = f" SIZE={size}" if smtp.has_extn("size") else ""
    commands = (f"MAIL FROM:<{sender}>{parameters}", f"RCPT TO:<{recipient}>")
    try:
        for command, reply in zip(commands, _replies(smtp, commands), strict=True):
            _expect(smtp, reply, 2, command.partition(":")[0])
        _expect(smtp, smtp.docmd("DATA"), 3, "DATA")
    except OSError as error:
        raise ConnectionLost(str(error)) from error


def _replies(smtp: smtplib.SMTP, commands: tuple[str, ...]) -> Iterator[tuple[int, bytes]]:
    """The answer to each command. A server that pipelines (RFC 2920) gets all at once: a distant one answers sooner.

    All answers are read before the first is judged, so that a refusal leaves the conversation in step.
    """
    if not smtp.has_extn("pipelining"):
        return (smtp.docmd(command) for command in commands)
    smtp.send("".join(f"{command}\r\n" for command in commands))
    return iter([smtp.getreply() for _ in commands])


def _expect(smtp: smtplib.SMTP, reply: tuple[int, bytes], first_digit: int, command: str) -> None:
    code = reply[0]
    if code // 100 == first_digit:
        return
    if code == _CLOSING:
        raise ConnectionLost(f"{command}: {_line(reply)}")
    smtp.rset()
    if 500 <= code <= 599 and code not in _WANTS_LOGIN:
        raise ChannelRefused(f"{command} refused: {_line(reply)}", code=_refusal_code(reply, command))
    raise ChannelUnavailable(f"{command} not possible now: {_line(reply)}", code=str(code))


def _refusal_code(reply: tuple[int, bytes], command: str) -> str:
    """What was refused, for whoever judges it: the enhanced status (RFC 3463) where there is one, else the reply code.

    Only an answer to a recipient speaks of the recipient: one to a sender gives no code, and a bare "550" to a whole
    message is as general as "554".
    """
    if command == "MAIL FROM":
        return ""
    general = str(reply[0]) if command == "RCPT TO" else _GENERAL
    return enhanced_status(_line(reply)) or general


def transmit(smtp: smtplib.SMTP, content: bytes) -> str:
    """Send the bytes after DATA and wait for the answer; returns the server's words.

    Raises `ChannelInDoubt` when no answer came: a lost connection and a lost "250" look the same from here.
    """
    try:
        smtp.send(_dot_stuffed(content))
        reply = smtp.getreply()
    except OSError as error:
        raise ChannelInDoubt(f"connection lost after DATA: {error}") from error
    match reply[0] // 100:
        case 2:
            return _line(reply)
        case 4:
            raise ChannelUnavailable(f"message not taken now: {_line(reply)}", code=str(reply[0]))
        case 5:
            raise ChannelRefused(f"message refused: {_line(reply)}", code=_refusal_code(reply, "DATA"))
        case _:
            raise ChannelInDoubt(f"no SMTP answer: {_line(reply)}")


def _dot_stuffed(content: bytes) -> bytes:
    """The bytes as they travel: a line that starts with a dot gets a second one, a lone dot ends the message.

    A mail starts with a header, so its first line needs no look.
    """
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _line(reply: tuple[int, bytes]) -> str:
    """The answer on one line, short enough for a log."""
    return f"{reply[0]} {' '.join(reply[1].decode('utf-8', 'replace').split())}"[:300]
