"""Commands about orders: whether one goes out, why, and a person's release of one that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import Json, Record, print_record, print_records
from workers.cli.parts import By, decimal_of, minor_of, occasion_of, opened_robot

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workers.ledger.credit.order_reviews import OrderReview

order = typer.Typer(help="Whether customers' orders go out.", no_args_is_help=True)
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's number.")]
Number = Annotated[str, typer.Argument(metavar="ORDER", help="The order's number.")]
Entity = Annotated[str, typer.Option(help="Our legal entity, where the customer has accounts at several.")]
_COLUMNS = ("customer", "order", "amount", "currency", "payment", "answer", "decided_by", "asked_on")


def register(app: typer.Typer) -> None:
    app.add_typer(order, name="order")


@order.command("review")
def review_order(
    customer: Customer,
    number: Number,
    by: By,
    amount: Annotated[str, typer.Option(help="What the order is worth, such as 120.50.")],
    currency: Annotated[str, typer.Option(help="Its currency, such as EUR.")],
    payment: Annotated[
        str, typer.Option(help="on_account, in_advance, cash, card, cheque or certified_cheque.")
    ] = "on_account",
    open_orders: Annotated[str, typer.Option(help="What the customer has on order beside it.")] = "0",
    again: Annotated[bool, typer.Option("--again", help="Decide anew, on today's facts.")] = False,
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Answer release, hold or refer, with the reasons; the same order is answered alike until --again."""
    from workers.credit.facts import Order
    from workers.credit.order_desk import Ask, review
    from workers.ledger.book.listings import account_named

    asked = Order(number, currency, minor_of(amount, currency), payment, minor_of(open_orders, currency))
    with opened_robot() as robot, robot.ledger.write() as connection:
        ask = Ask(account_named(connection, customer, entity), asked, again)
        line = _told(connection, review(connection, ask, robot.policy, occasion_of(robot, by)))
    print_record(line, json)


@order.command("list")
def list_orders(
    customer: Annotated[str, typer.Option(help="Only orders of this customer.")] = "",
    answer: Annotated[str, typer.Option(help="Only those answered release, hold or refer.")] = "",
    entity: Entity = "",
    json: Json = False,
) -> None:
    """List the last 200 orders that were reviewed, the newest first, with what stands about each."""
    from workers.ledger.book.listings import account_named
    from workers.ledger.credit.order_reviews import find_reviews

    with opened_robot() as robot, robot.ledger.read() as connection:
        account = account_named(connection, customer, entity) if customer else None
        found = find_reviews(connection, account_id=account)
        lines = [_line(one) for one in found if answer in ("", one.answer)]
    print_records(lines, json, _COLUMNS, nothing="No order was reviewed.")


@order.command("explain")
def explain_order(customer: Customer, number: Number, entity: Entity = "", json: Json = False) -> None:
    """Tell what an answer rests on: the facts of then, every rule that spoke, and whether it comes out again."""
    from workers.credit.explanation import explain
    from workers.ledger.book.listings import account_named

    with opened_robot() as robot, robot.ledger.read() as connection:
        account = account_named(connection, customer, entity)
        known = _known(connection, account, number)
        told = _told(connection, known)
        rests_on = explain(connection, known)
    if json:
        print_record({**told, **rests_on}, json)
        return
    rules, owed = rests_on.pop("rules"), rests_on.pop("owed")
    told.pop("reasons")
    print_record({**told, **rests_on}, json)
    print_records(owed, json, ("due_date", "currency", "original", "owed", "disputed"), nothing="Nothing was owed.")
    print_records(rules, json, ("rule", "asks", "answered_by", "says"), nothing="No rule spoke against it.")


@order.command("release")
def release_order(
    customer: Customer,
    number: Number,
    by: By,
    reason: Annotated[str, typer.Option(help="Why it may go; it stays with the case.")],
    all_orders: Annotated[
        bool, typer.Option("--all-orders", help="Also those of the next days, as many as the profile's grace_days.")
    ] = False,
    entity: Entity = "",
    json: Json = False,
) -> None:
    """Release an order that is held or referred; above `alone_up_to` somebody else has to agree (case order_review)."""
    from workers.actors import decide_case
    from workers.credit.order_desk import ask_person
    from workers.exception_queue.desk import Resolution
    from workers.ledger.book.listings import account_named

    with opened_robot() as robot:
        with robot.ledger.write() as connection:
            account = account_named(connection, customer, entity)
            known = _known(connection, account, number)
            case_id = ask_person(connection, known, robot.policy, occasion_of(robot, by))
        decision = "release_all" if all_orders else "release"
        case = decide_case(robot, case_id, Resolution(decision, reason), by)
        with robot.ledger.read() as connection:
            line = _told(connection, _known(connection, account, number))
    waits = {"case": case_id, "waits_for_second_person": case.state != "resolved"}
    print_record({**line, **waits}, json)


def _known(connection: Connection, account_id: int, number: str) -> OrderReview:
    from workers.errors import UserError
    from workers.ledger.credit.order_reviews import newest_review

    found = newest_review(connection, account_id, number)
    if found is None:
        raise UserError(f"order {number} of that account was never reviewed: see `collectbot order review`")
    return found


def _told(connection: Connection, review: OrderReview) -> dict[str, object]:
    from workers.credit.order_desk import case_of, reasons_of
    from workers.credit.rules.sentences import sentence_of

    reasons = [sentence_of(reason) for reason in reasons_of(review)]
    return {**_line(review), "reasons": reasons, "case": case_of(connection, review)}


def _line(review: OrderReview) -> Record:
    return {
        "customer": review.customer_id,
        "order": review.order_number,
        "round": review.round,
        "amount": decimal_of(review.amount_minor, review.currency),
        "currency": review.currency,
        "payment": review.payment,
        "answer": review.answer,
        "verdict": review.verdict,
        "decided_by": review.decided_by,
        "asked_on": review.asked_on.isoformat(),
    }
