"""Notices that charge something, in English and German, byte for byte; `COLLECTBOT_GOLDEN=write` rewrites the files."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from tests.unit.rendering.sample_notice import FACTS
from tests.unit.rendering.test_golden_notices import ROOT, compare
from workers.receivables.charge import EarlierCharge, InterestRow, NoticeCharges
from workers.rendering import Renderer

ROWS = (
    InterestRow("RE2026/0934", date(2026, 2, 2), date(2026, 2, 19), 18, 345_000, "10.27", 1_747),
    InterestRow("RE2026/0934", date(2026, 2, 20), date(2026, 3, 2), 11, 145_000, "10.27", 449),
)
EARLIER = (EarlierCharge("CHG-17", date(2026, 2, 15), 4_275),)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("policy", ["book", "inform_only"])
def test_charges_are_shown_as_agreed(policy: str, language: str) -> None:
    charges = NoticeCharges(policy, 250, 2_196, 4_000, "§ 288 (2), (5) BGB", ROWS)
    asked = 387_804 + charges.asked + 4_275
    facts = structs.replace(FACTS, language=language, charges=charges, earlier_charges=EARLIER, amount_asked=asked)
    rendered = Renderer(ROOT / "templates").render_notice("second_reminder", language, facts, frozenset({"email"}))

    compare(f"charged_{policy}.{language}.txt", f"Subject: {rendered.subject}\n\n{rendered.text}\n")
    compare(f"charged_{policy}.{language}.html", rendered.html)
