"""The console's pages: a module per area with its router; adding one is a line in `ROUTERS` and a template."""

from workers.console.pages import (
    absence,
    account,
    arranging,
    audit,
    case,
    credit,
    home,
    ladder_levels,
    ladder_trials,
    ladders,
    learned_rules,
    login,
    operations,
    profile,
    queue,
    receivables,
)

ROUTERS = (
    login.router,
    home.router,
    queue.router,
    case.router,
    account.router,
    arranging.router,
    credit.router,
    learned_rules.router,
    receivables.router,
    ladders.router,
    ladder_levels.router,
    ladder_trials.router,
    operations.router,
    audit.router,
    profile.router,
    absence.router,
)
