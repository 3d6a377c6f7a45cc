"""Twilio's webhooks: what became of a text, and texts that came in. Nobody else is heard: every call must be signed.

Stores and settles what is told and answers with an empty document at once; answers to people go through the outbox.
Must not judge what it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from workers.console.bodies import Form, form_fields, limited_body
from workers.errors import CollectionsError
from workers.exception_queue.stopping import stop_law
from workers.inbox.rules.phrase_book import PhraseBook
from workers.inbox.sms import SmsDesk, take_sms
from workers.ledger.incoming.incoming_sms import IncomingSms
from workers.ledger.outgoing.delivery_reports import DeliveryReport
from workers.outbox.ports import OutboxPorts
from workers.outbox.sms_reports import take_report
from workers.wiring import Robot, open_twilio_signature

STATUS = "/webhooks/twilio/status"
INBOUND = "/webhooks/twilio/inbound"
_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
_FIELD_LENGTH = 200


def add_twilio_webhooks(app: FastAPI, robot: Robot) -> None:
    """Both webhooks, where SMS go through Twilio; elsewhere there are none to forge."""
    signature = open_twilio_signature(robot.settings)
    if signature is None:
        return

    async def heard(request: Request, path: str, act: Callable[[Form, Form], None]) -> Response:
        body = (await limited_body(request)).decode("utf-8", "replace")
        query = request.scope["query_string"].decode("latin-1")
        signed = request.headers.get("x-twilio-signature", "")
        if not signature.is_authentic(f"{path}?{query}" if query else path, body, signed):
            raise HTTPException(403, "not signed by Twilio for COLLECTBOT_PUBLIC_URL")
        try:
            await run_in_threadpool(act, form_fields(body), form_fields(query))
        except CollectionsError as error:
            raise HTTPException(503, "not stored: try again") from error
        return Response(_NOTHING_TO_SAY, media_type="text/xml")

    @app.post(STATUS)
    async def status(request: Request) -> Response:
        """What became of a text."""
        return await heard(request, STATUS, lambda form, query: take_report(_ports(robot), _report(form, query)))

    @app.post(INBOUND)
    async def inbound(request: Request) -> Response:
        """A text that came in."""
        return await heard(request, INBOUND, lambda form, _: take_sms(_desk(robot), _incoming(form)))


def _ports(robot: Robot) -> OutboxPorts:
    return OutboxPorts(robot.ledger, robot.policy, robot.channels, robot.renderer, robot.clock)


def _desk(robot: Robot) -> SmsDesk:
    policy = robot.policy
    occasion = partial(robot.occasion, "robot", policy)
    return SmsDesk(robot.ledger, policy.robot, occasion, PhraseBook(policy.reply_rules), stop_law(policy))


def _report(form: Form, query: Form) -> DeliveryReport:
    return DeliveryReport(
        reference=_required(form, "MessageSid"),
        status=_required(form, "MessageStatus").lower(),
        code=_short(form, "ErrorCode"),
        key=_short(query, "key"),
        recipient=_short(form, "To"),
    )


def _incoming(form: Form) -> IncomingSms:
    return IncomingSms(
        reference=_required(form, "MessageSid"),
        sender=_required(form, "From"),
        recipient=_short(form, "To"),
        body=form.get("Body", ""),
        answered_by_provider=_short(form, "OptOutType"),
    )


def _required(form: Form, name: str) -> str:
    value = _short(form, name)
    if not value:
        raise HTTPException(400, f"{name} is missing")
    return value


def _short(form: Form, name: str) -> str:
    return form.get(name, "")[:_FIELD_LENGTH]
