"""The texts of statements, thanks and answers, rendered with sample facts before they run; only those switched on.

Must not send.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from workers.errors import ConfigurationError
from workers.policy.answers import Answers
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.policy_set import PolicySet
from workers.receivables.notice import NoticeItem
from workers.receivables.period_statement import Figures, Movement, PeriodStatement
from workers.rendering.renderer import Renderer
from workers.rendering.samples import SAMPLE_PAGE

_FIRST, _LAST = date(2026, 2, 1), date(2026, 2, 28)
_ITEM = NoticeItem("INV-2026-000417", _FIRST, _LAST, 120_000, 0)
_FIGURES = Figures(100_000, 120_000, (Movement(_LAST, "invoice", "INV-2026-000417", 20_000),), (_ITEM,))
_APPLIED = {"document_number": "INV-2026-000417", "cash": 120_000}


def check_courtesies(policy: PolicySet, renderer: Renderer, templates_dir: Path) -> Iterator[ConfigurationError]:
    """What is wrong with them, in every language that robot.yaml demands."""
    statement, used = _statement(policy), dict[str, Mapping[str, Any]]()
    if policy.robot.statements is not None:
        page = SAMPLE_PAGE if policy.robot.customer_page.enabled else ""
        used["statement"] = {**statement.facts(), "customer_page": page}
    if policy.robot.thank_you.enabled:
        used["reply/thank_you"] = _thanks(statement)
    if policy.robot.answers is not None:
        used |= _answers(policy.robot.answers, statement)
    if policy.resolution_matrix.codes:
        used["reply/dispute_rejected"] = _rejection(statement)
    if policy.arrangements.settlements:
        used["arrangement/settlement"] = _settlement(statement)
    for folder, facts in used.items():
        for language in policy.robot.languages:
            subject = templates_dir / folder / language / "subject.txt"
            if subject.is_file():
                yield from _check(renderer, folder, language, facts)
            else:
                hint = f"robot.yaml demands the languages {', '.join(policy.robot.languages)}"
                what = "there is no such template"
                yield ConfigurationError(what, file=str(subject), hint=hint, rule="missing-template")


def _settlement(statement: PeriodStatement) -> Mapping[str, Any]:
    sums = {"balance": 120_000, "agreed": 100_000, "currency": statement.currency}
    days = {"accept_by": _FIRST.isoformat(), "pay_by": _LAST.isoformat()}
    whose = {"creditor": statement.creditor.name, "customer_name": statement.customer_name}
    return {**whose, **sums, **days, "documents": ["INV-2026-000417"], "early": False, "revives": True}


def _check(renderer: Renderer, folder: str, language: str, facts: Mapping[str, Any]) -> Iterator[ConfigurationError]:
    try:
        renderer.render_mail(folder, language, facts)
        if folder in ("statement", "reply/statement"):
            renderer.statement_wording(language)
    except ConfigurationError as error:
        yield error


def _statement(policy: PolicySet) -> PeriodStatement:
    entity, currency = next(iter(policy.robot.entities)), next(iter(policy.robot.company.bank_accounts))
    creditor, token = creditor_for(policy.robot, entity, currency), thread_token(policy.robot, "C10006")
    return PeriodStatement(creditor, "C10006", "Müller & Söhne", token, currency, _FIRST, _LAST, _FIGURES)


def _answers(answers: Answers, statement: PeriodStatement) -> dict[str, Mapping[str, Any]]:
    """The texts of those answers that are switched on."""
    to = {**_addressed(statement), "currency": ""}
    numbers, day = ["INV-2026-000417"], _LAST.isoformat()
    used: dict[str, Mapping[str, Any]] = {}
    if answers.copies:
        used["reply/invoice_copies"] = {**to, "copies": numbers}
    if answers.statements:
        used["reply/statement"] = {**to, "as_of": day, "statements": [statement.facts()]}
    for noted in answers.acknowledge:
        used[f"reply/noted_{noted}"] = {**to, "promised_on": day, "documents": numbers}
    return used


def _rejection(statement: PeriodStatement) -> dict[str, Any]:
    said = {"means": "goods arrived damaged", "amount": 20_000, "reason": "The carrier's report shows no damage."}
    return {**_addressed(statement), **said, "document_number": "INV-2026-000417", "copies": ["INV-2026-000417"]}


def _addressed(statement: PeriodStatement) -> dict[str, Any]:
    named = {name: getattr(statement, name) for name in ("customer_id", "customer_name", "thread_token", "currency")}
    return {"creditor": asdict(statement.creditor), **named}


def _thanks(statement: PeriodStatement) -> dict[str, Any]:
    paid = {"payment_id": 1, "received_on": _LAST.isoformat(), "amount": 120_000, "documents": [_APPLIED]}
    return {**_addressed(statement), **paid}
