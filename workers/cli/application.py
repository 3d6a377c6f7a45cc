"""The tree of commands: one module per group of commands, put together here. Must not do any work itself."""

from __future__ import annotations

import typer

from workers.cli import book, cash, dunning, policy, processes, queue, restraints

app = typer.Typer(
    help="Collectbot, a headless collections robot for accounts receivable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (processes, policy, book, dunning, cash, queue, restraints):
    group.register(app)
