"""The facts and the policy of a moment: those of now as they stand, those of then rebuilt from history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workers.dunning.explain.account import Moment
from workers.dunning.scan import Reader, remembering
from workers.errors import UserError
from workers.ledger.book.charge_history import load_charge_histories
from workers.ledger.book.holds import items_held
from workers.ledger.book.pauses import with_pauses
from workers.ledger.book.people import people_of
from workers.ledger.book.standings import Dossier
from workers.ledger.history.load import load_histories
from workers.ledger.history.neighbours import contacted_before
from workers.ledger.history.policies import policy_in_force
from workers.ledger.operations import feeds
from workers.ledger.queue.calls import conversations
from workers.outbox.refusals import texts_refused
from workers.outbox.rules.send_gate import longest_cap, stale_feeds
from workers.policy.policy_set import PolicySet, policy_from_json
from workers.receivables.occasion import Occasion


def dossier_now(
    connection: Connection, account_id: int, policy: PolicySet, occasion: Occasion
) -> tuple[Dossier, Moment]:
    """The account and its surroundings as they stand."""
    (dossier,) = Reader(policy, occasion.business_date).dossiers(connection, [account_id])
    max_age = {str(name): timedelta(hours=feed.max_age_hours) for name, feed in policy.robot.feeds.items()}
    stale = stale_feeds(feeds.last_received(connection), max_age, occasion.at)
    charged = load_charge_histories(connection, [account_id], policy.rates.freezing_stops, occasion.business_date)
    refused = texts_refused(connection)
    own = charged[account_id]
    moment = Moment(occasion.at, occasion.business_date, policy, stale, texts_refused=refused, charged=own)
    return dossier, _surrounded(connection, dossier, moment)


def dossier_then(
    connection: Connection, account_id: int, occasion: Occasion, policy: PolicySet
) -> tuple[Dossier, Moment]:
    """The account as it was known at a past moment, under the policy of that time; ``policy`` where none is kept.

    How old the feeds were then is not kept, nor whether our texts were refused: neither is taken to have been so.
    """
    (history,) = load_histories(connection, [account_id])
    if not history.changed_at or history.changed_at[0] > occasion.at:
        raise UserError(f"nothing is known of customer {history.row.customer_id} before {_first(history.changed_at)}")
    content = policy_in_force(connection, occasion.at)
    then = policy_from_json(content) if content else policy
    home = {name: entity.country for name, entity in then.robot.entities.items()}
    # What a run planned at this very instant is its answer, and none of the facts that it saw.
    sent = history.sent_at(occasion.at - timedelta(microseconds=1))
    known = history.dossier((occasion.at, occasion.business_date), sent, remembering(then), home)
    (dossier,) = with_pauses([known], then, occasion.business_date)
    moment = Moment(occasion.at, occasion.business_date, then)
    return dossier, _surrounded(connection, dossier, moment)


def _first(changed_at: Sequence[datetime]) -> str:
    return f"{changed_at[0]:%Y-%m-%d %H:%M} UTC" if changed_at else "today"


def _surrounded(connection: Connection, dossier: Dossier, moment: Moment) -> Moment:
    """With what holds its items, and when each person of the account was written to, under any address, within the
    longest cap, and last spoken to.
    """
    groups = [[c.email, c.phone] if c.email or c.phone else [c.postal_address] for c in dossier.contacts]
    people = people_of(connection, groups)
    since = moment.at - longest_cap(moment.policy.robot.contact_rules, moment.policy.rule_packs.values())
    written = contacted_before(connection, sorted(people), since, moment.at)
    spoken = conversations(connection, [dossier.account_id], moment.at)
    held = items_held(connection, dossier.account_id, moment.at, moment.on)
    return replace(moment, contacted=_by_person(people, written), conversations=spoken, held=held)


def _by_person(
    people: Mapping[str, frozenset[str]], written: Mapping[str, Sequence[datetime]]
) -> dict[str, list[datetime]]:
    return {address: sorted(at for one in person for at in written.get(one, ())) for address, person in people.items()}
