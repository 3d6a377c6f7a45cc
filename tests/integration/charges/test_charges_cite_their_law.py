"""A charge cites the rule pack and version that allow it: in the notice, in the journal, in what `explain` tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import select

from tests.charged_book import ChargedBook
from tests.dunned_book import ROOT
from workers.cli.explain import print_account, print_notice
from workers.dunning.explain.account import explain_account
from workers.dunning.explain.notice import explain_notice
from workers.dunning.explain.past import dossier_now
from workers.dunning.quote import Question, quote
from workers.ledger.history.notices import find_notice
from workers.ledger.schema import journal
from workers.rendering import Renderer


def account_told(book: ChargedBook) -> dict[str, Any]:
    with book.ledger.read() as connection:
        told = explain_account(*dossier_now(connection, 1, book.policy, book.occasion()))
    return told | {"facts": "as they stand"}


def notice_told(book: ChargedBook) -> dict[str, Any]:
    with book.ledger.read() as connection:
        record = find_notice(connection, "1")
    assert record is not None
    return explain_notice(record, Renderer(ROOT / "templates"))


def test_a_charge_names_its_pack_before_it_is_planned_and_after_it_was_booked(book: ChargedBook, capsys: Any) -> None:
    book.customer()
    would = account_told(book)["currencies"][0]["charges"]
    assert (would["rule_pack"], would["law"]) == ("de_bgb@1", "§ 288 (2), (5) BGB")
    assert (would["interest"], would["compensation"], would["fee"]) == ("0.25", "40.00", "2.50")
    print_account(account_told(book))
    assert "It would charge (book): interest 0.25 EUR" in capsys.readouterr().out

    book.plan()
    book.send()
    charged = notice_told(book)
    assert charged["charges"] == would
    print_notice(charged)
    printed = capsys.readouterr().out
    assert "under § 288 (2), (5) BGB (de_bgb@1)" in printed
    assert "9 days, 10.27 % of 100.00: 0.25" in printed

    with book.ledger.read() as connection:
        data = connection.scalar(select(journal.c.data).where(journal.c.kind == "charge.booked"))
        owed = quote(connection, book.policy, Question(1, "EUR", book.today))
    assert orjson.loads(data or "{}")["rule_pack"] == "de_bgb@1"
    assert owed.rule_pack == "de_bgb@1"


def test_without_the_pack_nobody_is_charged_by_its_law(book: ChargedBook) -> None:
    packs = {name: pack for name, pack in book.policy.rule_packs.items() if name != "de_bgb"}
    book.policy = replace(book.policy, rule_packs=packs)
    book.customer()
    told = account_told(book)["currencies"][0]["charges"]
    assert (told["fee"], told["law"], told["rule_pack"]) == ("2.50", "", "")
    assert "interest" not in told


def test_a_notice_of_a_later_version_cites_that_version(book: ChargedBook) -> None:
    second = replace(book.policy.rule_packs["de_bgb"], version=2)
    book.policy = replace(book.policy, rule_packs={**book.policy.rule_packs, "de_bgb": second})
    book.customer()
    book.plan()
    charges = book.notice().charges
    assert charges is not None
    assert charges.rule_pack == "de_bgb@2"
