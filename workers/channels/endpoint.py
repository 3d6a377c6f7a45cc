"""Reads the addresses of channels and mailboxes (``smtps://user:password@host:465?timeout=30``).

A mistyped address is the operator's error and says so in one line, without the password. Must not connect to anything.
"""

from __future__ import annotations

import ssl
from collections.abc import Collection
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from workers.errors import ConfigurationError

TIMEOUT_DEFAULT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address taken apart. Printing it never shows the password."""

    scheme: str
    host: str
    port: int
    user: str
    path: str
    password: str = field(repr=False)
    options: dict[str, str] = field(repr=False)

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{user}{self.host}{port}{self.path}"

    @property
    def timeout_seconds(self) -> float:
        """Longest wait for one answer: `?timeout=`."""
        text = self.options.get("timeout", str(TIMEOUT_DEFAULT_SECONDS))
        try:
            seconds = float(text)
        except ValueError:
            seconds = 0.0
        if seconds > 0:
            return seconds
        raise ConfigurationError(f"{self}: timeout {text!r} is no number of seconds", hint="write timeout=60")

    @property
    def is_loopback(self) -> bool:
        """True when nothing said to this address leaves the machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def tls_context(self) -> ssl.SSLContext:
        """Verified TLS; `?ca=FILE` names the certificate authority of a server of one's own."""
        authority = self.options.get("ca")
        try:
            return ssl.create_default_context(cafile=authority)
        except OSError as error:
            raise ConfigurationError(f"{self}: cannot read ca={authority}: {error}") from error


def parse_endpoint(
    url: str, known_options: Collection[str], default_port: int = 0, *, host_required: bool = True
) -> Endpoint:
    """Take ``url`` apart; raises `ConfigurationError` for a missing host, a bad port or an option nobody knows."""
    try:
        parts = urlsplit(url)
        port = parts.port or default_port
    except ValueError:
        raise _not_understood(url) from None  # the error's own words may quote the password
    if parts.fragment or (host_required and not parts.hostname):
        raise _not_understood(url)
    endpoint = Endpoint(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username or ""),
        path=unquote(parts.path),
        password=unquote(parts.password or ""),
        options=dict(parse_qsl(parts.query, keep_blank_values=True)),
    )
    if unknown := sorted(set(endpoint.options) - set(known_options)):
        raise ConfigurationError(
            f"{endpoint}: unknown option {unknown[0]!r}", hint=f"known: {', '.join(known_options)}"
        )
    return endpoint


def _not_understood(url: str) -> ConfigurationError:
    return ConfigurationError(
        f"{scheme_of(url)}: the address names no host or no proper port",
        hint=f"write {scheme_of(url)}://USER:PASSWORD@HOST:PORT, with / ? # @ of a password as %2F %3F %23 %40",
    )


def scheme_of(url: str) -> str:
    """What stands before the first colon, in lower case.

    >>> scheme_of("maildir:var/out")
    'maildir'
    """
    return url.partition(":")[0].lower()


def local_path(url: str) -> Path:
    """The path in ``maildir:PATH``, ``file:PATH`` and ``file:///PATH``.

    >>> local_path("maildir:var/out").as_posix()
    'var/out'
    """
    scheme, _, path = url.partition(":")
    if path.startswith("//"):
        path = path[2:]
    if not path:
        raise ConfigurationError(f"{url!r} names no path", hint=f"write {scheme}:PATH")
    return Path(path)
