"""The web side of the robot: `/healthz` and `/metrics`, which show no personal data, and the providers' webhooks.

The pages for specialists come here later; neither may do what a slice does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from workers.console.health import examine
from workers.console.metrics import render_metrics
from workers.console.twilio_webhooks import add_twilio_webhooks
from workers.errors import CollectionsError
from workers.wiring import Robot

_PROMETHEUS = "text/plain; version=1.0.0; charset=utf-8"


def create_app(robot: Robot, check_broker: Callable[[], None]) -> FastAPI:
    """The application over one robot; ``check_broker`` raises when the queue does not answer."""
    app = FastAPI(title="Collectbot", docs_url=None, redoc_url=None, openapi_url=None)

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

    add_twilio_webhooks(app, robot)
    return app
