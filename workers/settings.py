"""Environment and secrets -> one frozen `Settings`. An unknown COLLECTBOT_ name is an error, never ignored.

Must not open anything: `workers.wiring` turns these addresses into parts.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from workers.errors import ConfigurationError

PREFIX = "COLLECTBOT_"
_ROOT = Path(__file__).resolve().parent.parent
_DEFAULT_SECRET = "only-for-loopback"
# The bootstrap's own variable; the product only knows that it is no mistake.
_FOREIGN = {"VENV"}
# Passwords of encrypted PDFs, by the names that remittance_formats.yaml gives them.
_PASSWORD = "PDF_PASSWORD_"
_LOOPBACK = {"", "localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is. Field names are the environment's, without the prefix, in lower case."""

    home: Path
    config: Path
    templates: Path
    database_url: str
    broker_url: str
    mail_in_url: str
    mail_out_url: str
    sms_url: str
    public_url: str
    dns_url: str
    secret_key: str
    authserv_id: str
    own_domain: str
    clock: str
    pdf_passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


def load_settings(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """Settings from the environment over ``.env`` over defaults; raises `ConfigurationError` on what makes no sense."""
    values = _read_dotenv(dotenv) | _prefixed(os.environ if environment is None else environment)
    _refuse_unknown(values)
    home = Path(values.get("HOME", _ROOT / "var")).resolve()
    settings = Settings(
        home=home,
        config=Path(values.get("CONFIG", _ROOT / "config")).resolve(),
        templates=Path(values.get("TEMPLATES", _ROOT / "templates")).resolve(),
        database_url=values.get("DATABASE_URL", f"sqlite:///{home / 'collectbot.db'}"),
        broker_url=values.get("BROKER_URL", "memory://"),
        mail_in_url=values.get("MAIL_IN_URL", f"maildir:{home / 'mail-in'}"),
        mail_out_url=values.get("MAIL_OUT_URL", f"maildir:{home / 'mail-out'}"),
        sms_url=values.get("SMS_URL", f"file:{home / 'sms.jsonl'}"),
        public_url=values.get("PUBLIC_URL", "http://127.0.0.1:8000"),
        dns_url=values.get("DNS_URL", ""),
        secret_key=values.get("SECRET_KEY", _DEFAULT_SECRET),
        authserv_id=values.get("AUTHSERV_ID", ""),
        own_domain=values.get("OWN_DOMAIN", ""),
        clock=values.get("CLOCK", ""),
        pdf_passwords={k.removeprefix(_PASSWORD): v for k, v in values.items() if k.startswith(_PASSWORD)},
    )
    _refuse_default_secret(settings)
    return settings


def _prefixed(environment: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}


def _read_dotenv(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    pairs: dict[str, str] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip().removeprefix("export ")
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            raise ConfigurationError("this line is not NAME=value", file=str(file), line=number)
        pairs[name.strip()] = value.strip().strip("'\"")
    return _prefixed(pairs)


def _refuse_unknown(values: Mapping[str, str]) -> None:
    known = {each.name.upper() for each in fields(Settings)} - {"PDF_PASSWORDS"} | _FOREIGN
    named = {name for name in values if name.startswith(_PASSWORD) and name != _PASSWORD}
    for name in sorted(set(values) - known - named):
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {PREFIX}{close[0]}?" if close else f"known are {', '.join(sorted(known))}"
        raise ConfigurationError(f"unknown setting {PREFIX}{name}", hint=hint)


def _refuse_default_secret(settings: Settings) -> None:
    """Links and webhooks are signed with it, so the public default may guard nothing that others can reach."""
    host = urlsplit(settings.public_url).hostname or ""
    if settings.secret_key == _DEFAULT_SECRET and host not in _LOOPBACK:
        hint = "set it to a long random text"
        raise ConfigurationError(f"COLLECTBOT_SECRET_KEY is not set, but COLLECTBOT_PUBLIC_URL is {host}", hint=hint)
