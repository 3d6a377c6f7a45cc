"""The composition root: settings -> ledger, clock, policy, renderer and channels. The only chooser of concretes.

`open_book` is enough for what needs no policy; `assemble` makes the whole robot. Must not act, and must not know the
queue or the slices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from workers.channels.agency_inbox import AgencyInbox
from workers.channels.base import Channel, Mailbox, MailWatch
from workers.channels.connect import (
    open_agency_folder,
    open_call_desk,
    open_letters,
    open_mail_out,
    open_mail_watch,
    open_mailbox,
    open_sms,
)
from workers.clock import Clock, parse_instant
from workers.errors import ConfigurationError, UserError
from workers.ledger.operations import controls
from workers.ledger.unit_of_work import Ledger, open_ledger
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.policy.source import LastGood
from workers.receivables.occasion import Occasion
from workers.rendering import Renderer, check_config
from workers.rendering.check import notices_in
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.channels.twilio_signature import TwilioSignature

_SHARED_CLOCK = "db:"
# All processes follow a moved clock within this time, and no loop asks the database for it at every step.
_OFFSET_KEPT_S = 0.25


@dataclass(frozen=True, slots=True)
class Book:
    """What is left to work with when the policy cannot be read: the ledger and the clock."""

    settings: Settings
    ledger: Ledger
    clock: Clock

    def occasion(self, actor: str) -> Occasion:
        """This moment for an act that rests on no policy, dated in UTC."""
        return Occasion(self.clock.now(), self.clock.business_date("UTC"), actor)


@dataclass(frozen=True, slots=True)
class Configuration:
    """What ops people edit: the policy, and the templates as they were when it was read."""

    policy: PolicySet
    renderer: Renderer


@dataclass(frozen=True, slots=True)
class Robot:
    """Everything a process needs to act. One per process; its threads share it."""

    settings: Settings
    ledger: Ledger
    clock: Clock
    configuration: LastGood[Configuration]
    channels: Mapping[str, Channel]

    @property
    def policy(self) -> PolicySet:
        """The policy in force now: ask once per piece of work."""
        return self.configuration.current().policy

    @property
    def renderer(self) -> Renderer:
        """The templates in force now."""
        return self.configuration.current().renderer

    def occasion(self, actor: str, policy: PolicySet) -> Occasion:
        """This moment under ``policy``, dated where its first entity is."""
        return Occasion(self.clock.now(), self.clock.business_date(home_zone(policy)), actor, policy.hash)

    def redirected_to(self) -> str:
        """Where a rehearsal's messages go instead; empty when this is none. Asked for every log line."""
        redirect = self.configuration.held.policy.robot.redirect_all_to
        return f"{redirect.email} {redirect.sms}" if redirect else ""

    def open_mailbox(self) -> Mailbox:
        """A mailbox of its own for the calling thread, which closes it."""
        return open_mailbox(self.settings.mail_in_url)

    def open_agency_inbox(self, folder: str) -> AgencyInbox:
        """Where an agency lays down its files, below the home."""
        return AgencyInbox(self.settings.home / folder)

    def open_mail_watch(self) -> MailWatch | None:
        """What says by itself when mail comes, for the calling thread; None where only a look tells."""
        return open_mail_watch(self.settings.mail_in_url)

    def close(self) -> None:
        """Let every connection go."""
        for channel in self.channels.values():
            channel.close()
        self.ledger.engine.dispose()


class SharedOffset:
    """The offset of the business clock as `collectbot clock set` left it in the database."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._offset, self._read_at = timedelta(), -_OFFSET_KEPT_S

    def __call__(self) -> timedelta:
        with self._lock:
            if monotonic() - self._read_at >= _OFFSET_KEPT_S:
                with self._ledger.read() as connection:
                    self._offset = controls.clock_offset(connection)
                self._read_at = monotonic()
            return self._offset


def open_book(settings: Settings) -> Book:
    """The ledger and the clock; raises `ConfigurationError` or `ServerUnreachable` with what to do.

    Only the embedded default makes its tables by itself, when it has none: a database that somebody named in the
    settings is changed by `collectbot migrate` alone.
    """
    ledger = open_ledger(settings.database_url)
    with ledger.read() as connection:
        has_tables = inspect(connection).has_table("accounts")
    if not has_tables:
        _make_tables(settings, ledger)
    return Book(settings, ledger, _open_clock(settings, ledger))


def assemble(settings: Settings, *, checked: bool = False) -> Robot:
    """The whole robot; raises on anything that would keep it from working, before it starts.

    ``checked`` proves that every template renders, at the start and before a changed file is taken: right for
    processes that stay, and slow for a command.
    """
    channels = open_channels(settings)
    if settings.clock and not are_local(channels):
        raise ConfigurationError("COLLECTBOT_CLOCK is set, but a channel leaves this machine", hint="unset one of them")
    folders = (settings.config, settings.templates)
    configuration = LastGood(folders, lambda: read_configuration(settings, checked=checked))
    book = open_book(settings)
    return Robot(settings, book.ledger, book.clock, configuration, channels)


def read_configuration(settings: Settings, *, checked: bool) -> Configuration:
    """The policy files, under what the environment says of our own domain, and the templates."""
    if checked:
        policy = check_config(
            settings.config, settings.templates, own_domain=settings.own_domain, authserv_id=settings.authserv_id
        ).usable()
    else:
        policy = check_policy(
            settings.config,
            notices=notices_in(settings.templates),
            own_domain=settings.own_domain,
            authserv_id=settings.authserv_id,
        ).usable()
    _demand_reachable_page(settings, policy)
    return Configuration(policy, Renderer(settings.templates, policy.robot.default_language))


def policy_reader(settings: Settings) -> Callable[[Path], PolicySet]:
    """How the policy files of a folder are read as a whole: as those in force are, with nothing started."""
    return lambda folder: read_configuration(replace(settings, config=folder), checked=False).policy


def open_channels(settings: Settings) -> Mapping[str, Channel]:
    """The ways out by the name that a message's ``channel`` has. Nothing is connected yet."""
    return {
        "email": open_mail_out(settings.mail_out_url),
        "sms": open_sms(settings.sms_url, settings.public_url),
        "agency": open_agency_folder(settings.home),
        "letter": open_letters(settings.home / "letters"),
        "call": open_call_desk(),
    }


def open_twilio_signature(settings: Settings) -> TwilioSignature | None:
    """What tells Twilio's webhooks from anybody's; None where SMS do not go through Twilio."""
    if not settings.sms_url.startswith("twilio:"):
        return None
    from workers.channels.twilio_signature import TwilioSignature  # the library is slow to load

    return TwilioSignature(settings.sms_url, settings.public_url)


def are_local(channels: Mapping[str, Channel]) -> bool:
    """Whether nothing can leave this machine: only then may the business clock stand elsewhere."""
    return all(channel.is_local for channel in channels.values())


def home_zone(policy: PolicySet) -> str:
    """The zone whose days count for runs over all entities: the first one's."""
    return next(iter(policy.robot.entities.values())).zone


def _demand_reachable_page(settings: Settings, policy: PolicySet) -> None:
    """A link that leaves this machine must lead back to it, over TLS: nobody on its way may read what opens it."""
    leaves = not settings.mail_out_url.startswith("maildir:")
    if policy.robot.customer_page.enabled and leaves and not settings.public_url.startswith("https://"):
        message = f"customer_page is enabled, but COLLECTBOT_PUBLIC_URL is {settings.public_url}"
        raise ConfigurationError(message, hint="set it to the https:// address under which customers reach the page")


def _make_tables(settings: Settings, ledger: Ledger) -> None:
    if settings.database_url != f"sqlite:///{settings.home / 'collectbot.db'}":
        where = ledger.engine.url.render_as_string(hide_password=True)
        raise ConfigurationError(f"the database {where} has no tables yet", hint="run `collectbot migrate`")
    from workers.ledger.migrate import migrate  # Alembic is slow to load and needed once

    migrate(ledger)


def _open_clock(settings: Settings, ledger: Ledger) -> Clock:
    if not settings.clock:
        return Clock()
    if settings.clock == _SHARED_CLOCK:
        return Clock(offset=SharedOffset(ledger))
    try:
        return Clock(frozen_at=parse_instant(settings.clock))
    except UserError as error:
        raise ConfigurationError(f"COLLECTBOT_CLOCK: {error}", hint="or db: for a clock that moves") from error
