"""Tryton's side of the comparison: runs inside Tryton's own environment, one phase per process.

    python tryton_side.py FOLDER PHASE LINES

FOLDER holds ``bench.sqlite``, made by `trytond-admin`. Phases: ``fill`` (chart, 2,000 parties, one receivable line per
item, all overdue), ``create`` (the wizard's `generate_dunnings` and its commit, after it looked once on an earlier day,
when nothing was due), ``again`` (the same with nothing due), ``render`` (the e-mail template of
`account_dunning_email`, as many as LINES). Prints the processor time of its work in seconds. Must not import anything
of ours: none of it is installed there.
"""

from __future__ import annotations

import datetime
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

PARTIES = 2_000
MODULES = ["account_dunning", "account_dunning_email"]
TODAY = datetime.date(2026, 3, 3)
EARLIER = TODAY - datetime.timedelta(days=13)


def main(folder: Path, phase: str, lines: int) -> None:
    import trytond.config as config

    config.set("database", "uri", "sqlite://")
    config.set("database", "path", str(folder.resolve()))
    config.set("email", "from", "ar@us.example")
    pool = opened()
    if phase == "fill":
        fill_book(pool, lines)
        return
    work = {"create": generate, "again": generate, "render": render}[phase]
    print(work(pool, lines))


def opened() -> Any:
    from trytond.pool import Pool

    Pool.start()
    pool = Pool("bench")
    pool.init()
    return pool


def fill_book(pool: Any, lines: int) -> None:
    from trytond.transaction import Transaction, TransactionError

    extras: dict[str, object] = {}
    while True:  # Tryton asks for a lock by failing, and wants to be asked again with it
        with Transaction().start("bench", 1, **extras) as transaction:
            try:
                fill(pool, lines)
            except TransactionError as error:
                transaction.rollback()
                error.fix(extras)
                continue
            transaction.commit()
            return


def fill(pool: Any, lines: int) -> None:
    from trytond.modules.account.tests import create_chart, get_fiscalyear
    from trytond.modules.company.tests import create_company, set_company

    company = create_company()
    with set_company(company):
        create_chart(company)
        year = get_fiscalyear(company, today=TODAY)
        year.save()
        type(year).create_period([year])
        procedure = pool.get("account.dunning.procedure")
        levels = [
            (
                "create",
                [
                    {"sequence": n, "overdue": datetime.timedelta(days), "send_email": True}
                    for n, days in ((1, 5), (2, 20), (3, 40))
                ],
            )
        ]
        chosen = procedure.create([{"name": "standard", "levels": levels}])[0]
        parties = pool.get("party.party").create([_party(n, chosen.id) for n in range(PARTIES)])
        _move_lines(pool, year.periods[1], parties, lines)


def _party(number: int, procedure: int) -> dict[str, object]:
    mail = {"type": "email", "value": f"ap{number}@customer.example"}
    return {
        "name": f"Customer {number}",
        "dunning_procedure": procedure,
        "contact_mechanisms": [("create", [mail])],
        "addresses": [("create", [{}])],
    }


def _move_lines(pool: Any, period: Any, parties: Any, lines: int) -> None:
    account = pool.get("account.account")
    receivable = account.search([("type.receivable", "=", True), ("party_required", "=", True)], limit=1)[0]
    revenue = account.search([("type.revenue", "=", True), ("closed", "!=", True)], limit=1)[0]
    journal = pool.get("account.journal").search([("code", "=", "REV")], limit=1)[0]
    moves = []
    for n in range(lines):
        amount, due = Decimal(100 + n % 37), TODAY - datetime.timedelta(days=6 + n % 12)
        debit = {"account": receivable.id, "debit": amount, "party": parties[n % len(parties)].id, "maturity_date": due}
        credit = {"account": revenue.id, "credit": amount}
        moves.append(
            {
                "period": period.id,
                "journal": journal.id,
                "date": period.start_date,
                "lines": [("create", [debit, credit])],
            }
        )
    pool.get("account.move").create(moves)


def generate(pool: Any, lines: int) -> float:
    from trytond.transaction import Transaction

    with Transaction().start("bench", 1) as transaction:
        dunning = pool.get("account.dunning")
        company = pool.get("company.company").search([])[0]
        with transaction.set_context(company=company.id, companies=[company.id], _companies={company.id}):
            dunning.generate_dunnings(date=EARLIER)
            started = time.process_time()
            dunning.generate_dunnings(date=TODAY)
            drafts = dunning.search([("state", "=", "draft")])
            transaction.commit()
            took = time.process_time() - started
        if drafts:
            # Processed, without mail, so that the run of the next day has nothing to do.
            dunning.write(drafts, {"state": "waiting", "date": TODAY})
            transaction.commit()
        if dunning.search([], count=True) != lines:
            raise SystemExit(f"expected {lines} dunnings")
    return took


def render(pool: Any, count: int) -> float:
    from trytond.transaction import Transaction

    with Transaction().start("bench", 1) as transaction:
        dunning, company = pool.get("account.dunning"), pool.get("company.company").search([])[0]
        with transaction.set_context(company=company.id, companies=[company.id], _companies={company.id}):
            language = pool.get("ir.lang").search([("code", "=", "en")], limit=1)[0]
            chosen = dunning.browse([one.id for one in dunning.search([], limit=count)])
            started = time.process_time()
            for one in chosen:
                one._email("ar@us.example", ["ap@customer.example"], [], [], {language}).as_bytes()
            return (time.process_time() - started) * count / len(chosen)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
