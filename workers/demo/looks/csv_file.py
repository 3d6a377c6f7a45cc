"""The look of an export: a CSV file with the payment's own data on every row."""

from __future__ import annotations

import csv
from io import StringIO

from workers.demo.advice import Announcement, Dressed, File
from workers.demo.looks.paper import GREETING, WORDS, columns_of, day


def dress(announcement: Announcement) -> Dressed:
    """A CSV file in this look; German offices part columns with a semicolon."""
    words = WORDS[announcement.language]
    columns = columns_of(announcement)
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";" if announcement.language == "de" else ",")
    writer.writerow([words.reference, words.paid_on, words.currency, *(title for title, _ in columns)])
    for line in announcement.lines:
        payment = [announcement.reference, day(announcement.paid_on, announcement), announcement.currency]
        writer.writerow([*payment, *(content(line) for _, content in columns)])
    file = File(f"remittance_{announcement.reference}.csv", "text/csv", buffer.getvalue().encode())
    return Dressed(GREETING[announcement.language].format(payer=announcement.payer), files=(file,))
