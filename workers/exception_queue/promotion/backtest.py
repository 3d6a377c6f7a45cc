"""A proposed rule tried on the past: how many cases it would have decided, alike and unlike the people who did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from workers.exception_queue.promotion.drafts import RuleDraft
from workers.ledger.queue import learned_rules as past
from workers.policy.phrase import plain
from workers.receivables.money import to_decimal
from workers.receivables.reference import canonical

_EXAMPLES = 5
# The past case, and whether the rule says of it what a person said; None where nobody said anything yet.
Tried = tuple[str, bool | None]


@dataclass(frozen=True, slots=True)
class Backtest:
    """``decides`` past cases in all; ``undecided`` are those about which no person has spoken."""

    decides: int
    alike: int
    differently: int
    undecided: int
    against: tuple[str, ...]


def back_test(connection: Connection, draft: RuleDraft) -> Backtest:
    """Every past case of the rule's kind that it would have decided."""
    tried = list(_tried(connection, draft))
    return tally(tried)


def tally(tried: Iterable[Tried]) -> Backtest:
    """The counts, with a few of the cases that a person decided otherwise.

    >>> tally([("a", True), ("b", False), ("c", None)])
    Backtest(decides=3, alike=1, differently=1, undecided=1, against=('b',))
    """
    found = list(tried)
    against = tuple(dict.fromkeys(what for what, alike in found if alike is False))[:_EXAMPLES]
    alike, differently, undecided = (sum(said is wanted for _, said in found) for wanted in (True, False, None))
    return Backtest(len(found), alike, differently, undecided, against)


def _tried(connection: Connection, draft: RuleDraft) -> Iterator[Tried]:
    v = draft.values
    match draft.kind:
        case "payer_name":
            for customer, count in past.owners_of_name(connection, v["name"]).items():
                yield from [(customer, customer == v["customer"] if customer else None)] * count
        case "contact":
            for evidence, decision in past.suggested_contacts(connection, v["customer"]):
                if any(v.get(name) and evidence.get(name) == v[name] for name in ("email", "phone")):
                    yield "contact suggested", decision == "handled"
        case "deduction_code":
            yield from _deductions(connection, v["phrase"], v["code"])
        case "tolerance":
            for amount, currency in past.write_offs_of(connection, v["customer"]):
                written = to_decimal(amount, currency)
                if abs(written) > Decimal(v["amount"]):
                    yield f"{written} {currency} was written off", False
                else:
                    yield f"{written} {currency}", True
        case _:
            yield from _references(connection, v["customer"], canonical(v["prefix"]))


def _deductions(connection: Connection, phrase: str, code: str) -> Iterator[Tried]:
    wanted = plain(phrase)
    for reason, given in past.coded_deductions(connection):
        if wanted in plain(reason):
            yield f"{reason}: {given}", given == code
    for reason in past.uncoded_reasons(connection):
        if wanted in plain(reason):
            yield reason, None


def _references(connection: Connection, customer: str, prefix: str) -> Iterator[Tried]:
    """A reference that names a document without the prefix: alike where a person applied cash to it."""
    for reference in past.unread_references(connection, customer):
        key = canonical(reference)
        if key.startswith(prefix):
            paid = past.paid_by_people(connection, customer, key.removeprefix(prefix))
            if paid is not None:
                yield reference, True if paid else None
