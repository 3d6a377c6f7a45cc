"""The console's pages: a module per area with its router; adding one is a line in `ROUTERS` and a template."""

from workers.console.pages import home, login, profile

ROUTERS = (login.router, home.router, profile.router)
