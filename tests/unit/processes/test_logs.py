"""Log lines are JSON where nobody watches, name no person, and say when everything is redirected."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from workers.logs import configure_logging


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def _only_line(stream: io.StringIO) -> dict[str, object]:
    (line,) = stream.getvalue().splitlines()
    return dict(json.loads(line))


def test_addresses_and_numbers_are_blotted_out_wherever_they_stand(stream: io.StringIO) -> None:
    configure_logging(stream)
    structlog.get_logger("x").info("sent to bo@customer.example", evidence={"to": ["+49 89 1234567", "INV-1234567"]})
    line = _only_line(stream)
    assert line["event"] == "sent to [e-mail]"
    assert line["evidence"] == {"to": ["[phone]", "INV-1234567"]}


def test_the_standard_librarys_loggers_and_stacks_are_redacted_too(stream: io.StringIO) -> None:
    configure_logging(stream)
    try:
        raise ValueError("bo@customer.example")
    except ValueError:
        logging.getLogger("dramatiq").exception("failed for %s", "bo@customer.example")
    assert "bo@customer.example" not in stream.getvalue()
    assert _only_line(stream)["event"] == "failed for [e-mail]"


def test_every_line_of_a_rehearsal_says_so(stream: io.StringIO) -> None:
    configure_logging(stream, redirected_to=lambda: "rehearsal@us.example")
    logging.getLogger("anything").info("hello")
    assert _only_line(stream)["redirect_all_to"] == "rehearsal@us.example"
    structlog.get_logger("ours").info("hello")
    assert len(stream.getvalue().splitlines()) == 2
    assert all("rehearsal@us.example" in line for line in stream.getvalue().splitlines())


def test_twilios_library_does_not_log_each_request_in_a_dozen_lines(stream: io.StringIO) -> None:
    configure_logging(stream)
    logging.getLogger("twilio.http_client").info("-- BEGIN Twilio API Request --")
    assert stream.getvalue() == ""
