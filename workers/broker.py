"""The queue: a broker by address, what happens to a message that fails, and the embedded worker.

A message carries an actor's name and ids, never facts: losing all of them loses nothing, because the sweeper finds in
the database what is due. Must not know what any actor does.
"""

from __future__ import annotations

import signal
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import dramatiq
import redis
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Middleware, Retries, TimeLimit

from workers.errors import (
    ConfigurationError,
    InvariantViolation,
    PermanentError,
    ServerUnreachable,
    TransientError,
    UserError,
)
from workers.logs import redact_text

QUEUE = "default"
DEAD_MESSAGE_ACTOR = "exception_queue.record_dead_message"
_KEPT_DEAD_LETTERS = 100
_ALWAYS = 1_000_000  # in a million
_log = structlog.get_logger("workers.broker")


@dataclass(frozen=True, slots=True)
class Actor:
    """A function that messages call by name. Its first argument is the process's robot, the others are ids and dates.

    ``max_age`` drops messages that waited longer: right for those that are sent again anyway. Lower ``priority`` first.
    """

    name: str
    run: Callable[..., None]
    max_age: timedelta | None = None
    time_limit: timedelta = timedelta(minutes=30)
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """How often, and after which waits, a message is tried again after a `TransientError`; and how long a worker may be
    silent before what it took is given to another (with Dramatiq's defaults that did not happen within minutes).
    """

    tries: int = 8
    shortest: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=10)
    heartbeat: timedelta = timedelta(seconds=15)


class EmbeddedBroker(StubBroker):
    """Queues in this process's memory. Dead letters are few and without their exceptions: those hold whole stacks."""

    def __init__(self, middleware: list[Middleware]) -> None:
        super().__init__(middleware)
        self.dead_letters_by_queue = defaultdict(_RecentLetters)


class _RecentLetters(list[dramatiq.MessageProxy]):
    def append(self, letter: dramatiq.MessageProxy) -> None:
        letter._exception = None
        super().append(letter)
        del self[:-_KEPT_DEAD_LETTERS]


class DeadMessages(Middleware):
    """A message that failed for good becomes a message to the exception queue, which makes a case of it."""

    def after_process_message(
        self,
        broker: dramatiq.Broker,
        message: dramatiq.MessageProxy,
        *,
        result: object = None,
        exception: BaseException | None = None,
    ) -> None:
        if exception is None or not message.failed:
            return
        error = f"{type(exception).__name__}: {redact_text(str(exception))}"
        _log.error("message.dead", actor=message.actor_name, ids=list(message.args), error=error)
        if message.actor_name != DEAD_MESSAGE_ACTOR:
            tries = message.options.get("retries", 0)
            letter = {"actor": message.actor_name, "ids": list(message.args), "error": error, "retries": tries}
            if isinstance(exception, InvariantViolation):
                letter["accounts"] = exception.accounts
            send(broker, DEAD_MESSAGE_ACTOR, letter)


class LogContext(Middleware):
    """Names the actor and its ids in every log line that is written while it runs."""

    def before_process_message(self, broker: dramatiq.Broker, message: dramatiq.MessageProxy) -> None:
        structlog.contextvars.bind_contextvars(actor=message.actor_name, ids=list(message.args))

    def after_process_message(
        self,
        broker: dramatiq.Broker,
        message: dramatiq.MessageProxy,
        *,
        result: object = None,
        exception: BaseException | None = None,
    ) -> None:
        structlog.contextvars.clear_contextvars()

    after_skip_message = after_process_message


def open_broker(url: str, delivery: Delivery = Delivery()) -> dramatiq.Broker:
    """The broker at an address; raises `ServerUnreachable` when it does not answer now."""
    match urlsplit(url).scheme:
        case "memory":
            broker: dramatiq.Broker = EmbeddedBroker(_middleware(delivery))
        case "redis" | "rediss":
            broker = _open_redis(url, delivery)
        case scheme:
            hint = "use memory:// or redis://HOST:PORT/0"
            raise ConfigurationError(f"COLLECTBOT_BROKER_URL: unknown scheme {scheme!r}", hint=hint)
    broker.declare_queue(QUEUE)
    return broker


def bind(broker: dramatiq.Broker, actors: Iterable[Actor], robot: object) -> None:
    """Let this process's workers run these actors with ``robot``."""
    for actor in actors:
        options: dict[str, Any] = {"time_limit": _milliseconds(actor.time_limit), "throws": (UserError, PermanentError)}
        if actor.max_age is not None:
            options["max_age"] = _milliseconds(actor.max_age)
        declare = dramatiq.actor(
            actor_name=actor.name, queue_name=QUEUE, priority=actor.priority, broker=broker, **options
        )
        declare(partial(actor.run, robot))


def send(broker: dramatiq.Broker, actor_name: str, *ids: object) -> None:
    """Put a message to an actor on the queue; the actor need not be known to this process."""
    message: dramatiq.Message[None] = dramatiq.Message(
        queue_name=QUEUE, actor_name=actor_name, args=ids, kwargs={}, options={}
    )
    try:
        broker.enqueue(message)
    except (dramatiq.BrokerConnectionError, redis.exceptions.RedisError) as error:
        raise ServerUnreachable(f"the broker did not take a message to {actor_name}: {error}") from error


def check(broker: dramatiq.Broker) -> None:
    """Raise `ServerUnreachable` unless the broker answers now."""
    if isinstance(broker, RedisBroker):
        try:
            broker.client.ping()
        except redis.exceptions.RedisError as error:
            raise ServerUnreachable(f"the broker does not answer: {error}") from error


def start_worker(broker: dramatiq.Broker, threads: int) -> dramatiq.Worker:
    """Worker threads in this process; the caller stops them."""
    worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=200)
    worker.start()
    return worker


def hear_stop_once() -> None:
    """Let a worker process of Dramatiq's take the first SIGTERM alone.

    A supervisor signals the whole group, and Dramatiq's own parent passes the signal on. Dramatiq takes the second one
    for impatience and cuts off hand-overs in the middle, which leaves messages in doubt. Who is in a hurry has SIGKILL.
    """
    stop = signal.getsignal(signal.SIGTERM)
    if not callable(stop):
        return

    def hear(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop(number, frame)

    signal.signal(signal.SIGTERM, hear)


def _middleware(delivery: Delivery) -> list[Middleware]:
    """``before_`` hooks run down this list, ``after_`` hooks up: Retries judges a failure before DeadMessages asks."""
    return [
        AgeLimit(),
        TimeLimit(),
        LogContext(),
        DeadMessages(),
        Retries(
            retry_when=lambda tries, error: isinstance(error, TransientError) and tries < delivery.tries,
            min_backoff=_milliseconds(delivery.shortest),
            max_backoff=_milliseconds(delivery.longest),
        ),
    ]


def _open_redis(url: str, delivery: Delivery) -> RedisBroker:
    try:
        broker = RedisBroker(  # type: ignore[no-untyped-call]
            url=url,
            middleware=_middleware(delivery),
            heartbeat_timeout=_milliseconds(delivery.heartbeat),
            maintenance_chance=_ALWAYS,
        )
        broker.client.ping()
    except ValueError as error:
        raise ConfigurationError(f"COLLECTBOT_BROKER_URL: {error}", hint="use redis://HOST:PORT/0") from error
    except redis.exceptions.RedisError as error:
        parts = urlsplit(url)
        where = f"{parts.scheme}://{parts.hostname or ''}:{parts.port or 6379}"
        remedy = "start it or correct COLLECTBOT_BROKER_URL"
        raise ServerUnreachable(f"cannot reach the broker {where}: {error} ({remedy})") from error
    return broker


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
