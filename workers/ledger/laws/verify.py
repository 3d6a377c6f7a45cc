"""All eleven laws, heard over one snapshot of the ledger, and the day's seal. Must not repair what it finds."""

from __future__ import annotations

from workers.ledger.laws.arrangements import settlements_close_their_items
from workers.ledger.laws.chains import chains_are_whole, every_change_left_a_trace
from workers.ledger.laws.decisions import decisions_come_out_again, hints_hide_nothing, matching_knows_no_order
from workers.ledger.laws.law import Hearing, Law, LawResult, Replays
from workers.ledger.laws.left_bytes import what_left_is_as_journalled
from workers.ledger.laws.levels import levels_keep_their_order
from workers.ledger.laws.mail import every_mail_ends
from workers.ledger.laws.messages import (
    a_key_is_accepted_once,
    nothing_leaves_under_a_hold,
    placed_items_are_not_dunned,
)
from workers.ledger.laws.money import (
    entries_balance,
    entries_keep_to_one_currency,
    held_cash_follows_its_postings,
    open_amounts_follow_their_postings,
    payments_add_up,
    people_keep_their_allocations,
)
from workers.ledger.laws.pauses import nothing_leaves_on_a_paused_day
from workers.ledger.laws.policies import policies_are_as_hashed
from workers.ledger.laws.row_seals import rows_are_as_sealed, seal_rows
from workers.ledger.laws.seals import seal
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion

LAWS = (
    Law(1, "a payment is applications, on-account and unidentified cash",
        (payments_add_up, held_cash_follows_its_postings)),
    Law(2, "an open amount lies between zero and the original",
        (open_amounts_follow_their_postings, settlements_close_their_items)),
    Law(3, "levels come as often as their ladder says, in order, and not too soon", (levels_keep_their_order,)),
    Law(4, "no notice leaves under a hold", (nothing_leaves_under_a_hold, nothing_leaves_on_a_paused_day)),
    Law(5, "one live key, at most one accepted message", (a_key_is_accepted_once,)),
    Law(6, "every fetched mail ends with an outcome", (every_mail_ends,)),
    Law(7, "a placed item receives no dunning", (placed_items_are_not_dunned,)),
    Law(8, "every change is journalled and decides the same again",
        (chains_are_whole, every_change_left_a_trace, rows_are_as_sealed, what_left_is_as_journalled,
         policies_are_as_hashed, decisions_come_out_again, hints_hide_nothing)),
    Law(9, "matching does not depend on order", (matching_knows_no_order,)),
    Law(10, "debits equal credits per entry and currency", (entries_balance, entries_keep_to_one_currency)),
    Law(11, "the robot changes no allocation made by a person", (people_keep_their_allocations,)),
)  # fmt: skip


def verify(ledger: Ledger, replays: Replays, occasion: Occasion) -> list[LawResult]:
    """Hear every law over one snapshot, then seal new rows, and all chains in the root of the business date."""
    with ledger.read() as connection:
        hearing = Hearing(connection, occasion.at, replays)
        results = [law.hear(hearing) for law in LAWS]
    seal_rows(ledger, occasion)
    with ledger.write() as connection:
        seal(connection, occasion)
    return results
