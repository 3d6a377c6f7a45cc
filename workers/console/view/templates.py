"""Pages from Jinja2 templates: escaped always, sandboxed, and strict about names. Must not read the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from workers.console.view.sentences import read_sentences
from workers.console.view.words import read_words
from workers.rendering.formats import format_day, money_format


class Templates:
    """The console's templates below one folder, with the words of each language. Threads share it."""

    def __init__(self, folder: Path) -> None:
        self.words = read_words(folder / "words")
        self._sentences = read_sentences(folder / "sentences", self.words.values())
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def render(self, name: str, language: str, zone: tzinfo, facts: Mapping[str, Any]) -> str:
        """A whole page in one language; instants are shown in ``zone``."""
        figures = Figures(language, zone)
        known = {
            "t": self.words[language],
            "tell": self._sentences[language],
            "language": language,
            "money": figures.money,
            "day": figures.day,
            "moment": figures.moment,
        }
        return self._environment.get_template(name).render({**known, **facts})


class Figures:
    """Amounts, dates and instants as a language writes them."""

    def __init__(self, language: str, zone: tzinfo) -> None:
        self._language, self._zone = language, zone

    def money(self, minor: int | None, currency: str | None) -> str:
        """An amount with its currency; empty where there is none."""
        return "" if minor is None or currency is None else money_format(self._language, currency)(minor)

    def day(self, on: date | None) -> str:
        """A date."""
        return "" if on is None else format_day(on, self._language, "medium")

    def moment(self, at: datetime | None) -> str:
        """A date and a time of day."""
        if at is None:
            return ""
        local = at.astimezone(self._zone)
        return f"{format_day(local.date(), self._language, 'medium')}, {local:%H:%M}"
