"""Commands for what notices charged and what customers promised: charge, promise."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli.output import Json, print_record, print_records
from workers.cli.parts import Account, By, Entity, Id, day_of, decimal_of, minor_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workers.dunning.quote import Quote
    from workers.ledger.book.charges import BookedCharge
    from workers.ledger.book.promises import Promise
    from workers.receivables.allocation import Allocation, Claim

charge = typer.Typer(help="Fees, interest and compensation that notices charged.", no_args_is_help=True)
promise = typer.Typer(help="Promises to pay: taken, listed, withdrawn.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(charge, name="charge")
    app.add_typer(promise, name="promise")


@charge.command("list")
def list_charges(
    account: Annotated[str, typer.Argument(help="The customer's number; all customers when left out.")] = "",
    unpaid: Annotated[bool, typer.Option(help="Only what is not settled.")] = False,
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Print booked charges, oldest first."""
    from workers.ledger.book.charges import find_charges
    from workers.ledger.book.listings import account_named

    with opened_robot() as robot, robot.ledger.read() as connection:
        account_id = account_named(connection, account, entity) if account else None
        found = [_charge(each) for each in find_charges(connection, account_id=account_id, unpaid=unpaid)]
    columns = ("id", "account", "document_number", "level", "fee", "interest", "compensation", "open", "booked_on")
    print_records(found, json, columns, nothing="No notice has charged anything.")


@charge.command("waive")
def waive_charge(
    charge_id: Id,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; the journal keeps it.")],
    json: Json = False,
) -> None:
    """Forgive what is unpaid of a charge, by a reversing entry."""
    from workers.ledger.book import charges

    with opened_robot() as robot, robot.ledger.write() as connection:
        waived = charges.waive_charge(connection, charge_id, reason, occasion_of(robot, by))
    amount = decimal_of(waived.open, waived.currency)
    print_record({"id": charge_id, "account": waived.customer_id, "waived": amount, "currency": waived.currency}, json)


@charge.command("quote")
def quote_charges(
    account: Account,
    on: Annotated[str, typer.Option(help="The day of payment, as YYYY-MM-DD; today when left out.")] = "",
    payment: Annotated[str, typer.Option(help="Show how such an amount would count, such as 4000.00.")] = "",
    currency: Annotated[str, typer.Option(help="Where the account owes several currencies.")] = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Reckon what an account owes on a day: costs, interest by law or contract, principal. Books and sends nothing."""
    from workers.dunning.quote import Question, quote
    from workers.errors import UserError
    from workers.ledger.book.listings import account_named

    with opened_robot() as robot, robot.ledger.read() as connection:
        account_id = account_named(connection, account, entity)
        owed = currency_owed(connection, account_id, account, currency)
        amount = minor_of(payment, owed) if payment else None
        day = day_of(on, robot)
        if day < day_of("", robot):
            raise UserError(
                f"{day} is over: what was paid since cannot be asked for again; quote today or a day to come"
            )
        found = quote(connection, robot.policy, Question(account_id, owed, day, amount))
    print_record({"account": account, **_quote(found)}, json)


@promise.command("add")
def add_promise(
    account: Account,
    by: By,
    amount: Annotated[str, typer.Option(help="What is promised, such as 1200.00.")],
    on: Annotated[str, typer.Option(help="By which day, as YYYY-MM-DD.")],
    item: Annotated[str, typer.Option(help="Only this document; else the account in one currency.")] = "",
    currency: Annotated[str, typer.Option(help="Where the account owes several currencies.")] = "",
    reason: Annotated[str, typer.Option(help="Who said so, and how.")] = "told by telephone",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Take a promise to pay: the account, or the item, is left alone until the promise is judged."""
    from workers.ledger.book import promises
    from workers.ledger.book.listings import account_named, item_named

    with opened_robot() as robot, robot.ledger.write() as connection:
        account_id = account_named(connection, account, entity)
        item_id, owed = item_named(connection, account_id, item) if item else (None, currency)
        owed = currency_owed(connection, account_id, account, owed)
        promised_on = day_of(on, robot)
        country = promises.country_of(connection, account_id)
        new = promises.NewPromise(
            account_id,
            owed,
            minor_of(amount, owed),
            promised_on,
            robot.policy.robot.promises.good_through(promised_on, country),
            reason,
            item_id,
        )
        promise_id = promises.add_promise(connection, new, occasion_of(robot, by))
    fields = {"amount": amount, "currency": owed, "promised_on": promised_on, "good_through": new.good_through}
    print_record({"id": promise_id, "account": account, **fields}, json)


@promise.command("list")
def list_promises(
    account: Annotated[str, typer.Argument(help="The customer's number; all customers when left out.")] = "",
    state: Annotated[
        list[str] | None, typer.Option(help="open, kept, partly_kept, broken, withdrawn, replaced")
    ] = None,
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Print promises, oldest first, with what became of them."""
    from workers.ledger.book.listings import account_named
    from workers.ledger.book.promises import customers_of, find_promises

    with opened_robot() as robot, robot.ledger.read() as connection:
        account_id = account_named(connection, account, entity) if account else None
        found = find_promises(connection, state or (), account_id)
        names = customers_of(connection, {each.account_id for each in found})
        lines = [_promise(each, names[each.account_id]) for each in found]
    columns = ("id", "account", "amount", "currency", "promised_on", "good_through", "state", "paid", "level")
    print_records(lines, json, columns, nothing="Nobody has promised anything.")


@promise.command("withdraw")
def withdraw_promise(promise_id: Id, by: By, json: Json = False) -> None:
    """Take an open promise back; the next run looks at the account again."""
    from workers.ledger.book import promises

    with opened_robot() as robot, robot.ledger.write() as connection:
        promises.withdraw_promise(connection, promise_id, occasion_of(robot, by))
    print_record({"id": promise_id, "state": "withdrawn"}, json)


def currency_owed(connection: Connection, account_id: int, account: str, named: str) -> str:
    """The currency that was named, or the only one in which anything is owed."""
    from workers.errors import UserError
    from workers.ledger.book.promises import currencies_owed

    found = currencies_owed(connection, account_id)
    if named in found or (not named and len(found) == 1):
        return named or found[0]
    if named or not found:
        raise UserError(f"customer {account} owes nothing{f' in {named}' if named else ''}")
    raise UserError(f"customer {account} owes {' and '.join(found)}: pass --currency")


def _charge(found: BookedCharge) -> dict[str, Any]:
    amounts = {name: decimal_of(getattr(found, name), found.currency) for name in ("fee", "interest", "compensation")}
    return {
        "id": found.id,
        "account": found.customer_id,
        "document_number": found.document_number,
        "currency": found.currency,
        "level": found.level,
        **amounts,
        "open": decimal_of(found.open, found.currency),
        "booked_on": _text(found.booked_on),
        "taken_back": found.taken_back,
    }


def _quote(found: Quote) -> dict[str, Any]:
    def amounts(owner: Claim | Allocation, *names: str) -> dict[str, str | None]:
        return {name: decimal_of(getattr(owner, name), found.currency) for name in names}

    rows = [
        {
            "document_number": row.document_number,
            "first": _text(row.first),
            "last": _text(row.last),
            "days": row.days,
            "percent": row.percent,
            "principal": decimal_of(row.principal, found.currency),
            "interest": decimal_of(row.interest, found.currency),
        }
        for row in found.rows
    ]
    paid = found.payment
    shares = amounts(paid, "cost", "interest", "principal", "remainder") | {"rule": paid.rule} if paid else None
    claim = amounts(found.claim, "cost", "interest", "principal", "total")
    return {
        "currency": found.currency,
        "on": _text(found.on),
        **claim,
        "law": found.law,
        "rule_pack": found.rule_pack,
        "rate_unknown_from": _text(found.rate_unknown_from),
        "rows": rows,
        "pays": shares,
    }


def _promise(found: Promise, customer: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "account": customer,
        "item": found.open_item_id,
        "amount": decimal_of(found.amount_minor, found.currency),
        "currency": found.currency,
        "promised_on": _text(found.promised_on),
        "good_through": _text(found.good_through),
        "state": found.state,
        "paid": decimal_of(found.paid_minor, found.currency),
        "level": found.level,
        "evidence": found.evidence,
        "closed_on": _text(found.closed_on),
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
