"""Logging in with tokens: what is asked of the identity provider, and what of the mail server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.integration.channels.ways_out import A_MAIL
from tests.servers.smtp_sink import SmtpSink
from tests.servers.token_endpoint import TokenEndpoint
from workers.channels.base import ChannelUnavailable
from workers.channels.connect import open_mail_out
from workers.channels.email_smtp import SMTP_OPTIONS
from workers.channels.endpoint import parse_endpoint
from workers.channels.oauth import token_source
from workers.errors import ConfigurationError, ServerUnreachable

USER = "ar@us.example"
LOGIN = f"user={USER}\x01auth=Bearer token-{{}}\x01\x01"


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenEndpoint]:
    with TokenEndpoint(tmp_path) as endpoint:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(endpoint.authority))
        yield endpoint


@pytest.fixture
def tokens() -> set[tuple[str, str]]:
    return {(USER, f"token-{number}") for number in range(1, 9)}


@pytest.fixture
def sink(tokens: set[tuple[str, str]]) -> Iterator[SmtpSink]:
    with SmtpSink(tokens=tokens) as running:
        yield running


def microsoft(provider: TokenEndpoint, sink: SmtpSink) -> str:
    app = f"oauth=microsoft&tenant=seller&client_id=the-app&issuer={quote(provider.url)}"
    return f"smtp://{quote(USER)}:s3cret@127.0.0.1:{sink.port}?{app}"


def google(provider: TokenEndpoint, sink: SmtpSink) -> str:
    app = f"oauth=google&client_id=the-app&client_secret=app-secret&issuer={quote(provider.url)}"
    return f"smtp://{quote(USER)}:refresh-t0ken@127.0.0.1:{sink.port}?{app}"


def send(url: str, *recipients: str) -> None:
    channel = open_mail_out(url)
    try:
        for recipient in recipients or ("ap@customer.example",):
            channel.send(channel.prepare(replace(A_MAIL, recipient=recipient)))
    finally:
        channel.close()


def test_microsoft_gives_a_token_for_the_apps_secret(provider: TokenEndpoint, sink: SmtpSink) -> None:
    send(microsoft(provider, sink))
    (asked,) = provider.requests
    assert (asked["grant_type"], asked["client_id"], asked["client_secret"]) == (
        "client_credentials",
        "the-app",
        "s3cret",
    )
    assert asked["scope"] == "https://outlook.office365.com/.default"
    assert sink.logins == [LOGIN.format(1)]
    assert len(sink.accepted) == 1


def test_google_gives_a_token_for_a_refresh_token(provider: TokenEndpoint, sink: SmtpSink) -> None:
    send(google(provider, sink))
    (asked,) = provider.requests
    assert (asked["grant_type"], asked["refresh_token"]) == ("refresh_token", "refresh-t0ken")
    assert (asked["client_id"], asked["client_secret"]) == ("the-app", "app-secret")
    assert sink.logins == [LOGIN.format(1)]


def test_google_gives_a_token_for_a_service_account(provider: TokenEndpoint, sink: SmtpSink, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    account = {"type": "service_account", "client_email": "robot@project.example", "private_key": pem}
    file = tmp_path / "account.json"
    file.write_text(json.dumps({**account, "token_uri": "https://nowhere.example/token"}))
    app = f"oauth=google&key_file={quote(str(file))}&issuer={quote(provider.url)}"
    send(f"smtp://{quote(USER)}@127.0.0.1:{sink.port}?{app}")
    (asked,) = provider.requests
    assert asked["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert sink.logins == [LOGIN.format(1)]


def test_one_token_serves_every_connection_until_it_ends(provider: TokenEndpoint, sink: SmtpSink) -> None:
    channel = open_mail_out(microsoft(provider, sink))
    for _ in range(3):
        channel.send(channel.prepare(A_MAIL))
        channel.close()
    assert (len(provider.requests), sink.connections) == (1, 3)


def test_a_token_that_ends_soon_is_replaced(provider: TokenEndpoint, sink: SmtpSink) -> None:
    provider.seconds = 60
    channel = open_mail_out(microsoft(provider, sink))
    for _ in range(2):
        channel.send(channel.prepare(A_MAIL))
        channel.close()
    assert sink.logins == [LOGIN.format(1), LOGIN.format(2)]


def test_a_token_that_was_taken_back_is_replaced_once(
    provider: TokenEndpoint, sink: SmtpSink, tokens: set[tuple[str, str]]
) -> None:
    tokens.remove((USER, "token-1"))
    send(microsoft(provider, sink))
    assert sink.logins == [LOGIN.format(1), LOGIN.format(2)]
    assert (len(sink.accepted), sink.connections) == (1, 1)


def test_a_second_refusal_is_the_operators_error_and_keeps_the_mail(
    provider: TokenEndpoint, sink: SmtpSink, tokens: set[tuple[str, str]]
) -> None:
    tokens.clear()
    with pytest.raises(ChannelUnavailable):
        send(microsoft(provider, sink))
    with pytest.raises(ConfigurationError, match="login refused"):
        open_mail_out(microsoft(provider, sink)).check()
    assert len(provider.requests) == 4
    assert sink.accepted == []


@pytest.mark.parametrize("address", [microsoft, google], ids=["microsoft", "google"])
def test_a_provider_that_refuses_says_why_and_shows_no_secret(
    provider: TokenEndpoint, sink: SmtpSink, address: object
) -> None:
    assert callable(address)
    provider.error = "invalid_client"
    with pytest.raises(ConfigurationError, match="invalid_client") as error:
        open_mail_out(address(provider, sink)).check()
    assert not any(secret in str(error.value) for secret in ("s3cret", "refresh-t0ken", "app-secret"))
    with pytest.raises(ChannelUnavailable):
        send(address(provider, sink))


@pytest.mark.parametrize("address", [microsoft, google], ids=["microsoft", "google"])
def test_a_provider_that_does_not_answer_is_a_passing_trouble(
    provider: TokenEndpoint, sink: SmtpSink, address: object
) -> None:
    assert callable(address)
    url = address(provider, sink).replace(quote(provider.url), quote("https://localhost:1"))
    with pytest.raises(ServerUnreachable, match="identity provider"):
        open_mail_out(url).check()
    with pytest.raises(ChannelUnavailable):
        send(url)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("oauth=yahoo", "unknown oauth 'yahoo'"),
        ("oauth=microsoft&client_id=a", "without tenant"),
        ("oauth=microsoft&tenant=a", "without client_id"),
        ("oauth=google&client_id=a", "without client_secret"),
        ("tenant=a", "tenant without oauth"),
        ("oauth=microsoft&tennant=a", "unknown option 'tennant'"),
    ],
)
def test_a_wrong_address_says_what_is_missing(query: str, wrong: str) -> None:
    with pytest.raises(ConfigurationError, match=wrong):
        token_source(parse_endpoint(f"smtp://u:p@mail.example:587?{query}", SMTP_OPTIONS))


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("smtp://mail.example?oauth=google", "oauth without a user"),
        ("smtp://u@mail.example?oauth=microsoft&tenant=a&client_id=b", "without a secret"),
        ("smtp://u@mail.example?oauth=google&client_id=a&client_secret=b", "without a refresh token"),
    ],
)
def test_what_stands_before_the_host_is_checked_too(url: str, wrong: str) -> None:
    with pytest.raises(ConfigurationError, match=wrong):
        open_mail_out(url)
