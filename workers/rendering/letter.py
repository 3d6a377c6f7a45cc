"""A dunning notice on paper: the texts of its template around the figures of its facts, and a statement of account.

The first line of ``letter.txt`` is the subject; a paragraph ``[[figures]]`` stands where items and payment details go.
Must not choose words: those of the tables are the templates' ``words``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reportlab.platypus import Flowable

from workers.receivables.charge import InterestRow
from workers.receivables.notice import Creditor, NoticeFacts, NoticeItem
from workers.rendering.letter_text import LetterText, MalformedLetter, parse_letter
from workers.rendering.paper import Pdf, Sheet, print_sheet
from workers.rendering.tables import Row, Sum, detail_box, gap, item_table, paragraph
from workers.rendering.words import Wording


def print_letter(facts: NoticeFacts, recipient: str, text: str, wording: Wording) -> Pdf:
    """The notice as a print-ready PDF for a window envelope; raises `MalformedLetter` or `UnprintableText`."""
    letter = parse_letter(text)
    words, creditor = wording.words, facts.creditor
    sheet = Sheet(
        title=letter.subject,
        sender=sender_lines(creditor),
        recipient=_below_name(facts.customer_name, recipient),
        facts=(
            (words["date"], wording.day(facts.notice_date, "long")),
            (words["our_reference"], facts.thread_token),
            (words["phone"], creditor.phone),
            (words["email"], creditor.email),
        ),
        foot=_foot(creditor),
        page_of=words["page"],
    )
    return print_sheet(sheet, lambda: list(_body(letter, facts, wording)))


def print_statement(facts: NoticeFacts, wording: Wording) -> Pdf:
    """Everything the account has open, as of the day the notice was decided on."""
    words, creditor = wording.words, facts.creditor
    sheet = Sheet(
        title=words["statement"],
        sender=sender_lines(creditor),
        recipient=(),
        facts=((words["our_reference"], facts.thread_token),),
        foot=_foot(creditor),
        page_of=words["page"],
    )
    return print_sheet(sheet, lambda: list(_statement(facts, wording)))


def sender_lines(creditor: Creditor) -> tuple[str, ...]:
    """Our name, and the lines of our address that do not repeat it."""
    return _below_name(creditor.name, creditor.postal_address)


def _foot(creditor: Creditor) -> tuple[str, str]:
    return " · ".join(sender_lines(creditor)), f"{creditor.phone} · {creditor.email}"


def _below_name(name: str, address: str) -> tuple[str, ...]:
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    repeated = bool(lines) and (
        name.casefold().startswith(lines[0].casefold()) or lines[0].casefold() in name.casefold()
    )
    return (name, *(lines[1:] if repeated else lines))


def _body(letter: LetterText, facts: NoticeFacts, wording: Wording) -> Iterator[Flowable]:
    yield paragraph(letter.subject, bold=True, size=11)
    yield gap(5)
    for text in letter.before:
        yield paragraph(text)
        yield gap(3)
    yield _figures(facts, wording)
    yield gap(5)
    yield from _charges(facts, wording)
    yield _payment(facts, wording)
    yield gap(5)
    for text in letter.after:
        yield paragraph(text)
        yield gap(3)
    yield from _enclosures(facts, wording)


def _figures(facts: NoticeFacts, wording: Wording) -> Flowable:
    words, currency = wording.words, facts.currency
    sums = [Sum(words["total"], wording.money(facts.total, currency))]
    for earlier in facts.earlier_charges:
        told = f"{words['earlier_charge']} {wording.day(earlier.charged_on)} ({earlier.document_number})"
        sums.append(Sum(told, wording.money(earlier.open, currency)))
    if facts.charges and facts.charges.asked:
        sums.extend(Sum(words[name], wording.money(amount, currency)) for name, amount in facts.charges.lines())
    if facts.on_account:
        sums.append(Sum(words["on_account"], wording.money(-facts.on_account, currency)))
    asked = f"{words['to_pay']} {words['by']} {wording.day(facts.deadline, 'long')}"
    sums.append(Sum(asked, wording.money(facts.amount_asked, currency), counts=True))
    return item_table(_heading(words), _rows(facts.items, facts.notice_date, currency, wording), sums)


def _charges(facts: NoticeFacts, wording: Wording) -> Iterator[Flowable]:
    """What is only told, and how interest was reckoned."""
    words, charges = wording.words, facts.charges
    if charges is None:
        return
    if not charges.asked:
        named = (f"{words[name]}: {wording.money(amount, facts.currency)}" for name, amount in charges.lines())
        yield paragraph("\n".join((words["only_told"], *named)), size=8.5)
        yield gap(2)
    if charges.rows:
        reckoned = (_interest_line(row, facts.currency, wording) for row in charges.rows)
        heading = f"{words['interest_table']} ({words['under']} {charges.law}):"
        yield paragraph("\n".join((heading, *reckoned)), size=8.5)
        yield gap(2)


def _interest_line(row: InterestRow, currency: str, wording: Wording) -> str:
    words, percent = wording.words, row.percent.replace(".", wording.words["decimal_point"])
    days = f"{words['from']} {wording.day(row.first)} {words['to']} {wording.day(row.last)}"
    on = f"{row.days} {words['interest_days']}, {percent} % {words['a_year']} {wording.money(row.principal, currency)}"
    return f"{row.document_number}: {days}, {on}: {wording.money(row.interest, currency)}"


def _payment(facts: NoticeFacts, wording: Wording) -> Flowable:
    names = ("bank", "iban", "bic", "account_number", "routing_number")
    bank = [(wording.words[name], getattr(facts.creditor, name)) for name in names]
    details = [
        (wording.words["account_holder"], facts.creditor.name),
        *((label, value) for label, value in bank if value),
        (wording.words["reference"], facts.thread_token),
    ]
    return detail_box(wording.words["pay_to"], details)


def _enclosures(facts: NoticeFacts, wording: Wording) -> Iterator[Flowable]:
    for word, names in (("enclosed", facts.enclosed), ("not_enclosed", facts.not_enclosed)):
        if names:
            yield paragraph(f"{wording.words[word]}: {', '.join(names)}", size=8.5)
            yield gap(2)


def _statement(facts: NoticeFacts, wording: Wording) -> Iterator[Flowable]:
    statement, words, currency = facts.statement, wording.words, facts.currency
    if statement is None:
        raise MalformedLetter("this notice carries no statement of the account")
    yield paragraph(words["statement"], bold=True, size=13)
    yield gap(2)
    day = wording.day(statement.as_of, "long")
    yield paragraph(f"{facts.customer_name}\n{words['customer_number']} {facts.customer_id}\n{words['as_of']} {day}")
    yield gap(5)
    sums = [
        Sum(words["open_items_total"], wording.money(statement.open, currency)),
        Sum(words["cash_on_account"], wording.money(-statement.on_account, currency)),
        Sum(words["balance"], wording.money(statement.balance, currency), counts=True),
    ]
    yield item_table(_heading(words), _rows(statement.items, statement.as_of, currency, wording), sums)


def _heading(words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(words[name] for name in ("document", "issued", "due", "late", "open"))


def _rows(items: Sequence[NoticeItem], as_of: date, currency: str, wording: Wording) -> list[Row]:
    return [
        Row(
            number=item.document_number,
            note=f"{wording.words['your_order']} {item.po_number}" if item.po_number else "",
            issued=wording.day(item.issue_date),
            due=wording.day(item.due_date),
            late=str(late) if (late := (as_of - item.due_date).days) > 0 and item.open > 0 else "",
            open=wording.money(item.open, currency),
        )
        for item in items
    ]
