"""Looks up TXT records, over the machine's resolver or the one that COLLECTBOT_DNS_URL names.

Must not interpret them: `workers.receivables.mail_authentication` does.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from workers.errors import ConfigurationError, ServerUnreachable

SECONDS = 4.0


class DnsSilent(ServerUnreachable):
    """There is no DNS here, or it does not answer."""


class DnsRecords:
    """One resolver, waited for ``seconds`` at most. Safe to share between threads."""

    def __init__(self, url: str = "", seconds: float = SECONDS) -> None:
        self._server = _server_of(url) if url else None
        self._seconds = seconds

    def txt(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, each as one text; none where the name does not exist. Raises `DnsSilent`."""
        # dnspython takes a tenth of a second to load: only for those who look something up.
        from dns.exception import DNSException
        from dns.resolver import NXDOMAIN, NoAnswer, Resolver

        try:
            resolver = Resolver(configure=self._server is None)
            if self._server is not None:
                resolver.nameservers, resolver.port = [self._server[0]], self._server[1]
            answer = resolver.resolve(name, "TXT", lifetime=self._seconds, search=False)
        except (NXDOMAIN, NoAnswer):
            return ()
        except (DNSException, OSError) as error:
            raise DnsSilent(f"DNS does not answer for {name}: {type(error).__name__}") from error
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)


def _server_of(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 53
    except ValueError:
        host, port = "", 0
    if not host or urlsplit(url).scheme != "dns":
        raise ConfigurationError(f"COLLECTBOT_DNS_URL: {url!r} names no server", hint="write dns://ADDRESS:53")
    return host, port
