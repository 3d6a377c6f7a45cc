"""What keeps an arrangement from being reminded of, whatever the day of its instalment: holds, and money that waits.

Must not decide anything else about a reminder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from workers.ledger.book.holds import Hold, holds_in_force
from workers.ledger.book.standing_rows import announcing, on_account_cash
from workers.receivables.arrangement import Arrangement


def reminder_bars(connection: Connection, found: Sequence[Arrangement], as_of: date) -> dict[int, str]:
    """Why nobody is reminded, by arrangement; those against which nothing speaks are not in it."""
    accounts = sorted({one.account_id for one in found})
    loose = on_account_cash(connection, accounts)
    announced = announcing(connection, [one.customer_id for one in found])
    held: dict[int, list[Hold]] = defaultdict(list)
    for hold in holds_in_force(connection, accounts, as_of):
        held[hold.account_id].append(hold)
    bars: dict[int, str] = {}
    for one in found:
        # Nobody can say what is paid while money of the customer's lies unapplied, or is announced.
        if loose.get((one.account_id, one.currency), 0) > 0 or one.customer_id in announced:
            bars[one.id] = "money of the customer waits to be applied"
        elif kinds := sorted({hold.kind for hold in held[one.account_id] if _bars(hold, one)}):
            bars[one.id] = f"on hold: {', '.join(kinds)}"
    return bars


def _bars(hold: Hold, found: Arrangement) -> bool:
    """Its own silence is no bar, nor a payer whose advices wait for the bank."""
    if hold.open_item_id is not None:
        return hold.kind != "arrangement" and hold.open_item_id in {item.id for item in found.items}
    return hold.kind != "remittance" and hold.currency in (None, found.currency)
