"""The shipped phrases, as every test of what replies say reads them."""

from __future__ import annotations

from pathlib import Path

from workers.inbox.rules.phrase_book import PhraseBook
from workers.policy.reply_files import ReplyFiles

RULES = ReplyFiles(Path(__file__).resolve().parent.parent / "config" / "reply_rules").rules
PHRASES = PhraseBook(RULES)
