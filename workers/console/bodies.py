"""The body of a posted form: read up to a limit, then decoded. Must not judge what it says."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import HTTPException, Request

Form = dict[str, str]
BYTES_MAX = 64 * 1024


async def limited_body(request: Request, most: int = BYTES_MAX) -> bytes:
    """The whole body; a longer one is refused before it is kept."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, f"more than {most} bytes")
    return body


def form_fields(encoded: str) -> Form:
    """The last value of each field; a NUL can be stored by no database and means nothing."""
    fields = parse_qs(encoded, keep_blank_values=True)
    return {name: values[-1].replace("\x00", "") for name, values in fields.items()}
