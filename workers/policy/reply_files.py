"""config/reply_rules -> the phrases of each language, with every finding about them.

The files are long and change seldom: one whose bytes were read before in this process and found good is not read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from workers.errors import ConfigurationError
from workers.policy.document import Document, read_document
from workers.policy.lint.reply_rules import lint_languages, lint_reply_rules
from workers.policy.reply_rules import ReplyRules
from workers.policy.violations import validate

_good: dict[tuple[str, bytes], ReplyRules] = {}


class ReplyFiles:
    """One reading of the folder: ``rules`` by language, and the documents with what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.rules: Mapping[str, ReplyRules] = {}
        self.documents: list[Document] = []
        self.missing = list(_missing(folder)) if folder.parent.is_dir() else []
        self.rules = dict(self._read_all(sorted(folder.glob("*.yaml"))))

    def _read_all(self, files: Iterable[Path]) -> Iterator[tuple[str, ReplyRules]]:
        for file in files:
            key = (file.stem, _bytes_of(file))
            rules = _good.get(key) or self._read(file)
            if rules is not None:
                _good[key] = rules
                yield file.stem, rules

    def _read(self, file: Path) -> ReplyRules | None:
        document = read_document(file)
        self.documents.append(document)
        rules = validate(document, ReplyRules, document.content) if document.content is not None else None
        for finding in lint_reply_rules(file.stem, rules) if rules else ():
            place = document.error(finding.path, finding.message, hint=finding.hint, rule=finding.rule)
            document.errors.append(place)
        return None if document.errors else rules


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # reading it again says what is wrong


def _missing(folder: Path) -> Iterator[ConfigurationError]:
    """Languages without words: what is written in them could not stop anything."""
    for language in lint_languages({file.stem for file in folder.glob("*.yaml")}):
        file = str(folder / f"{language}.yaml")
        hint = "copy the one that is shipped: without it no reply in that language is understood"
        yield ConfigurationError("there is no such file", file=file, hint=hint)
