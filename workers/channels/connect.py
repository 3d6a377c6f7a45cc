"""Chooses the adapter for an address: the one place that knows every scheme.

Must not connect: an adapter connects when it is first used, or when its ``check`` is called.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from workers.channels.agency_folder import AgencyFolderChannel
from workers.channels.base import Channel, Mailbox, MailWatch
from workers.channels.call_desk import CallDesk
from workers.channels.email_maildir import MaildirChannel
from workers.channels.email_smtp import SMTP_OPTIONS, SmtpChannel
from workers.channels.endpoint import local_path, parse_endpoint, scheme_of
from workers.channels.letter import LetterChannel
from workers.channels.mailbox_maildir import MaildirMailbox
from workers.channels.oauth import TokenSource, token_source
from workers.channels.sms_file import SmsFileChannel
from workers.errors import ConfigurationError

if TYPE_CHECKING:
    from workers.channels.imap_session import ImapSession


def open_mail_out(url: str) -> Channel:
    """The channel for e-mail: ``maildir:PATH``, ``smtp://...`` or ``smtps://...``."""
    match scheme_of(url):
        case "maildir":
            return MaildirChannel(local_path(url))
        case "smtp":
            return SmtpChannel(parse_endpoint(url, SMTP_OPTIONS, default_port=25))
        case "smtps":
            return SmtpChannel(parse_endpoint(url, SMTP_OPTIONS, default_port=465))
        case scheme:
            raise _unknown(
                "COLLECTBOT_MAIL_OUT_URL", scheme, "maildir:PATH, smtp://HOST:PORT or smtps://USER:PASSWORD@HOST"
            )


def open_sms(url: str, public_url: str = "") -> Channel:
    """The channel for SMS: ``file:PATH`` or ``twilio://SID:TOKEN@?from=NUMBER``, which reports to ``public_url``."""
    match scheme_of(url):
        case "file":
            return SmsFileChannel(local_path(url))
        case "twilio":
            # Twilio's library takes a fifth of a second and 50 MB to load: only for those who use it.
            from workers.channels.sms_twilio import TWILIO_OPTIONS, TwilioChannel

            return TwilioChannel(parse_endpoint(url, TWILIO_OPTIONS, host_required=False), public_url)
        case scheme:
            raise _unknown("COLLECTBOT_SMS_URL", scheme, "file:PATH or twilio://SID:TOKEN@?from=%2B1...")


def open_mailbox(url: str) -> Mailbox:
    """The mailbox: ``maildir:PATH``, ``imaps://USER:PASSWORD@HOST/INBOX``, or ``imap://`` inside this machine."""
    match scheme_of(url):
        case "maildir":
            return MaildirMailbox(local_path(url))
        case "imap" | "imaps":
            from workers.channels.mailbox_imap import ImapMailbox

            return ImapMailbox(_imap_session(url))
        case scheme:
            raise _unknown("COLLECTBOT_MAIL_IN_URL", scheme, "maildir:PATH or imaps://USER:PASSWORD@HOST:993/INBOX")


def open_mail_watch(url: str) -> MailWatch | None:
    """What says by itself when mail comes to that mailbox; None where only a look tells."""
    if scheme_of(url) not in ("imap", "imaps"):
        return None
    from workers.channels.mailbox_idle import ImapWatch

    return ImapWatch(_imap_session(url))


def _imap_session(url: str) -> ImapSession:
    from workers.channels.imap_session import IMAP_OPTIONS, ImapSession

    endpoint = parse_endpoint(url, IMAP_OPTIONS, default_port=993 if scheme_of(url) == "imaps" else 143)
    return ImapSession(endpoint, _imap_tokens(url))


@lru_cache(maxsize=8)
def _imap_tokens(url: str) -> TokenSource | None:
    """Shared by all connections to an address: every poll opens one, and a token holds for an hour."""
    from workers.channels.imap_session import IMAP_OPTIONS

    return token_source(parse_endpoint(url, IMAP_OPTIONS))


def open_agency_folder(folder: Path) -> Channel:
    """The channel for placement files."""
    return AgencyFolderChannel(folder)


def open_call_desk() -> Channel:
    """The channel for calls, which people make."""
    return CallDesk()


def open_letters(folder: Path) -> Channel:
    """The channel for letters."""
    return LetterChannel(folder)


def _unknown(setting: str, scheme: str, known: str) -> ConfigurationError:
    return ConfigurationError(f"{setting}: unknown scheme {scheme!r}", hint=f"write {known}")
