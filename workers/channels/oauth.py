"""Access tokens for mail servers that take no passwords: Microsoft 365 (msal) and Gmail (google-auth).

A token is kept until shortly before it ends, and got afresh once when a server refuses it. SMTP and IMAP use the same
source. Must not know a mail protocol beyond the one string of XOAUTH2.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from workers.channels.endpoint import Endpoint
from workers.clock import real_now
from workers.errors import ConfigurationError, ServerUnreachable

OAUTH_OPTIONS = ("oauth", "tenant", "client_id", "client_secret", "key_file", "issuer")
_MICROSOFT, _GOOGLE = "https://login.microsoftonline.com", "https://oauth2.googleapis.com"
_MICROSOFT_SCOPE, _GOOGLE_SCOPE = "https://outlook.office365.com/.default", "https://mail.google.com/"
# A login that is under way must not outlive its token.
_SPARE = timedelta(minutes=2)
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Token:
    """What an identity provider gave, and until when it counts."""

    text: str
    ends_at: datetime


class TokenRefused(ConfigurationError):
    """The identity provider gives no token."""


class TokenSource:
    """One login's token, shared by threads: one of them gets it, the others wait for it."""

    def __init__(self, fetch: Callable[[], Token]) -> None:
        self._fetch = fetch
        self._lock = Lock()
        self._token: Token | None = None

    def token(self, *, refused: str = "") -> str:
        """A token that counts; never ``refused``, the one that a server would not take."""
        with self._lock:
            held = self._token
            if held is None or held.text == refused or held.ends_at - _SPARE <= real_now():
                held = self._token = self._fetch()
            return held.text


def xoauth2(user: str, token: str) -> str:
    """The string that Microsoft and Google take as a login.

    >>> xoauth2("ar@us.example", "t0ken")
    'user=ar@us.example\\x01auth=Bearer t0ken\\x01\\x01'
    """
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def token_source(endpoint: Endpoint) -> TokenSource | None:
    """The source that an address asks for with ``oauth=``; None where it logs in with a password, or not at all."""
    provider = endpoint.options.get("oauth")
    if provider is None:
        if unused := sorted(set(endpoint.options) & set(OAUTH_OPTIONS)):
            raise ConfigurationError(
                f"{endpoint}: {unused[0]} without oauth", hint="add oauth=microsoft or oauth=google"
            )
        return None
    if not endpoint.user:
        raise ConfigurationError(f"{endpoint}: oauth without a user", hint="write the mailbox before the @")
    match provider:
        case "microsoft":
            return TokenSource(_from_microsoft(endpoint))
        case "google":
            return TokenSource(_from_google(endpoint))
        case _:
            raise ConfigurationError(f"{endpoint}: unknown oauth {provider!r}", hint="oauth=microsoft or oauth=google")


def _from_microsoft(endpoint: Endpoint) -> Callable[[], Token]:
    """The app's own login (client credentials): the password of the address is the client's secret."""
    tenant, client_id = _required(endpoint, "tenant"), _required(endpoint, "client_id")
    if not endpoint.password:
        raise ConfigurationError(f"{endpoint}: oauth=microsoft without a secret", hint="write USER:CLIENT_SECRET@HOST")
    authority = f"{endpoint.options.get('issuer', _MICROSOFT)}/{tenant}"

    def fetch() -> Token:
        # msal takes a quarter of a second to load: only for those who use it.
        from msal import ConfidentialClientApplication
        from requests import RequestException

        try:
            app = ConfidentialClientApplication(
                client_id, client_credential=endpoint.password, authority=authority, instance_discovery=False,
                timeout=_TIMEOUT_SECONDS,
            )  # fmt: skip
            answer: dict[str, Any] = app.acquire_token_for_client([_MICROSOFT_SCOPE]) or {}
        except RequestException as error:
            raise _unreachable(endpoint, error) from error
        except ValueError as error:
            raise _refused(endpoint, str(error)) from error
        if "access_token" not in answer:
            raise _refused(endpoint, f"{answer.get('error', '')} {answer.get('error_description', '')}")
        return Token(answer["access_token"], real_now() + timedelta(seconds=int(answer.get("expires_in", 0))))

    return fetch


def _from_google(endpoint: Endpoint) -> Callable[[], Token]:
    """A service account that may act for the mailbox (key_file), or a refresh token of the mailbox itself."""
    key_file = endpoint.options.get("key_file", "")
    if not key_file:
        for name in ("client_id", "client_secret"):
            _required(endpoint, name)
        if not endpoint.password:
            hint = "write USER:REFRESH_TOKEN@HOST, or key_file= of a service account"
            raise ConfigurationError(f"{endpoint}: oauth=google without a refresh token", hint=hint)

    def fetch() -> Token:
        from google.auth.exceptions import GoogleAuthError, TransportError
        from google.auth.transport.requests import Request

        try:
            credentials = _google_credentials(endpoint, key_file)
            credentials.refresh(Request())
        except TransportError as error:
            raise _unreachable(endpoint, error) from error
        except (GoogleAuthError, OSError, ValueError) as error:
            raise _refused(endpoint, str(error)) from error
        ends_at = credentials.expiry.replace(tzinfo=UTC) if credentials.expiry else real_now()
        return Token(credentials.token, ends_at)

    return fetch


def _google_credentials(endpoint: Endpoint, key_file: str) -> Any:
    """google-auth's credentials, which are only half typed."""
    issuer = endpoint.options.get("issuer")
    if key_file:
        from google.oauth2.service_account import Credentials as ServiceAccount

        key = json.loads(Path(key_file).read_text(encoding="utf-8"))
        key |= {"token_uri": f"{issuer}/token"} if issuer else {}
        of_account: Any = ServiceAccount
        return of_account.from_service_account_info(key, scopes=[_GOOGLE_SCOPE], subject=endpoint.user)
    from google.oauth2.credentials import Credentials

    of_mailbox: Any = Credentials
    return of_mailbox(
        None,
        refresh_token=endpoint.password,
        token_uri=f"{issuer or _GOOGLE}/token",
        client_id=endpoint.options["client_id"],
        client_secret=endpoint.options["client_secret"],
        scopes=[_GOOGLE_SCOPE],
    )


def _required(endpoint: Endpoint, name: str) -> str:
    if value := endpoint.options.get(name):
        return value
    raise ConfigurationError(f"{endpoint}: oauth={endpoint.options['oauth']} without {name}", hint=f"add &{name}=...")


def _refused(endpoint: Endpoint, said: str) -> TokenRefused:
    """The provider's own words, which hold no secrets; on one line."""
    words = " ".join(said.split())[:300]
    return TokenRefused(f"{endpoint}: no token: {words}", hint="check the app's id, its secret and its permissions")


def _unreachable(endpoint: Endpoint, error: Exception) -> ServerUnreachable:
    return ServerUnreachable(f"the identity provider of {endpoint} does not answer: {type(error).__name__}")
