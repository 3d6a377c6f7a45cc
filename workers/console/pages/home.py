"""The way in: whoever opens the console comes to where the work is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from workers.console.access.visitor import Viewer
from workers.console.view.page import go_to

router = APIRouter()


@router.get("/")
def home(request: Request, visitor: Viewer) -> Response:
    """The queue."""
    return go_to(request, "/queue")
