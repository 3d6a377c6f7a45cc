"""The numbers of cash application: tolerances, grace, limits and whose mail server is believed.

The defaults are the shipped policy; `robot.yaml` overrides them. Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from workers.policy.fields import Text


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one document may cost before it is refused as unreadable."""

    max_bytes: int = 10_000_000
    max_pages: int = 200
    max_chars_per_page: int = 20_000
    max_objects_per_page: int = 20_000
    max_words: int = 150_000
    max_unpacked_bytes: int = 20_000_000
    wall_clock_s: float = 14.0
    cpu_s: int = 10
    address_space_bytes: int = 1_500_000_000
    documents_per_process: int = 200
    max_scanned_pages: int = 5
    ocr_languages: str = "eng"


@dataclass(frozen=True, slots=True)
class CashApplicationPolicy:
    """What may be applied without a person. Amounts are decimals of the payment's currency.

    ``ocr``: what becomes of scans, where tesseract is installed: nothing, a suggestion to a person, or an application
    where every figure and reference fits exactly.

    Of the tolerances the smallest counts: the robot's, the customer's, and the percentage of the document. The caps
    hold for all documents of a customer in a month, and of everybody on a day.

    ``oldest_first``: customers who agreed in writing that money without a purpose pays their oldest documents first. It
    makes a suggestion; nothing is posted by it.
    """

    authserv_id: str = ""
    own_domain: str = ""
    write_off_tolerance: Decimal = Decimal("1.00")
    write_off_percent: Decimal = Decimal(100)
    customer_write_off_tolerances: Mapping[str, Decimal] = field(default_factory=dict)
    write_off_cap_per_customer_and_month: Decimal = Decimal("25.00")
    write_off_cap_per_day: Decimal = Decimal("250.00")
    discount_grace_days: int = 5
    post_short_payments: bool = True
    post_on: str = "advice"
    oldest_first: tuple[Text, ...] = ()
    ocr: Literal["off", "suggest", "apply"] = "suggest"
    limits: ReadingLimits = ReadingLimits()

    @property
    def reading_limits(self) -> ReadingLimits:
        """The limits of the reader processes: without OCR no scanned page is read."""
        return self.limits if self.ocr != "off" else replace(self.limits, max_scanned_pages=0)
