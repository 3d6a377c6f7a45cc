"""Commands for those who telephone: the calls to make, in the order in which they are worth it."""

from __future__ import annotations

from typing import Annotated

import typer

from workers.cli.output import Json, print_records
from workers.cli.parts import decimal_of, occasion_of, opened_robot

calls = typer.Typer(help="The calls to make.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(calls, name="calls")


@calls.command("list")
def list_calls(
    limit: Annotated[int, typer.Option(help="How many, the most valuable first.", min=1)] = 20, json: Json = False
) -> None:
    """List the calls to make today; `exceptions resolve` takes how each ended."""
    from workers.exception_queue.call_list import calls_to_make

    with opened_robot() as robot, robot.ledger.read() as connection:
        found = calls_to_make(connection, robot.policy, occasion_of(robot, "robot"))[:limit]
    lines = (
        {
            "case": call.case.id,
            "score": call.score,
            "account": call.case.customer_id,
            "customer": call.case.customer_name,
            "phone": call.phone,
            "amount": decimal_of(call.amount_minor, call.case.currency),
            "currency": call.case.currency,
            "days_late": call.days_late,
            "broken_promises": call.broken_promises,
            "calls_made": call.calls_made,
            "script": call.case.evidence["script"],
        }
        for call in found
    )
    columns = ("case", "score", "account", "customer", "phone", "amount", "currency", "days_late", "calls_made")
    print_records(lines, json, columns, nothing="There is nobody to call.")
