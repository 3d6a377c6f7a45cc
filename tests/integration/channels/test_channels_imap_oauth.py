"""Logging in to a real IMAP server by XOAUTH2, with tokens that an identity provider on this machine gave."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.conftest import run_server
from tests.servers.dovecot import Dovecot
from tests.servers.token_endpoint import TokenEndpoint
from workers.channels import connect
from workers.channels.connect import open_mail_watch, open_mailbox
from workers.clock import real_now
from workers.errors import ConfigurationError, ServerUnreachable

USER = "ar@us.example"
KEY = b"a key that the provider and the mail server share"
MAIL = b"Subject: Remittance\r\n\r\nWe paid.\r\n"


def minted(user: str = USER, seconds: int = 3600, key: bytes = KEY) -> str:
    """A JWT as the server checks it (RFC 7519, HS256)."""
    ends_at = int((real_now() + timedelta(seconds=seconds)).timestamp())
    parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": user, "email": user, "exp": ends_at, "iat": ends_at - 7200}]
    signed = ".".join(_text(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{_text(hmac.digest(key, signed.encode(), 'sha256'))}"


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenEndpoint]:
    with TokenEndpoint(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture
def provider(endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch) -> TokenEndpoint:
    """The running provider as if nobody had asked it yet, and nobody held a token of it."""
    endpoint.requests.clear()
    endpoint.token = lambda _number: minted()
    connect._imap_tokens.cache_clear()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(endpoint.authority))
    return endpoint


@pytest.fixture(scope="module")
def token_dovecot() -> Iterator[Dovecot]:
    yield from run_server(lambda: Dovecot(token_key=KEY))


def address(server: Dovecot, provider: TokenEndpoint, login: str) -> str:
    place = f"localhost:{server.tls_port}/INBOX?ca={quote(str(server.authority))}&issuer={quote(provider.url)}"
    return f"imaps://{quote(USER)}:{login.format(place=place)}"


MICROSOFT = "s3cret@{place}&oauth=microsoft&tenant=seller&client_id=the-app"
GOOGLE = "refresh-t0ken@{place}&oauth=google&client_id=the-app&client_secret=app-secret"


@pytest.mark.parametrize("login", [MICROSOFT, GOOGLE], ids=["microsoft", "google"])
def test_a_mailbox_is_read_with_a_token(token_dovecot: Dovecot, provider: TokenEndpoint, login: str) -> None:
    mailbox = open_mailbox(address(token_dovecot, provider, login))
    token_dovecot.deliver(USER, MAIL)
    assert MAIL in [mail.raw for mail in mailbox.fetch(None, 0, 10)]
    mailbox.close()


def test_polls_and_the_watch_share_one_token(token_dovecot: Dovecot, provider: TokenEndpoint) -> None:
    url = address(token_dovecot, provider, MICROSOFT)
    for _ in range(2):
        mailbox = open_mailbox(url)
        mailbox.check()
        mailbox.close()
    watch = open_mail_watch(url)
    assert watch is not None
    watch.holds_mail()
    watch.close()
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    "useless",
    [
        minted(key=b"another"),
        pytest.param(minted(seconds=-60), marks=pytest.mark.slow),
        pytest.param(minted(user="eve@us.example"), marks=pytest.mark.slow),
    ],
    ids=["forged", "ended", "of somebody else"],
)
def test_a_token_that_the_server_refuses_is_replaced_once(
    token_dovecot: Dovecot, provider: TokenEndpoint, useless: str
) -> None:
    provider.token = lambda number: useless if number == 1 else minted()
    mailbox = open_mailbox(address(token_dovecot, provider, MICROSOFT))
    mailbox.check()
    mailbox.close()
    assert len(provider.requests) == 2


def test_a_second_refusal_is_the_operators_error(token_dovecot: Dovecot, provider: TokenEndpoint) -> None:
    provider.token = lambda _number: minted(key=b"another")
    with pytest.raises(ConfigurationError, match="login refused") as error:
        open_mailbox(address(token_dovecot, provider, MICROSOFT)).check()
    assert "s3cret" not in str(error.value)
    assert len(provider.requests) == 2


def test_a_provider_that_does_not_answer_is_a_passing_trouble(token_dovecot: Dovecot, provider: TokenEndpoint) -> None:
    url = address(token_dovecot, provider, GOOGLE).replace(quote(provider.url), quote("https://localhost:1"))
    with pytest.raises(ServerUnreachable, match="identity provider"):
        open_mailbox(url).check()


def test_a_password_login_takes_no_oauth_options() -> None:
    with pytest.raises(ConfigurationError, match="tenant without oauth"):
        open_mailbox("imaps://ar:secret@mail.example/INBOX?tenant=seller")
