"""A line of a statement in the words of the matching, and in those of the ledger. Pure; must not decide."""

from __future__ import annotations

from workers.ledger.cash.bank_lines import NewBankLine
from workers.remittance.bank.line_facts import Line
from workers.remittance.bank.statement import StatementLine


def line_of(said: StatementLine) -> Line:
    """A line of a statement in the words that the matching knows."""
    return Line(
        said.booked_on, said.amount, said.currency, said.reference, said.payer, said.end_to_end, said.structured,
        said.documents, said.payer_account, said.charges,
    )  # fmt: skip


def new_line(line: StatementLine, fingerprint: str, account: str, entity: str) -> NewBankLine:
    """A line of a statement as the ledger keeps it."""
    return NewBankLine(
        entity=entity,
        fingerprint=fingerprint,
        booked_on=line.booked_on,
        amount=line.amount,
        currency=line.currency,
        reference=line.reference,
        payer=line.payer,
        bank_id=line.bank_id,
        account=account,
        value_on=line.value_on,
        end_to_end=line.end_to_end,
        payer_account=line.payer_account,
        structured=" ".join(reference.replace(" ", "") for reference in line.structured),
        type_code=line.type_code,
        nature=line.nature,
        return_reason=line.return_reason,
        charges_minor=line.charges,
        entry=line.entry,
        entry_minor=line.entry_amount,
    )
