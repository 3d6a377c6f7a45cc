"""The texts of statements, thanks, answers and mails about arrangements, rendered with sample facts before they run.

Only those that are switched on. Must not send.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    samples = {folder: [facts] for folder, facts in used.items()} | _arranged(policy, statement)
    for folder, shown in samples.items():
        for language in policy.robot.languages:
            subject = templates_dir / folder / language / "subject.txt"
            if subject.is_file():
                yield from _check(renderer, folder, language, shown)
            else:
                hint = f"robot.yaml demands the languages {', '.join(policy.robot.languages)}"
                what = "there is no such template"
                yield ConfigurationError(what, file=str(subject), hint=hint, rule="missing-template")


def _settlement(statement: PeriodStatement) -> Mapping[str, Any]:
    sums = {"balance": 120_000, "agreed": 100_000, "currency": statement.currency}
    days = {"accept_by": _FIRST.isoformat(), "pay_by": _LAST.isoformat()}
    whose = {"creditor": statement.creditor.name, "customer_name": statement.customer_name}
    return {**whose, **sums, **days, "documents": ["INV-2026-000417"], "early": False, "revives": True}


def _check(
    renderer: Renderer, folder: str, language: str, samples: Sequence[Mapping[str, Any]]
) -> Iterator[ConfigurationError]:
    try:
        for facts in samples:
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


def _arranged(policy: PolicySet, statement: PeriodStatement) -> dict[str, list[Mapping[str, Any]]]:
    """The mails about arrangements that ops want, each of a plan and of a settlement, in every state that they tell."""
    mails, day = policy.arrangements.mails, _LAST.isoformat()
    parts = [{"due_on": _FIRST.isoformat(), "amount": 60_000}, {"due_on": day, "amount": 40_000}]
    sums = {"balance": 120_000, "open": 90_000, "missing": 30_000, "expected_on": day, "accept_by": day}
    page = SAMPLE_PAGE if policy.robot.customer_page.enabled else ""
    said = {"instalments": parts, "documents": ["INV-2026-000417"], "customer_page": page}
    plan = {"kind": "plan", "agreed": 120_000, "terms": "", "revives": True, "told": {"state": "broken"}}
    settled = {"kind": "settlement", "agreed": 100_000, "terms": "So it is.", "revives": False}
    told = [plan, *({**settled, "told": {"state": state}} for state in ("broken", "kept", "cancelled"))]
    names = [*mails.tell, *(["reminder"] if mails.remind_days_before else [])]
    to = _addressed(statement)
    return {f"arrangement/{name}": [{**to, **sums, **said, **each} for each in told] for name in names}


def _addressed(statement: PeriodStatement) -> dict[str, Any]:
    named = {name: getattr(statement, name) for name in ("customer_id", "customer_name", "thread_token", "currency")}
    return {"creditor": asdict(statement.creditor), **named}


def _thanks(statement: PeriodStatement) -> dict[str, Any]:
    paid = {"payment_id": 1, "received_on": _LAST.isoformat(), "amount": 120_000, "documents": [_APPLIED]}
    return {**_addressed(statement), **paid}
