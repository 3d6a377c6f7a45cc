"""Logging for every process: structlog in front, the standard library's loggers behind it, one line per event.

JSON when standard error is no terminal. E-mail addresses and telephone numbers are blotted out wherever they turn up,
except the rehearsal address of `redirect_all_to`, which stands in every line. Must not be used by pure code.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
# Seven digits or more behind a plus sign, as channels write them: document numbers have none.
_PHONE = re.compile(r"\+\d[\d ()/-]{5,}\d")
_NOISY = ("apscheduler", "uvicorn", "alembic", "dramatiq.broker", "pdfminer", "httpx", "twilio")


def _nowhere() -> str:
    return ""


def configure_logging(
    stream: TextIO | None = None, *, as_json: bool = False, redirected_to: Callable[[], str] = _nowhere
) -> None:
    """Send every log line of this process to ``stream`` (standard error), redacted.

    ``redirected_to`` is asked for each line: a rehearsal may begin and end while a process runs.
    """
    target = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        _mark_rehearsal(redirected_to),
    ]
    ahead: list[Processor] = [structlog.stdlib.filter_by_level, *shared]
    structlog.configure(
        processors=[*ahead, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(_formatter(shared, as_json or not target.isatty()))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Blot out what names a person, in every value of an event."""
    return {key: _redacted(value) for key, value in event.items()}


def redact_text(text: str) -> str:
    """The text without addresses and numbers.

    >>> redact_text("550 no such user <anna.b@customer.example>, call +49 89 1234567 about RE-4711")
    '550 no such user <[e-mail]>, call [phone] about RE-4711'
    """
    return _PHONE.sub("[phone]", _EMAIL.sub("[e-mail]", text))


def _redacted(value: Any) -> Any:
    match value:
        case str():
            return redact_text(value)
        case dict():
            return {key: _redacted(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_redacted(inner) for inner in value]
        case _:
            return value


def _mark_rehearsal(redirected_to: Callable[[], str]) -> Processor:
    def mark(_logger: Any, _method: str, event: EventDict) -> EventDict:
        address = redirected_to()
        return {**event, "redirect_all_to": address} if address else event

    return mark


def _formatter(shared: list[Processor], as_json: bool) -> logging.Formatter:
    last: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    drop_private = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[drop_private, last])
