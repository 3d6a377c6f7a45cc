"""What replies say, as config/reply_rules/LANGUAGE.yaml writes it: phrases by what they mean. Values only.

Must not weigh a mail: `workers.inbox.rules` does. The names of the wants are stable: cases, the journal and the answers
to customers go by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import ConfigDict, Field

from workers.receivables.stop import StopKind

# opt_out: no more mail to the writer's address. dispute: something asked for is not owed. copy_request: a copy of an
# invoice or proof of delivery is wanted. balance_request: a statement of what is open is wanted. already_paid: the
# writer has paid. promise: the writer will pay. wrong_contact: somebody else is in charge. bank_change and
# refund_request: signs of fraud, nothing of such a mail is used.
Want = Literal[
    "opt_out",
    "dispute",
    "copy_request",
    "balance_request",
    "already_paid",
    "promise",
    "wrong_contact",
    "bank_change",
    "refund_request",
]
WANTS: tuple[Want, ...] = get_args(Want)
FRAUD_WANTS: tuple[Want, ...] = ("bank_change", "refund_request")
# Without words for every kind of stop in each of these, a stop could be missed: `lint.reply_rules` refuses that.
FULL_LANGUAGES = ("en", "de", "fr", "es")

Phrase = Annotated[str, Field(min_length=2, max_length=2_000)]
Phrases = tuple[Phrase, ...]
# A misspelling of a short word is too often another word.
Word = Annotated[str, Field(pattern=r"^[^\W\d_]{6,40}$")]


@dataclass(frozen=True, slots=True)
class ReplyRules:
    """The phrases of one language; en.yaml says what each block is for."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    stop: Mapping[StopKind, Phrases] = field(default_factory=dict)
    wants: Mapping[Want, Phrases] = field(default_factory=dict)
    stop_spellings: Mapping[StopKind, tuple[Word, ...]] = field(default_factory=dict)
    innocent: Phrases = ()
    negation: Phrases = ()
    doubt: Phrases = ()
    polite: Phrases = ()
    footer: Phrases = ()
    quotation: Phrases = ()
    away: Phrases = ()
    away_subject: Phrases = ()
    days: Phrases = ()
    back_on: Phrases = ()
    advice: Phrases = ()
    link: Phrases = ()
