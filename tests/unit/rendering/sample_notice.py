"""The facts of the golden notices: two open items, one with an order number, and awkward characters."""

from __future__ import annotations

from datetime import date

from workers.receivables.notice import Creditor, NoticeFacts, NoticeItem

CREDITOR = Creditor(
    name="Brightwater Components Ltd",
    postal_address="14 Harbour Road\nBristol BS1 4RW\nUnited Kingdom",
    phone="+441174960100",
    email="receivables@brightwater-components.example",
    bank="Hanse Handelsbank",
    iban="DE89 3704 0044 0532 0130 00",
    bic="HAHBDEHHXXX",
)
ITEMS = (
    NoticeItem("RE2026/0934", date(2026, 1, 2), date(2026, 2, 1), 345_000, 30, "PO-42587"),
    NoticeItem("RE2026/1981", date(2026, 2, 1), date(2026, 3, 2), 142_804, 1),
)
FACTS = NoticeFacts(
    creditor=CREDITOR,
    customer_id="C10006",
    customer_name="Müller & Söhne <Werk 2> KG",
    thread_token="BW-C10006",
    language="en",
    currency="EUR",
    items=ITEMS,
    total=487_804,
    on_account=100_000,
    amount_asked=387_804,
    level_name="final_notice",
    notice_date=date(2026, 3, 3),
    deadline=date(2026, 3, 13),
    announces_referral=True,
)
