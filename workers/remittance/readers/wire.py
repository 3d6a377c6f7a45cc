"""Frames between a reader process and its parent: a length, then JSON (and raw bytes on the way in). Never pickle.

A process that reads hostile files may be taken over; what it sends back is data, checked when it is decoded.
"""

from __future__ import annotations

import struct
from dataclasses import asdict
from typing import Any, BinaryIO

import orjson
from pydantic import TypeAdapter

from workers.policy.cash_application import ReadingLimits
from workers.receivables.remittance_advice import AdvicePayment
from workers.remittance.document import Document, Page, Refusal, Source, Word

MAX_FRAME = 200_000_000
_PAYMENTS = TypeAdapter(tuple[AdvicePayment, ...])
_LENGTH = struct.Struct(">I")


def write_frame(stream: BinaryIO, payload: bytes) -> None:
    stream.write(_LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame, or None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    payload = stream.read(size) if size <= MAX_FRAME else b""
    return payload if len(payload) == size else None


def encode_request(source: Source, limits: ReadingLimits) -> bytes:
    head = orjson.dumps(
        {
            "name": source.name,
            "content_type": source.content_type,
            "password": source.password,
            "limits": asdict(limits),
        }
    )
    return _LENGTH.pack(len(head)) + head + source.content


def decode_request(payload: bytes) -> tuple[Source, ReadingLimits]:
    size = _LENGTH.unpack(payload[: _LENGTH.size])[0]
    head = orjson.loads(payload[_LENGTH.size : _LENGTH.size + size])
    content = payload[_LENGTH.size + size :]
    return Source(head["name"], head["content_type"], content, head["password"]), ReadingLimits(**head["limits"])


def encode_result(result: Document | Refusal) -> bytes:
    if isinstance(result, Refusal):
        return orjson.dumps({"refused": [result.name, result.kind, result.reason]})
    pages = [[[[w.text, w.x0, w.x1, w.top, w.bottom] for w in p.words], list(p.rules)] for p in result.pages]
    payments = [asdict(payment) for payment in result.payments]
    return orjson.dumps([result.name, result.kind, pages, result.second_reading, payments, result.is_scan], default=str)


def decode_result(payload: bytes) -> Document | Refusal:
    """The result in a frame; raises `ValueError` when the frame does not hold one."""
    try:
        return _decode(orjson.loads(payload))
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError(f"not a reader's answer: {error}") from error


def _decode(value: Any) -> Document | Refusal:
    if isinstance(value, dict):
        name, kind, reason = (str(part) for part in value["refused"])
        return Refusal(name, kind if kind == "encrypted" else "unreadable", reason)
    name, kind, pages, second, payments, is_scan = value
    return Document(
        str(name),
        str(kind),
        tuple(
            Page(
                tuple(Word(str(w[0]), float(w[1]), float(w[2]), float(w[3]), float(w[4])) for w in words),
                tuple(float(rule) for rule in rules),
            )
            for words, rules in pages
        ),
        None if second is None else str(second),
        _PAYMENTS.validate_python(payments),
        bool(is_scan),
    )
