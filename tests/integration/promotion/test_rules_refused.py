"""Rules that nobody may learn, and approvals of rules that nobody waits for any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.dunned_book import ROOT, DunnedBook
from tests.integration.promotion.test_learned_rules import NAME, RuleRoom
from workers.clock import real_now
from workers.errors import UserError
from workers.exception_queue.desk import claim_case
from workers.ledger.schema import learned_rules
from workers.ledger.unit_of_work import Ledger
from workers.receivables.customer import name_key


@pytest.fixture
def room(sqlite_ledger: Ledger, tmp_path: Path) -> RuleRoom:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return RuleRoom(DunnedBook(sqlite_ledger), tmp_path / "config")


def test_a_customers_own_name_is_learned_for_no_other_customer(room: RuleRoom) -> None:
    """Money under it would be of two customers from then on, and a case each time."""
    room.book.customer("C1")
    room.book.customer("C2", name=NAME["name"], name_key=name_key(NAME["name"]))
    with pytest.raises(UserError, match="that is a name of C2 already"):
        room.propose("payer_name", **NAME)


def test_a_contact_rule_of_before_whose_address_is_none_is_not_approved(room: RuleRoom) -> None:
    """Until addresses were looked at, `foo` could be proposed; its case can only be put away."""
    room.book.customer("C1")
    rule = room.propose("contact", customer="C1", role="ap_clerk", email="new@c1.example")
    with room.book.ledger.write() as connection:
        entry = {"customer": "C1", "role": "ap_clerk", "email": "foo"}
        connection.execute(update(learned_rules).values(entry=entry))
    with pytest.raises(UserError, match="'foo' is no e-mail address"):
        room.decide()
    assert room.state(rule) == "proposed"
    room.decide("refuse")
    assert room.state(rule) == "refused"


def test_an_approval_taken_while_its_rule_was_revoked_can_be_put_away(room: RuleRoom) -> None:
    room.book.customer("C1")
    rule = room.propose("payer_name", **NAME)
    (case,) = room.waiting()
    with room.book.ledger.write() as connection:
        claim_case(connection, case.id, room.book.occasion("bob"), real_now(), 30)
    room.revoke(rule, by="ann")
    with pytest.raises(UserError, match="is revoked already: `refuse` puts its case away"):
        room.decide()
    room.decide("refuse")
    assert (room.waiting(), room.state(rule)) == ([], "revoked")
