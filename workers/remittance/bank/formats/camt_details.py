"""The transactions of a camt entry: who paid, what for, and whether something came back. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workers.receivables.currencies import is_currency
from workers.remittance.bank.formats.camt_tree import Node, child, children, place_of, text_at
from workers.remittance.bank.formats.fields import MAX_TEXT, Unreadable, amount_of, given
from workers.remittance.bank.statement import Nature, PaidDocument, StatementLine

# Sub-families of bank transaction codes for what came back unpaid or was called back.
_RETURNED = frozenset(("UPDD", "PRDD", "UPCQ", "UPCT", "CQRV", "RRTN", "RPCR", "ARET"))
# German business codes in the bank's own code, as NDDT+109+...
_GERMAN_RETURNS = frozenset(("108", "109", "111", "159"))


def details_of(entry: Node, base: StatementLine) -> Iterator[StatementLine]:
    """One line per transaction, if they make the entry's amount; else the entry as one line with all their words."""
    parts = [part for details in children(entry, "NtryDtls") for part in children(details, "TxDtls")]
    common = _told(entry, base)
    if len(parts) < 2:
        yield _transaction(parts[0], entry, common) if parts else common
        return
    amounts = [_amount(part, base) for part in parts]
    if any(amount is None for amount in amounts):
        yield _merged(parts, entry, common)
        return
    if sum(amount or 0 for amount in amounts) != base.amount:
        told = zip(parts, amounts, strict=True)
        misfits = tuple(_transaction(part, entry, replace(common, amount=amount or 0)) for part, amount in told)
        yield replace(_merged(parts, entry, common), misfits=misfits)
        return
    for part, amount in zip(parts, amounts, strict=True):
        if amount:  # what moved no money is no line
            # Each transaction must tell itself apart: the entry's number and its charges are the whole entry's.
            own = replace(common, amount=amount, bank_id="", charges=0, place=place_of(part))
            yield _transaction(part, entry, own)


def _told(entry: Node, base: StatementLine) -> StatementLine:
    code = _code(entry)
    return replace(
        base,
        reference=given(text_at(entry, "AddtlNtryInf")),
        type_code=code,
        nature=_nature(code, base.amount, text_at(entry, "RvslInd") == "true", ""),
        charges=_charges(entry, base),
    )


def _transaction(part: Node, entry: Node, base: StatementLine) -> StatementLine:
    refs, parties = child(part, "Refs"), child(part, "RltdPties")
    code = _code(part) or base.type_code
    reason = given(text_at(part, "RtrInf", "Rsn", "Cd") or text_at(part, "RtrInf", "Rsn", "Prtry"))
    nature = _nature(code, base.amount, text_at(entry, "RvslInd") == "true", reason)
    # Who paid us is the debtor, also of a payment that went back.
    side = "Dbtr" if base.amount > 0 or nature == "return" else "Cdtr"
    words = _words(part)
    return replace(
        base,
        reference=(words or base.reference)[:MAX_TEXT],
        payer=_name(parties, side),
        bank_id=given(text_at(refs, "AcctSvcrRef")) or base.bank_id,
        end_to_end=given(text_at(refs, "EndToEndId")),
        payer_account=_account(parties, side),
        structured=tuple(_structured(part)),
        documents=tuple(_documents(part, base)),
        type_code=code,
        nature=nature,
        return_reason=reason,
        charges=_charges(part, base) or base.charges,
    )


def _merged(parts: list[Node], entry: Node, base: StatementLine) -> StatementLine:
    """Transactions that do not say their amounts: their words stay, and nothing names one payer."""
    told = [_transaction(part, entry, base) for part in parts]
    words = " ".join(dict.fromkeys(line.reference for line in told if line.reference))
    return replace(base, reference=words[:MAX_TEXT], structured=tuple(s for line in told for s in line.structured))


def _amount(part: Node, base: StatementLine) -> int | None:
    """The amount of a transaction in the account's currency, with the sign of its own mark or of its entry."""
    stated = child(part, "Amt")
    if stated is None:
        stated = child(part, "AmtDtls", "TxAmt", "Amt")
    if stated is None or stated.get("Ccy") != base.currency:
        return None
    mark = text_at(part, "CdtDbtInd")
    sign = {"CRDT": 1, "DBIT": -1}.get(mark, 1 if base.amount > 0 else -1)
    return sign * amount_of((stated.text or "").strip(), base.currency, place_of(stated))


def _words(part: Node) -> str:
    """What the payer wrote; beside it the numbers that only stand in structured fields are kept apart."""
    written = [given("".join(node.itertext())) for node in children(child(part, "RmtInf"), "Ustrd")]
    strict = [given(text_at(node, "AddtlRmtInf")) for node in children(child(part, "RmtInf"), "Strd")]
    more = given(text_at(part, "AddtlTxInf"))
    return " ".join(word for word in (*written, *strict, more) if word)


def _structured(part: Node) -> Iterator[str]:
    for strict in children(child(part, "RmtInf"), "Strd"):
        number = given(text_at(strict, "CdtrRefInf", "Ref"))
        if number:
            yield number


def _documents(part: Node, base: StatementLine) -> Iterator[PaidDocument]:
    for strict in children(child(part, "RmtInf"), "Strd"):
        numbers = [given(text_at(document, "Nb")) for document in children(strict, "RfrdDocInf")]
        amount = child(strict, "RfrdDocAmt", "RmtdAmt")
        paid = None
        if len(numbers) == 1 and amount is not None and amount.get("Ccy") == base.currency:
            paid = amount_of((amount.text or "").strip(), base.currency, place_of(amount))
        yield from (PaidDocument(number, paid) for number in numbers if number)


def _name(parties: Node | None, side: str) -> str:
    """Newer versions wrap the party; an ultimate party stands behind the one that paid."""
    return given(text_at(parties, side, "Nm") or text_at(parties, side, "Pty", "Nm"))


def _account(parties: Node | None, side: str) -> str:
    account = child(parties, f"{side}Acct", "Id")
    return (text_at(account, "IBAN") or text_at(account, "Othr", "Id")).replace(" ", "").upper()


def _code(node: Node) -> str:
    domain = child(node, "BkTxCd", "Domn")
    family = child(domain, "Fmly")
    codes = [text_at(domain, "Cd"), text_at(family, "Cd"), text_at(family, "SubFmlyCd")]
    own = text_at(node, "BkTxCd", "Prtry", "Cd")
    return " ".join(part for part in ("/".join(code for code in codes if code), own) if part)


def _nature(code: str, amount: int, reversed_: bool, reason: str) -> Nature:
    domain, _, own = code.partition(" ")
    german = bool(_GERMAN_RETURNS & set(own.split("+")))
    if not (reversed_ or reason or german or domain.rpartition("/")[2] in _RETURNED):
        return "payment"
    return "return" if amount < 0 else "undone_debit"


def _charges(node: Node, base: StatementLine) -> int:
    """What the bank took off the payment before it booked it, in the account's currency."""
    charges = child(node, "Chrgs")
    total = 0
    records = [charges] if child(charges, "Amt") is not None else list(children(charges, "Rcrd"))
    for record in records:
        amount = child(record, "Amt")
        if record is None or amount is None or text_at(record, "CdtDbtInd") == "CRDT":
            continue
        if not is_currency(amount.get("Ccy", "")):
            raise Unreadable(place_of(amount), f"{amount.get('Ccy')!r} is no currency code (ISO 4217)")
        if amount.get("Ccy") == base.currency:
            total += amount_of((amount.text or "").strip(), base.currency, place_of(amount))
    return total
