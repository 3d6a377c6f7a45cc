"""Compiled templates and what they may see: a sandbox, strict about names, with amounts and dates of one language.

A template sees the facts' fields and two filters, nothing else. Must not choose what a notice says or to whom it goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from jinja2 import StrictUndefined, Template, TemplateNotFound, TemplateSyntaxError, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workers.errors import ConfigurationError
from workers.policy.level import Channel
from workers.receivables.notice import Creditor, NoticeFacts, NoticeItem
from workers.receivables.sms_text import plain_sms
from workers.rendering.formats import format_day, is_language, money_format
from workers.rendering.styles import StyledLoader
from workers.rendering.words import ON_PACKET, ON_PAPER, ON_STATEMENT, Wording

_PARTS: Mapping[Channel, tuple[str, ...]] = {
    "email": ("subject.txt", "body.txt", "body.html"),
    "sms": ("sms.txt",),
    "letter": ("letter.txt",),
    "call": ("call.txt",),
}
_VISIBLE = {
    Creditor: frozenset(field.name for field in fields(Creditor)),
    NoticeItem: frozenset(NoticeItem.__struct_fields__),
}
_NAMES = frozenset(NoticeFacts.__struct_fields__).union(*_VISIBLE.values())
_OBJECT = re.compile(r"'(?:\w+\.)*(\w+) object'")
_QUOTED = re.compile(r"'([A-Za-z_]\w*)'(?: is undefined)?\Z|'([A-Za-z_]\w*)' is undefined")


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """The texts of one notice; the parts of a channel that was not asked for are empty."""

    subject: str = ""
    text: str = ""
    html: str = ""
    sms: str = ""
    letter: str = ""
    call: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """Subject and body of a mail to our own people."""

    subject: str
    text: str


class _Sandbox(ImmutableSandboxedEnvironment):
    """Fields of the facts first: the sandbox's own look-up costs five times as much and allows more."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if attribute in _VISIBLE.get(type(obj), ()):
            return getattr(obj, attribute)
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Renderer:
    """All templates of one folder, compiled at first use and kept. Safe to share between threads."""

    def __init__(self, templates_dir: Path, default_language: str = "en") -> None:
        self._dir = templates_dir
        self._default_language = default_language
        self._environments: dict[str, _Sandbox] = {}
        self._templates: dict[tuple[str, str, str], Template] = {}
        self._folders: dict[tuple[str, str], tuple[str, str, str]] = {}

    def render_notice(
        self, notice: str, language: str, facts: NoticeFacts, channels: frozenset[Channel]
    ) -> RenderedNotice:
        """The texts of a notice for `channels`, in `language` or the nearest there is (see `languages_for`)."""
        folder, words, locale = self._folder(f"dunning/{notice}", language)
        context = {**msgspec.structs.asdict(facts), "language": words}
        texts = {
            part: self._render(f"{folder}/{part}", locale, context)
            for channel, parts in _PARTS.items()
            if channel in channels
            for part in parts
        }
        return RenderedNotice(
            subject=_one_line(texts.get("subject.txt", "")),
            text=texts.get("body.txt", ""),
            html=texts.get("body.html", ""),
            sms=plain_sms(_one_line(texts.get("sms.txt", ""))),
            letter=texts.get("letter.txt", ""),
            call=texts.get("call.txt", "").strip(),
        )

    def wording(self, notice: str, language: str) -> Wording:
        """How the language in which a notice is rendered writes what stands on paper around its text."""
        _, language, locale = self._folder(f"dunning/{notice}", language)
        return Wording(self._words(f"dunning/_layout/words_{language}.txt", locale, ON_PAPER), locale)

    def statement_wording(self, language: str) -> Wording:
        """The words of a month's statement: its own, and beside them those of all paper."""
        folder, language, locale = self._folder("statement", language)
        on_paper = self._words(f"dunning/_layout/words_{language}.txt", locale, ON_PAPER)
        return Wording({**on_paper, **self._words(f"{folder}/words.txt", locale, ON_STATEMENT)}, locale)

    def packet_wording(self, language: str) -> Wording:
        """The words of an evidence packet, which is for our own people."""
        folder, _, locale = self._folder("report/dispute", language)
        return Wording(self._words(f"{folder}/words.txt", locale, ON_PACKET), locale)

    def _words(self, name: str, locale: str, needed: frozenset[str]) -> Mapping[str, str]:
        try:
            words: Mapping[str, str] = self._template(name, locale, "").module.words  # type: ignore[attr-defined]
        except Exception as error:
            raise self._explained(name, error, {}) from error
        missing = sorted(needed - set(words))
        if missing:
            raise ConfigurationError(f"words are missing: {', '.join(missing)}", file=str(self._dir / name), line=1)
        return words

    def render_mail(self, folder: str, language: str, facts: Mapping[str, Any]) -> Mail:
        """A mail to our own people, such as ``report/daily``."""
        found, words, locale = self._folder(folder, language)
        context = {**facts, "language": words}
        subject, text = (self._render(f"{found}/{part}", locale, context) for part in ("subject.txt", "body.txt"))
        return Mail(_one_line(subject), text)

    def render_sms(self, folder: str, language: str, facts: Mapping[str, Any]) -> str:
        """A text that answers one, such as ``reply/help``."""
        found, words, locale = self._folder(folder, language, "sms.txt")
        return plain_sms(_one_line(self._render(f"{found}/sms.txt", locale, {**facts, "language": words})))

    def languages_for(self, language: str) -> tuple[str, ...]:
        """Languages in the order in which they are tried: the exact one, its base, the default, the default's base."""
        exact, default = language.replace("-", "_"), self._default_language  # some systems write de-CH
        return tuple(dict.fromkeys((exact, exact.partition("_")[0], default, default.partition("_")[0])))

    def _folder(self, folder: str, language: str, part: str = "subject.txt") -> tuple[str, str, str]:
        """The folder of the nearest language, that language, and the locale of amounts and dates.

        A Swiss reader of a German text sees Swiss amounts; a Swiss reader of an English text sees English ones.
        """
        key = (folder, language)
        if key not in self._folders:
            tried = self.languages_for(language)
            words = next((each for each in tried if (self._dir / folder / each / part).is_file()), None)
            if words is None:
                file = str(self._dir / folder / tried[0] / part)
                raise ConfigurationError(
                    "there is no such template", file=file, hint=f"also tried: {', '.join(tried[1:])}"
                )
            fits = tried[0].partition("_")[0] == words.partition("_")[0] and is_language(tried[0])
            locale = tried[0] if fits else words
            self._folders[key] = (f"{folder}/{words}", words, locale)
        return self._folders[key]

    def _render(self, name: str, locale: str, context: Mapping[str, Any]) -> str:
        currency = context.get("currency", "")
        try:
            return self._template(name, locale, currency).render(context)
        except ConfigurationError:
            raise
        except Exception as error:
            raise self._explained(name, error, context) from error

    def _template(self, name: str, locale: str, currency: str) -> Template:
        key = (name, locale, currency)
        if key not in self._templates:
            self._templates[key] = self._environment(locale, currency).get_template(name)
        return self._templates[key]

    def _environment(self, locale: str, currency: str) -> _Sandbox:
        """One environment per locale and currency, so that a filter is one call with one argument."""
        key = f"{locale}/{currency}"
        if key not in self._environments:
            environment = _Sandbox(
                loader=StyledLoader(self._dir),
                undefined=StrictUndefined,
                autoescape=select_autoescape(enabled_extensions=("html",), default=False),
                trim_blocks=True,
                lstrip_blocks=True,
                keep_trailing_newline=True,
                auto_reload=False,
                cache_size=-1,
            )
            environment.globals.clear()
            environment.filters["date"] = lambda day, width="long": format_day(_a_date(day), locale, width)
            environment.filters["money"] = lambda minor, of=currency: money_format(locale, of)(_minor_units(minor))
            self._environments[key] = environment
        return self._environments[key]

    def _explained(self, name: str, error: Exception, context: Mapping[str, Any]) -> ConfigurationError:
        """What went wrong in a template, with its file and line."""
        match error:
            case TemplateSyntaxError():
                file, line = error.filename or str(self._dir / name), error.lineno
                return ConfigurationError(f"template: {error.message}", file=file, line=line)
            case TemplateNotFound():
                file = str(self._dir / str(error.name or name))
                return ConfigurationError("there is no such template", file=file, hint=f"needed by {name}")
        file, line = self._last_line_in_templates(error.__traceback__, name)
        message = _OBJECT.sub(r"\1", str(error))
        return ConfigurationError(f"template: {message}", file=file, line=line, hint=_meant(message, context))

    def _last_line_in_templates(self, frames: TracebackType | None, name: str) -> tuple[str, int]:
        place = (str(self._dir / name), 1)
        while frames:
            file = frames.tb_frame.f_code.co_filename
            if file.startswith(str(self._dir)):
                place = (file, frames.tb_lineno)
            frames = frames.tb_next
        return place


def _one_line(text: str) -> str:
    """One line, so that a template or a customer's name can never begin another header of a mail."""
    return " ".join(text.split())


# A name that does not exist complains for itself when it is printed in these messages.
def _a_date(value: Any) -> date:
    """A date, also from the ISO text that stored facts of a report hold."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    if not isinstance(value, date):
        raise TypeError(f"the filter date needs a date, not '{value}'")
    return value


def _minor_units(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"the filter money needs an amount, not '{value}'")
    return value


def _meant(message: str, context: Mapping[str, Any]) -> str:
    found = _QUOTED.search(message)
    word = next((part for part in found.groups() if part), "") if found else ""
    near = get_close_matches(word, sorted({*context, *_NAMES}), n=1, cutoff=0.6) if word else []
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known here: {', '.join(sorted(context))}" if word and "is undefined" in message else ""
