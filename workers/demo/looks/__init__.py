"""The looks of remittance advices: five layouts of PDF, one HTML body, one CSV file. A payer keeps to its own."""

from __future__ import annotations

from collections.abc import Callable

from workers.demo.advice import Announcement, Dressed
from workers.demo.looks import banded, batch_listing, cheque_stub, csv_file, mail_body, office_letter, ruled

Look = Callable[[Announcement], Dressed]
LOOKS: tuple[Look, ...] = (
    ruled.dress,
    office_letter.dress,
    cheque_stub.dress,
    batch_listing.dress,
    banded.dress,
    mail_body.dress,
    csv_file.dress,
)
