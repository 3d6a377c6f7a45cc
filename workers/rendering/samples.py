"""Sample facts with which every template is rendered before it runs. Values only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from workers.policy.creditor import creditor_for, thread_token
from workers.policy.policy_set import PolicySet
from workers.receivables.charge import EarlierCharge, InterestRow, NoticeCharges
from workers.receivables.notice import NoticeFacts, NoticeItem, Signatory

_SAMPLE_DAY = date(2026, 3, 2)
_SAMPLE_ROW = InterestRow("INV-2026-000417", date(2026, 1, 15), date(2026, 3, 1), 46, 123_456, "10.27", 1_598)
_SAMPLE_CHARGES = NoticeCharges("claim", 500, 1_598, 4_000, "a sample law", (_SAMPLE_ROW,))
SAMPLE_PAGE = "https://pay.us.example/c/w825f7_hnlOwhZSkozzryhE2gSnkslOz5BiAShGI6o6Hf60s"
_SAMPLE_EARLIER = EarlierCharge("CHG-17", date(2026, 2, 16), 2_500)


def sample_facts(policy: PolicySet, language: str) -> Iterator[NoticeFacts]:
    """Facts as templates will meet them: every entity and currency, with and without cash on account and referral."""
    for entity in policy.robot.entities:
        for currency in policy.robot.company.bank_accounts:
            for on_account in (0, 12_000):
                yield _sample(policy, entity, currency, language, on_account)


def _sample(policy: PolicySet, entity: str, currency: str, language: str, on_account: int) -> NoticeFacts:
    days = (47, 12)
    items = tuple(
        NoticeItem(
            document_number=f"INV-2026-00{number}417",
            issue_date=_SAMPLE_DAY - timedelta(days=overdue + 30),
            due_date=_SAMPLE_DAY - timedelta(days=overdue),
            open=123_456 * (number + 1),
            days_overdue=overdue,
            po_number="PO-42587" if number else "",
        )
        for number, overdue in enumerate(days)
    )
    total = sum(item.open for item in items)
    return NoticeFacts(
        creditor=creditor_for(policy.robot, entity, currency),
        customer_id="C10006",
        customer_name="Kunststoffe Müller & Söhne <Werk 2> KG",
        thread_token=thread_token(policy.robot, "C10006"),
        language=language,
        currency=currency,
        items=items,
        total=total,
        on_account=on_account,
        amount_asked=total - on_account + (_SAMPLE_CHARGES.asked + _SAMPLE_EARLIER.open if on_account else 0),
        level_name="sample",
        notice_date=_SAMPLE_DAY,
        deadline=_SAMPLE_DAY + timedelta(days=10),
        announces_referral=bool(on_account),
        signatory=Signatory("J. Müller, Controller", "controller@us.example", "ar@us.example") if on_account else None,
        charges=_SAMPLE_CHARGES if on_account else None,
        earlier_charges=(_SAMPLE_EARLIER,) if on_account else (),
        customer_page=SAMPLE_PAGE if on_account and policy.robot.customer_page.enabled else "",
    )
