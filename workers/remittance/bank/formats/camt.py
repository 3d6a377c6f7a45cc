"""camt.053 and camt.054 (ISO 20022), every version, with or without a namespace prefix: statements and entries. Pure.

Only booked entries are money. The parser resolves no entity, loads no DTD and reaches no network.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lxml import etree

from workers.receivables.currencies import is_currency
from workers.remittance.bank.formats.camt_details import details_of
from workers.remittance.bank.formats.camt_tree import Node, child, children, place_of, tag_of, text_at
from workers.remittance.bank.formats.fields import Unreadable, amount_of, day_of, given
from workers.remittance.bank.statement import Balance, Format, Statement, StatementLine

_ROOTS: dict[str, Format] = {"BkToCstmrStmt": "camt.053", "BkToCstmrDbtCdtNtfctn": "camt.054"}
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_BOOKED = frozenset(("BOOK", ""))
_MAX_BYTES = 200_000_000


def is_camt(content: bytes) -> bool:
    """Whether a file is XML: no other format begins so."""
    return content[:4000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_camt(content: bytes) -> list[Statement]:
    """All statements or notifications of a message; raises `Unreadable`."""
    body = next((node for node in _root(content) if tag_of(node)), None)
    kind = _ROOTS.get(tag_of(body)) if body is not None else None
    if body is None or kind is None:
        said = tag_of(body) if body is not None else "nothing"
        raise Unreadable(1, f"the message holds {said}: only camt.053 and camt.054 are read")
    name = "Stmt" if kind == "camt.053" else "Ntfctn"
    return [statement for part in children(body, name) for statement in _statements(part, kind)]


def _root(content: bytes) -> Node:
    if len(content) > _MAX_BYTES:
        raise Unreadable(1, "the file is too large to be read safely")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(error.lineno or 1, f"this is no well-formed XML: {error.msg}") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(1, "a bank file declares no document type: it is not read")
    return root


def _statements(part: Node, kind: Format) -> Iterator[Statement]:
    account = child(part, "Acct")
    number = text_at(account, "Id", "IBAN") or text_at(account, "Id", "Othr", "Id")
    if not number:
        raise Unreadable(place_of(part), "the statement names no account (Acct/Id)")
    opening, closing, currency = _balances(part, kind, text_at(account, "Ccy"))
    lines = tuple(line for entry in children(part, "Ntry") for line in _lines(entry))
    currencies = {currency} if currency else {line.currency for line in lines}
    stranger = next((line for line in lines if len(currencies) > 1 or line.currency not in currencies), None)
    if stranger is not None:
        raise Unreadable(stranger.place, f"the entry is in {stranger.currency}, its account in {currency or 'several'}")
    yield Statement(
        format=kind,
        lines=lines,
        account=number.replace(" ", ""),
        currency=next(iter(currencies), ""),
        number=text_at(part, "LglSeqNb") or text_at(part, "ElctrncSeqNb") or text_at(part, "Id"),
        opening=opening,
        closing=closing,
        goes_on=text_at(part, "StmtPgntn", "LastPgInd") == "false",
    )


def _balances(part: Node, kind: Format, currency: str) -> tuple[Balance | None, Balance | None, str]:
    """Opening and closing, booked; what yesterday closed with is what today opens with."""
    found: dict[str, Balance] = {}
    for balance in children(part, "Bal"):
        code = text_at(balance, "Tp", "CdOrPrtry", "Cd")
        amount = child(balance, "Amt")
        if code not in (*_OPENING, *_CLOSING) or amount is None:
            continue
        stated = _currency(amount)
        if currency and stated != currency:
            raise Unreadable(place_of(balance), f"the account is in {currency}, this balance in {stated}")
        currency = stated
        value = amount_of((amount.text or "").strip(), stated, place_of(amount)) * _sign(balance)
        on = _date(child(balance, "Dt"), place_of(balance))
        # An intermediate balance ends a page; the first opening and the last closing are those of the statement.
        if code in _CLOSING or code not in found:
            found[code] = Balance(value, on, place_of(balance))
    opening = found.get("OPBD") or found.get("PRCD")
    if kind == "camt.053" and (opening is None or "CLBD" not in found):
        raise Unreadable(place_of(part), "the statement has no opening (OPBD or PRCD) or no closing balance (CLBD)")
    return (opening, found.get("CLBD"), currency) if kind == "camt.053" else (None, None, currency)


def _lines(entry: Node) -> Iterator[StatementLine]:
    """A line per transaction of a booked entry; one for the entry where its transactions are not told apart."""
    status = text_at(entry, "Sts", "Cd") or text_at(entry, "Sts")
    amount = child(entry, "Amt")
    place = place_of(entry)
    if status.strip() not in _BOOKED:
        return
    if amount is None:
        raise Unreadable(place, "the entry has no amount (Amt)")
    currency = _currency(amount)
    total = amount_of((amount.text or "").strip(), currency, place_of(amount)) * _sign(entry)
    if not total:
        return  # tells of something that moved no money
    booked_on = _date(child(entry, "BookgDt"), place) or _date(child(entry, "ValDt"), place)
    if booked_on is None:
        raise Unreadable(place, "the entry has no booking date (BookgDt)")
    base = StatementLine(
        booked_on=booked_on,
        amount=total,
        currency=currency,
        reference="",
        payer="",
        bank_id=given(text_at(entry, "AcctSvcrRef")),
        value_on=_date(child(entry, "ValDt"), place),
        entry=given(text_at(entry, "AcctSvcrRef")),
        entry_amount=total,
        place=place,
    )
    yield from details_of(entry, base)


def _currency(amount: Node) -> str:
    code = amount.get("Ccy", "")
    if not is_currency(code):
        raise Unreadable(place_of(amount), f"{code!r} is no currency code (ISO 4217)")
    return code


def _sign(node: Node) -> int:
    match text_at(node, "CdtDbtInd"):
        case "CRDT":
            return 1
        case "DBIT":
            return -1
        case other:
            raise Unreadable(place_of(node), f"{other!r} is neither CRDT nor DBIT")


def _date(node: Node | None, place: int) -> date | None:
    if node is None:
        return None
    text = text_at(node, "Dt") or text_at(node, "DtTm")
    return day_of(text[:10], "%Y-%m-%d", place) if text else None
