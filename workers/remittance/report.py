"""`collectbot remittance read --json`: one object per file (architecture §3). Reads and judges, posts nothing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workers.errors import UnreadableDocument, UserError
from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.customer import Customer
from workers.receivables.open_item import OpenItem
from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.decision import Apply, Decision, ExceptionCase, ResolvedLine
from workers.remittance.evidence import allocation_json, decimal_text, suggestion_json
from workers.remittance.hints import NO_HINTS, PayerHints
from workers.remittance.ports import Book, Readers
from workers.remittance.readers.pool import ReaderPool
from workers.remittance.run import Judgement, MailReading, judge, read_bare_file, read_mail

_Read = tuple[MailReading | ExceptionCase, float]


def read_files(
    paths: Sequence[Path],
    book: Book,
    policy: CashApplicationPolicy,
    as_of: date,
    jobs: int = 1,
    *,
    hints: PayerHints = NO_HINTS,
) -> Iterator[dict[str, Any]]:
    """One report per file in the order given; the files are one mailbox, so that a repeated advice is recognised.

    ``as_of`` stands in for the day a file without a sending date was sent.
    """
    mailbox = RememberingBook(book)
    with ReaderPool(policy.reading_limits, jobs) as pool:
        for path, (reading, seconds) in _read_ahead(paths, pool, jobs, hints):
            started = time.perf_counter()
            if isinstance(reading, ExceptionCase):
                report = _outcome(reading) | _payments([])
            else:
                judgement = judge(replace(reading, sent_on=reading.sent_on or as_of), mailbox, policy, hints)
                mailbox.remember(judgement)
                report = as_json(judgement)
            yield {"file": path.name, **report, "seconds": round(seconds + time.perf_counter() - started, 3)}


def _read_ahead(paths: Sequence[Path], readers: Readers, jobs: int, hints: PayerHints) -> Iterator[tuple[Path, _Read]]:
    """Reads a few files ahead of the one being judged; the order stays."""
    waiting: deque[tuple[Path, Future[_Read]]] = deque()
    with ThreadPoolExecutor(max(1, jobs), "mail") as threads:
        for path in paths:
            waiting.append((path, threads.submit(_read, path, readers, hints)))
            if len(waiting) > 2 * jobs:
                first, future = waiting.popleft()
                yield first, future.result()
        for path, future in waiting:
            yield path, future.result()


def _read(path: Path, readers: Readers, hints: PayerHints) -> _Read:
    """The file read, and the seconds it took; a file that is no mail is an exception, one that is missing an error."""
    started = time.perf_counter()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}: name an .eml or PDF file that exists") from error
    reading: MailReading | ExceptionCase
    try:
        if path.suffix.lower() == ".eml":
            reading = read_mail(content, path.name, readers, hints)
        else:
            reading = read_bare_file(content, path.name, readers)
    except UnreadableDocument as error:
        reading = ExceptionCase(error.kind, error.kind, str(error))
    return reading, time.perf_counter() - started


class RememberingBook:
    """A book that also knows the advices judged in this call."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._keys: set[str] = set()

    def remember(self, judgement: Judgement) -> None:
        if judgement.is_remembered:
            self._keys.update(judgement.keys)

    def seen(self, advice_keys: Collection[str]) -> frozenset[str]:
        return self._book.seen(advice_keys) | (self._keys & set(advice_keys))

    def customers_by_domain(self, domains: Collection[str]) -> tuple[Customer, ...]:
        return self._book.customers_by_domain(domains)

    def customers_by_name(self, name_keys: Collection[str]) -> tuple[Customer, ...]:
        return self._book.customers_by_name(name_keys)

    def children_of(self, customer_ids: Collection[str]) -> tuple[Customer, ...]:
        return self._book.children_of(customer_ids)

    def items_named(self, customer_ids: Collection[str], keys: Collection[str]) -> tuple[OpenItem, ...]:
        return self._book.items_named(customer_ids, keys)

    def only_currency(self, customer_ids: Collection[str]) -> str:
        return self._book.only_currency(customer_ids)

    def items_of_amounts(self, customer_ids: Collection[str], amounts: Collection[int]) -> tuple[OpenItem, ...]:
        return self._book.items_of_amounts(customer_ids, amounts)

    def all_open_items(self, customer_ids: Collection[str], most: int) -> tuple[OpenItem, ...]:
        return self._book.all_open_items(customer_ids, most)

    def written_off(self, customer_ids: Collection[str], currency: str, paid_on: date | None) -> tuple[int, int]:
        return self._book.written_off(customer_ids, currency, paid_on)

    def items_elsewhere(self, keys: Collection[str]) -> tuple[OpenItem, ...]:
        return self._book.items_elsewhere(keys)


def as_json(judgement: Judgement) -> dict[str, Any]:
    """The report of one judgement, without file name and seconds; amounts as decimal strings, dates ISO."""
    payments = judgement.facts.advice.payments
    report = _outcome(judgement.decision)
    report["payer_customer_id"] = judgement.facts.payer.customer_id
    report |= _payments(payments)
    report["lines"] = _lines(judgement.decision, payments)
    report["allocations"] = [
        allocation_json(allocation, payment.currency)
        for payment, allocations in zip(payments, judgement.decision.allocations, strict=False)
        for allocation in allocations
    ]
    report["suggestions"] = [suggestion_json(suggestion) for suggestion in judgement.suggestions]
    return report


def _outcome(decision: Decision) -> dict[str, Any]:
    match decision:
        case Apply(why=why):
            head = {"outcome": "apply", "exception_kind": None, "reason": "closed", "why": why}
        case ExceptionCase(kind, reason, why):
            head = {"outcome": "exception", "exception_kind": kind, "reason": reason, "why": why}
    return head | {"payer_customer_id": None, "lines": [], "allocations": [], "suggestions": []}


def _payments(payments: Sequence[AdvicePayment]) -> dict[str, Any]:
    shown = [_payment(payment) for payment in payments]
    nothing = dict.fromkeys(("date", "amount", "currency", "reference", "method"))
    report: dict[str, Any] = {"payment": shown[0] if shown else nothing}
    if len(shown) > 1:
        report["payments"] = [
            {**head, "line_count": len(payment.lines)} for head, payment in zip(shown, payments, strict=True)
        ]
    return report


def _payment(payment: AdvicePayment) -> dict[str, Any]:
    return {
        "date": payment.date.isoformat() if payment.date else None,
        "amount": decimal_text(payment.amount, payment.currency),
        "currency": payment.currency or None,
        "reference": payment.reference or None,
        "method": payment.method or None,
    }


def _lines(decision: Decision, payments: Sequence[AdvicePayment]) -> list[dict[str, Any]]:
    resolved = decision.lines or tuple(
        ResolvedLine(number, line) for number, payment in enumerate(payments) for line in payment.lines
    )
    return [_line(line, payments[line.payment_index].currency) for line in resolved]


def _line(resolved: ResolvedLine, currency: str) -> dict[str, Any]:
    line = resolved.line
    return {
        "ref": line.reference or None,
        "document_number": resolved.item.document_number if resolved.item else None,
        "gross": decimal_text(line.gross, currency),
        "discount": decimal_text(line.discount, currency),
        "deduction": decimal_text(line.deduction, currency),
        "net": decimal_text(line.net, currency),
    }
