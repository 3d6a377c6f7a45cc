"""The console over one ledger, without a port: users who log in, pages as text, forms sent as a browser sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Self

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from tests.dunned_book import ROOT, DunnedBook, shipped_templates
from workers.actors import decide_case
from workers.clock import Clock
from workers.console.app import create_app
from workers.console.findings import Findings
from workers.ledger.people.users import User, add_user, user_named
from workers.ledger.schema import journal
from workers.policy.source import LastGood
from workers.settings import load_settings
from workers.wiring import Configuration, Robot

PASSWORD = "correct horse battery"


@cache
def cheap_hash(password: str = PASSWORD) -> str:
    """A true argon2 hash that takes no time; a hash says itself how it is checked."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


@cache
def shipped_findings() -> Findings:
    """What lint says of the repository's configuration: it takes a second, and is the same for all tests."""
    return Findings(
        load_settings({"COLLECTBOT_CONFIG": str(ROOT / "config"), "COLLECTBOT_TEMPLATES": str(ROOT / "templates")})
    )


@dataclass
class ConsoleRoom:
    """A book, a robot over it, and its console."""

    book: DunnedBook
    home: Path
    public_url: str = "http://testserver"
    robot: Robot = field(init=False)

    def __post_init__(self) -> None:
        url = self.book.ledger.engine.url.render_as_string(hide_password=False)
        settings = load_settings(
            {
                "COLLECTBOT_HOME": str(self.home),
                "COLLECTBOT_DATABASE_URL": url,
                "COLLECTBOT_PUBLIC_URL": self.public_url,
                "COLLECTBOT_SECRET_KEY": "a secret of the test",
            },
            dotenv=self.home / "none",
        )
        held = LastGood((), lambda: Configuration(self.book.policy, shipped_templates()))
        clock = Clock(offset=lambda: self.book.offset)
        self.robot = Robot(settings, self.book.ledger, clock, held, self.book.ports().channels)
        self.app = create_app(self.robot, lambda: None, decide_case)
        self.app.state.parts = replace(self.app.state.parts, findings=shipped_findings())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.app.state.parts.readers.close()

    def user(self, name: str, *roles: str, language: str = "en") -> User:
        """Somebody who may log in."""
        with self.book.ledger.write() as connection:
            add_user(
                connection,
                name,
                roles or ("specialist",),
                password_hash=cheap_hash(),
                language=language,
                occasion=self.book.occasion("test"),
            )
            return user_named(connection, name)

    def browser(self, address: str = "192.0.2.1") -> Browser:
        """A browser that nobody has logged in with yet."""
        base = self.public_url
        return Browser(TestClient(self.app, base_url=base, client=(address, 4000), follow_redirects=False))

    def log_in(self, name: str, *roles: str, language: str = "en") -> Browser:
        """A new user, logged in."""
        self.user(name, *roles, language=language)
        browser = self.browser()
        assert browser.log_in(name).status_code == 303
        return browser

    def entries(self, kind: str) -> list[str]:
        """The data of the journal's entries of a kind, as they are stored."""
        query = select(journal.c.data).where(journal.c.kind == kind).order_by(journal.c.stream, journal.c.seq)
        with self.book.ledger.read() as connection:
            return list(connection.scalars(query))


@dataclass
class Browser:
    """What a person does: open pages, send their forms."""

    client: TestClient

    def open(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers)

    def page(self, path: str) -> str:
        """The text of a page that must be there."""
        response = self.open(path)
        assert response.status_code == 200, (path, response.status_code, response.text[-2000:])
        return response.text

    def form_token(self, path: str = "/profile") -> str:
        """What proves that a form was filled in on a page of this session."""
        return self.page(path).split('name="form_token" value="')[1].split('"')[0]

    def send(self, page: str, path: str, **fields: str) -> Response:
        """Fill in the form of a page that goes to ``path``, and send it."""
        text = self.page(page)
        form = re.search(rf'<form[^>]*action="{re.escape(path)}"[^>]*>(.*?)</form>', text, re.DOTALL)
        assert form, f"{page} has no form for {path}"
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group(1)))
        return self.client.post(path, data={name: unescape(value) for name, value in hidden.items()} | fields)

    def log_in(self, name: str, password: str = PASSWORD, page: str = "/login") -> Response:
        return self.send(page, "/login", name=name, password=password)
