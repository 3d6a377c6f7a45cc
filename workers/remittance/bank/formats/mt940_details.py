"""Field 86 of MT940: who paid and what for, in the three ways banks write it. Pure.

German ?20-?29, ?32 ?33 subfields (elsewhere with < or ~), Dutch /KEY/ words, and free text. What cannot be told apart
stays in the text, whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.remittance.bank.formats.fields import given

_SUBFIELD = re.compile(r"[?<~](\d{2})")
_GERMAN = re.compile(r"(\d{3})[?<~]\d{2}")
# Where one subfield ends and the next begins; words of banks begin there, or behind a space.
_SEAM = "\x1f"
_SEPA = re.compile(r"(?:\x1f|\b)(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RREF|RTRN)\+")
_SLASHED = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|CNTP|ORDP|BENM|PREF|TRCD|ISDT|RTRN|PURP|ULTD|ULTC|SVCL|UDTR|UCRD|ID|"
    r"OCMT|CHGS|CRNM|DACT|CACT|DBIC|CBIC|DBNM|ADDR|DCID|OAMT|OPRP|STZO)/"
)
_PURPOSE = (*range(20, 30), *range(60, 64))
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}\Z")
_CREDITOR_REFERENCE = re.compile(r"\bRF\d{2}[A-Z0-9]{1,21}\b")
_CHARGE = re.compile(r"([A-Z]{3})([\d.,]+)")
_REASON = re.compile(r"\b(?:RUECKGABEGRUND|RETURN REASON|REASON CODE)[:\s]+([A-Z0-9 ]{2,35})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Details:
    """What a field 86 tells; ``charges`` is (currency, amount) as printed."""

    text: str = ""
    payer: str = ""
    payer_account: str = ""
    end_to_end: str = ""
    structured: tuple[str, ...] = ()
    code: str = ""
    return_reason: str = ""
    charges: tuple[str, str] = ("", "")


def read_details(told: str, more: str = "") -> Details:
    """The details of a line; ``more`` is the second line of its field 61, where some banks put the payer's account.

    >>> read_details("166?00GUTSCHRIFT?20EREF+PAY-7?21SVWZ+Rechnung 4711?32Adler?33 GmbH").payer
    'Adler GmbH'
    """
    told = told.strip()
    if _GERMAN.match(told.replace("\n", "")):
        return _german(told)
    joined = told.replace("\n", "")
    if _SLASHED.match(joined):
        return _slashed(joined, more)
    text = " ".join(part for part in (" ".join(told.split()), " ".join(more.split())) if part)
    return Details(text=given(text), structured=_creditor_references(text))


def _german(told: str) -> Details:
    joined = told.replace("\n", "")
    pieces = _SUBFIELD.split(joined[3:])
    # Subfields are cut at 27 places, in the middle of words: purpose lines belong together as they stand.
    parts: dict[int, str] = {}
    for number, value in zip(pieces[1::2], pieces[2::2], strict=True):
        parts[int(number)] = parts.get(int(number), "") + (_SEAM if int(number) in _PURPOSE else "") + value
    purpose = "".join(parts.get(n, "") for n in _PURPOSE)
    known, free = _sepa_words(purpose)
    text = known.get("SVWZ", free) or free
    words = " ".join(part for part in (text, known.get("RREF", "")) if part)
    return Details(
        text=given(words),
        payer=given(parts.get(32, "") + parts.get(33, "")) or given(known.get("ABWA")),
        payer_account=_account(parts.get(31, "") or known.get("IBAN", "")),
        end_to_end=given(known.get("EREF")),
        structured=_creditor_references(words),
        code=joined[:3],
        return_reason=_reason(known, words),
        charges=_charges(known.get("COAM", "")),
    )


def _sepa_words(purpose: str) -> tuple[dict[str, str], str]:
    """The words that German banks mark (EREF+...), and what stands before the first of them."""
    pieces = _SEPA.split(purpose)
    known: dict[str, str] = {}
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        known.setdefault(word, value.replace(_SEAM, "").strip())
    return known, pieces[0].replace(_SEAM, "").strip()


def _slashed(joined: str, more: str) -> Details:
    pieces = _SLASHED.split(joined)
    known: dict[str, str] = {}
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        known.setdefault(word, value.strip())
    account, name = _counterparty(known.get("CNTP", ""))
    remittance = known.get("REMI", "").strip("/")
    structured = _structured(remittance)
    text = re.sub(r"\A(?:USTD//|STRD/[A-Z]*/)", "", remittance)
    return Details(
        text=given(text),
        payer=given(known.get("NAME", "").strip("/") or name),
        payer_account=_account(known.get("IBAN", "").strip("/") or account or known.get("DACT", "") or more),
        end_to_end=given(known.get("EREF", "").strip("/")),
        structured=structured or _creditor_references(text),
        code=given(known.get("TRCD", "").strip("/")),
        return_reason=given(known.get("RTRN", "").strip("/")),
        charges=_charges(known.get("CHGS", "")),
    )


def _counterparty(value: str) -> tuple[str, str]:
    """ING: account, bank, name and place, divided by slashes."""
    cells = value.split("/")
    return cells[0], cells[2] if len(cells) > 2 else ""


def _structured(remittance: str) -> tuple[str, ...]:
    found = re.match(r"STRD/[A-Z]*/(\S+)", remittance)
    return (found.group(1),) if found else ()


def _creditor_references(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_CREDITOR_REFERENCE.findall(text.upper())))


def _account(text: str) -> str:
    kept = text.replace(" ", "").strip("/").upper()
    return kept if _IBAN.match(kept) or kept.isdigit() else ""


def _charges(text: str) -> tuple[str, str]:
    found = _CHARGE.match(text.replace("+", ""))
    return (found.group(1), found.group(2)) if found else ("", "")


def _reason(known: dict[str, str], words: str) -> str:
    found = _REASON.search(words)
    return given(known.get("RTRN")) or (given(found.group(1)) if found else "")
