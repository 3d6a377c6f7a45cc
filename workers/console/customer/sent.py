"""What a form of the page sent, made safe: fields, one file, amounts, days. Tied to the link whose page had the form.

Must not act on any of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import orjson
from babel.numbers import NumberFormatError, parse_decimal
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from workers.console.access.secrets import form_token, is_form_token, new_token
from workers.console.access.visitor import NotAllowed, demand_own_origin
from workers.console.bodies import Form, form_fields, limited_body
from workers.receivables.money import to_minor

FORM_FIELD = "form"
_ROOM_FOR_FIELDS = 64 * 1024
_FIELDS_MAX = 20
_FIGURES = re.compile(r"[\d.,]+")
_PLAIN_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,3})?")
_SIGNS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
_UNUSUAL = re.compile(r"[^\w. -]")


class Declined(Exception):
    """Why nothing was done, as the page says it: a key below ``problem.`` of its words."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of one of the kinds that are taken; its name and type are ours."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """One form: where it came from (``nonce``), what it is for, and what it says."""

    nonce: str
    kind: str
    fields: Form
    file: UploadedFile | None = None

    @property
    def key(self) -> str:
        """The same for the same form sent twice, and another for every other."""
        digest = hashlib.sha256(self.file.content).hexdigest() if self.file else ""
        said = orjson.dumps([self.nonce, self.kind, sorted(self.fields.items()), digest])
        return hashlib.sha256(said).hexdigest()

    def line(self, name: str, most: int) -> str:
        """A field as one line."""
        return " ".join(self.text(name, most).split())

    def text(self, name: str, most: int) -> str:
        """A field without signs that no page shows."""
        value = self.fields.get(name, "")[:most]
        return "".join(sign for sign in value if sign.isprintable() or sign == "\n").strip()

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.line(name, 10))
        except ValueError:
            raise Declined("day") from None

    def amount(self, name: str, currency: str, language: str) -> int | None:
        """Minor units above zero; None where the field was left empty."""
        written = self.line(name, 30).replace(" ", "").removesuffix(currency)
        return amount_of(written, currency, language) if written else None


def amount_of(written: str, currency: str, language: str) -> int:
    """An amount as people of a language write it; a comma and a point are both taken before the last figures.

    >>> amount_of("1.234,50", "EUR", "de"), amount_of("1,234.50", "EUR", "en"), amount_of("120,5", "EUR", "en")
    (123450, 123450, 12050)
    >>> amount_of("1.234", "EUR", "en")
    Traceback (most recent call last):
    ...
    workers.console.customer.sent.Declined: amount
    """
    if not _FIGURES.fullmatch(written):
        # 1e3 and 1_000 are numbers to a program, not to whoever reads what was written.
        raise Declined("amount")
    try:
        is_plain = _PLAIN_AMOUNT.fullmatch(written) and not re.fullmatch(r"\d+[.,]\d{3}", written)
        value = Decimal(written.replace(",", ".")) if is_plain else parse_decimal(written, locale=language, strict=True)
        minor = to_minor(value, currency)
    except (NumberFormatError, ValueError, ArithmeticError):
        raise Declined("amount") from None
    if not 0 < minor < 10**15:
        raise Declined("amount")
    return minor


def new_form(secret: str, token: str) -> str:
    """What the forms of one view of the page carry: random, and bound to its link."""
    nonce = new_token()
    return f"{nonce}.{form_token(secret, _bound(token, nonce))}"


async def read_sent(request: Request, secret: str, token: str, *, kind: str, upload_bytes: int) -> Sent:
    """The form that a page of this link had; raises `Declined` for any other, and for what is too large."""
    try:
        demand_own_origin(request)
        body = await limited_body(request, _ROOM_FOR_FIELDS + (upload_bytes if kind == "proof" else 0))
    except NotAllowed:
        raise Declined("form") from None
    except HTTPException:
        raise Declined("file_size") from None
    fields, upload = await _parts(request, body)
    nonce, _, proof = fields.pop(FORM_FIELD, "").partition(".")
    if not is_form_token(secret, _bound(token, nonce), proof):
        raise Declined("form")
    if kind != "proof":
        return Sent(nonce, kind, fields)
    return Sent(nonce, kind, fields, _file(upload[0], upload[1], upload_bytes) if upload else _no_file())


async def _parts(request: Request, body: bytes) -> tuple[Form, tuple[str, bytes] | None]:
    """The fields, and the file where there is one."""
    content_type = request.headers.get("content-type", "").lower()
    if not content_type.startswith("multipart/form-data"):
        return form_fields(body.decode("utf-8", "replace")), None
    if "charset" in content_type:
        # Browsers name none: with one, bytes can become signs that no page and no database takes.
        raise Declined("form")
    parser = MultiPartParser(request.headers, _once(body), max_files=1, max_fields=_FIELDS_MAX)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise Declined("form") from None
    upload, fields = None, Form()
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            upload = (value.filename or "", await value.read())
        else:
            fields[name] = value.replace("\x00", "")
    await form.close()
    return fields, upload


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


def _file(name: str, content: bytes, most: int) -> UploadedFile:
    """By what it begins with, whatever its name and type claim."""
    if not content:
        return _no_file()
    if len(content) > most:
        raise Declined("file_size")
    for sign, (content_type, ending) in _SIGNS.items():
        if content.startswith(sign):
            stem = _UNUSUAL.sub("-", name.rpartition("/")[2].rpartition(".")[0])[:80].strip(" .") or "file"
            return UploadedFile(f"{stem}.{ending}", content_type, content)
    raise Declined("file_kind")


def _no_file() -> UploadedFile:
    raise Declined("file")


def _bound(token: str, nonce: str) -> str:
    return f"customer page {token} {nonce}"
