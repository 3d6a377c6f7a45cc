"""Commands that run processes (up, console, scheduler, migrate), and the switches that all processes share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli.output import Json, print_record
from workers.cli.parts import By, opened_book, opened_ledger, opened_robot

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]
Note = Annotated[str, typer.Option(help="Why; the journal keeps it.")]
JsonLogs = Annotated[bool, typer.Option("--json", help="Log JSON lines, also on a terminal.")]

clock = typer.Typer(help="The business clock of tests, demos and replays.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    for command in (demo, up, console, scheduler, migrate, resume):
        app.command()(command)
    app.command("stop-all")(stop_all)
    app.add_typer(clock, name="clock")


def demo(
    days: Annotated[int, typer.Option(help="How many days to live.", min=1)] = 120,
    seed: Annotated[int, typer.Option(help="The same seed gives the same output.")] = 1,
    home: Annotated[Path | None, typer.Option(help="Where mails, PDFs and database are left.")] = None,
    json: Json = False,
) -> int:
    """Watch a company's receivables for 120 days, offline, with simulated customers."""
    from workers.demo.run import DEFAULT_HOME, run_demo

    return run_demo(days=days, seed=seed, home=home or DEFAULT_HOME, as_json=json)


def up(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    threads: Annotated[int, typer.Option(help="Worker threads.", min=1)] = 4,
    json: JsonLogs = False,
) -> None:
    """Run everything in this process: workers, scheduler and console."""
    from workers.cli.up import run_everything

    with opened_robot(checked=True, json_logs=json) as robot:
        run_everything(robot, host, port, threads)


def console(host: Host = "127.0.0.1", port: Port = 8000, json: JsonLogs = False) -> None:
    """Serve the pages for people, /healthz, /metrics and the webhooks."""
    from functools import partial

    from workers.actors import decide_case
    from workers.broker import check, open_broker
    from workers.cli.up import stop_at_signal
    from workers.console.app import create_app
    from workers.console.server import Console

    with opened_robot(checked=True, json_logs=json) as robot:
        broker = open_broker(robot.settings.broker_url)
        server = Console(create_app(robot, partial(check, broker), decide_case), host, port)
        with stop_at_signal() as stop:
            server.start()
            stop.wait()
            server.stop()


def scheduler(json: JsonLogs = False) -> None:
    """Send what is due, while this process holds the scheduler's lease."""
    from workers.broker import open_broker
    from workers.cli.up import stop_at_signal
    from workers.errors import ConfigurationError
    from workers.schedule import Scheduler

    with opened_robot(checked=True, json_logs=json) as robot:
        if robot.settings.broker_url.startswith("memory:"):
            hint = "set COLLECTBOT_BROKER_URL to redis://..., or run `collectbot up`"
            raise ConfigurationError("a scheduler of its own cannot share a broker in memory", hint=hint)
        broker = open_broker(robot.settings.broker_url)
        with stop_at_signal() as stop:
            Scheduler(robot, broker).serve(stop)


def migrate(json: Json = False) -> None:
    """Bring the database to the newest schema."""
    from workers.ledger.migrate import migrate as upgrade

    with opened_ledger() as ledger:
        upgrade(ledger)
        where = ledger.engine.url.render_as_string(hide_password=True)
    print_record({"database": where, "migrated": True}, json)


def stop_all(by: By, note: Note = "", json: Json = False) -> None:
    """Throw the kill switch: from the next attempt on nothing leaves. Works while the policy files are broken."""
    from workers.ledger.operations import controls

    with opened_book() as book, book.ledger.write() as connection:
        changed = controls.stop_all(connection, book.occasion(by), note)
    print_record({"stopped": True, "changed": changed}, json)


def resume(by: By, note: Note = "", json: Json = False) -> None:
    """Release the kill switch: what was planned leaves again."""
    from workers.ledger.operations import controls

    with opened_book() as book, book.ledger.write() as connection:
        changed = controls.resume(connection, book.occasion(by), note)
    print_record({"stopped": False, "changed": changed}, json)


@clock.command("set")
def set_clock(
    instant: Annotated[str, typer.Argument(help="Such as 2026-03-01T06:00:00+00:00.")], by: By, json: Json = False
) -> None:
    """Move the business clock of all processes that have COLLECTBOT_CLOCK=db:."""
    from workers.clock import parse_instant, real_now
    from workers.errors import ConfigurationError
    from workers.ledger.operations import controls
    from workers.wiring import are_local, open_channels

    wanted = parse_instant(instant)
    with opened_book() as book:
        if not are_local(open_channels(book.settings)):
            raise ConfigurationError("the business clock moves only while every channel stays on this machine")
        with book.ledger.write() as connection:
            controls.set_clock_offset(connection, wanted - real_now(), book.occasion(by))
    print_record({"clock": wanted.isoformat(), "in_force": book.settings.clock == "db:"}, json)
