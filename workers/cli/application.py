"""The tree of commands: one module per group of commands, put together here. Must not do any work itself."""

from __future__ import annotations

import typer

from workers.cli.absences import register as register_absences
from workers.cli.agencies import register as register_agencies
from workers.cli.arrangements import register as register_arrangements
from workers.cli.backup import register as register_backup
from workers.cli.book import register as register_book
from workers.cli.calls import register as register_calls
from workers.cli.cash import register as register_cash
from workers.cli.charges import register as register_charges
from workers.cli.cod import register as register_cod
from workers.cli.credit import register as register_credit
from workers.cli.deductions import register as register_deductions
from workers.cli.disputes import register as register_disputes
from workers.cli.dunning import register as register_dunning
from workers.cli.explain import register as register_explain
from workers.cli.learned_rules import register as register_rules
from workers.cli.letters import register as register_letters
from workers.cli.order_holds import register as register_order_holds
from workers.cli.orders import register as register_orders
from workers.cli.policy import register as register_policy
from workers.cli.processes import register as register_processes
from workers.cli.queue import register as register_queue
from workers.cli.reconcile import register as register_reconcile
from workers.cli.restraints import register as register_restraints
from workers.cli.segments import register as register_segments
from workers.cli.settlements import register as register_settlements
from workers.cli.simulate import register as register_simulate
from workers.cli.statement import register as register_statement
from workers.cli.users import register as register_users
from workers.cli.write_offs import register as register_write_offs

app = typer.Typer(
    help="Collectbot, a headless collections robot for accounts receivable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for register in (
    register_processes,
    register_policy,
    register_book,
    register_backup,
    register_dunning,
    register_cash,
    register_deductions,
    register_disputes,
    register_arrangements,
    register_settlements,
    register_cod,
    register_queue,
    register_calls,
    register_letters,
    register_restraints,
    register_charges,
    register_segments,
    register_order_holds,
    register_agencies,
    register_write_offs,
    register_orders,
    register_credit,
    register_rules,
    register_simulate,
    register_explain,
    register_statement,
    register_reconcile,
    register_users,
    register_absences,
):
    register(app)
