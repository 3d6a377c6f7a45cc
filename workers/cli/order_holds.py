"""Commands on order holds: whose new orders should wait, because a notice that asks for it has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from workers.cli.output import Json, Record, print_records
from workers.cli.parts import opened_book

if TYPE_CHECKING:
    from workers.ledger.outgoing.order_holds import OrderHold

order_holds = typer.Typer(help="Accounts whose new orders should wait.", no_args_is_help=True)
_COLUMNS = ("account", "entity", "currency", "level", "since", "open_amount", "in_transit")


def register(app: typer.Typer) -> None:
    app.add_typer(order_holds, name="order-holds")


@order_holds.command("list")
def list_order_holds(json: Json = False) -> None:
    """List the order holds in force, the oldest first: one line per notice that asked for one."""
    from workers.ledger.outgoing.order_holds import find_in_force

    with opened_book() as book, book.ledger.read() as connection:
        lines = [_line(hold) for hold in find_in_force(connection)]
    print_records(lines, json, _COLUMNS, nothing="No account is on order hold.")


def _line(hold: OrderHold) -> Record:
    from workers.receivables.money import to_decimal

    amounts = {"open_amount": hold.open, "in_transit": hold.in_transit}
    return {
        "account": hold.customer_id,
        "entity": hold.entity,
        "currency": hold.currency,
        "message": hold.message_id,
        "level": hold.level,
        "since": hold.since.isoformat(),
        **{name: str(to_decimal(minor, hold.currency)) for name, minor in amounts.items()},
    }
