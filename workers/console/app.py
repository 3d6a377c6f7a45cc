"""The web side of the robot: pages for people, the JSON API, `/healthz` and `/metrics`, and the providers' webhooks.

Pages show what the ledger holds and decide by the functions that the command line uses; must not do what a slice does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from fastapi.staticfiles import StaticFiles

from workers.console.api.app import API, create_api
from workers.console.customer.pages import router as customer_router
from workers.console.errors import add_error_pages
from workers.console.findings import Findings
from workers.console.headers import STATIC, SecurityHeaders
from workers.console.health import examine
from workers.console.metrics import render_metrics
from workers.console.pages import ROUTERS
from workers.console.parts import Decide, Parts
from workers.console.twilio_webhooks import add_twilio_webhooks
from workers.console.view.templates import Templates
from workers.errors import CollectionsError
from workers.remittance.readers.pool import ReaderPool
from workers.wiring import Robot

_PROMETHEUS = "text/plain; version=1.0.0; charset=utf-8"
_STATIC_FILES = Path(__file__).parent / "static"


def create_app(robot: Robot, check_broker: Callable[[], None], decide: Decide) -> FastAPI:
    """The application over one robot; ``check_broker`` raises when the queue does not answer."""
    app = FastAPI(title="Collectbot", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.parts = _parts(robot, decide)
    app.add_middleware(SecurityHeaders, is_secure=app.state.parts.is_secure)
    app.mount(STATIC, StaticFiles(directory=_STATIC_FILES), name="static")
    add_error_pages(app)
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(customer_router)
    api = create_api(app.state.parts)
    app.mount(API, api, name="api")
    _add_probes(app, robot, check_broker)
    add_twilio_webhooks(app, robot)
    for each in (app, api):
        _build_routes(each)
    return app


def _build_routes(app: FastAPI) -> None:
    """Now and in one thread: FastAPI would do it in the first request, switching the whole process's warnings."""
    for _ in iter_route_contexts(app.routes):
        pass


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The reader processes end with the application that started them."""
    yield
    app.state.parts.readers.close()


def _parts(robot: Robot, decide: Decide) -> Parts:
    public = urlsplit(robot.settings.public_url)
    return Parts(
        robot,
        Templates(robot.settings.templates / "console"),
        base=public.path.rstrip("/"),
        is_secure=public.scheme == "https",
        decide=decide,
        readers=ReaderPool(robot.policy.robot.cash_application.reading_limits, jobs=2),
        customer_templates=Templates(robot.settings.templates / "console" / "customer"),
        findings=Findings(robot.settings),
    )


def _add_probes(app: FastAPI, robot: Robot, check_broker: Callable[[], None]) -> None:
    """What monitoring asks; it shows no personal data and has no login."""

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        """200 when all is well, 503 with the reasons when not."""
        health = examine(robot, check_broker)
        content: dict[str, Any] = {
            "status": "failing" if health.problems else "ok",
            "problems": health.problems,
            "scheduler_lease_seconds": round(health.scheduler_lease_s, 1),
            "stopped": health.stopped,
            "return_address": health.return_address,
        }
        return JSONResponse(content, status_code=503 if health.problems else 200)

    @app.get("/metrics")
    def metrics() -> Response:
        """Gauges in Prometheus's text format; 503 while the database is away."""
        try:
            return Response(render_metrics(robot), media_type=_PROMETHEUS)
        except CollectionsError as error:
            return Response(str(error), status_code=503, media_type="text/plain")
