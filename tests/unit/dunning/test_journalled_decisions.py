"""What the journal keeps of a decision: canonical text, and every fact that the decision rests on."""

from __future__ import annotations

from datetime import date

import orjson
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from workers.dunning.decisions import Decision, NoContact, NoticeDue, OnHold, Wait
from workers.dunning.notice import decision_document, journalled
from workers.ledger.journal import canonical_json
from workers.receivables.standing import (
    PastNotice,
    Reach,
    Standing,
    StandingItem,
    Undelivered,
    standing_document,
    standing_from_document,
)

DAY = date(2026, 3, 3)
IDS, AMOUNTS = st.integers(1, 2**31), st.integers(-(2**53), 2**53)
DAYS = st.none() | st.dates()
ITEMS = st.builds(StandingItem, IDS, st.dates(), AMOUNTS, prior_level=st.integers(0, 9), prior_level_on=DAYS)
NOTICES = st.builds(PastNotice, st.integers(1, 9), st.text(), st.text(), DAYS, listed=st.none() | st.tuples(IDS))
REACHES = st.builds(Reach, IDS, st.text(), st.tuples(st.text()))
STANDINGS = st.builds(
    Standing,
    IDS,
    st.just("EUR"),
    st.just(0),
    st.text(),
    st.tuples(ITEMS, ITEMS),
    hold=st.text(),
    hold_until=DAYS,
    notices=st.tuples(NOTICES),
    reach=st.tuples(REACHES),
    undelivered=st.tuples(st.builds(Undelivered, IDS, st.text(), IDS)),
)
DECISIONS = (
    st.builds(Wait, st.text(), DAYS)
    | st.builds(OnHold, st.text(), DAYS)
    | st.builds(NoContact, IDS, st.text(), DAYS)
    | st.just(NoticeDue(2, ((5, 10_000), (6, 1)), 10_001, 10_001, (("email", 3),)))
)


KEPT = (
    '{"as_of":"2026-03-03","ladder":"654c","standing":{"account":1,"currency":"EUR","segment":"everyone_else",'
    '"items":[[5,"2026-02-17",10148,0,false,0,null]],"on_account":0,"restraint":["","",null,null,""],"episode":1,'
    '"notices":[[1,"email","delivered","2026-02-20","friendly_reminder",5,1,null]],'
    '"reach":[[1,"ap_clerk",["email"]]],"undelivered":[[1,"sms",1]],"country":"GB","skip_ahead":false,'
    '"step_back":false},"decision":{"name":"NoticeDue","level":2,"listed":[[5,10148]],"overdue":10148,"asked":10148,'
    '"contacts":[["email",1]],"unreachable":["sms"],"reason":"level_due","occurrence":1}}'
)


def test_a_decision_is_written_as_it_always_was() -> None:
    """What older versions wrote is decided again, and compared, by newer ones."""
    standing = Standing(
        1,
        "EUR",
        3,
        "everyone_else",
        (StandingItem(5, date(2026, 2, 17), 10_148),),
        episode=1,
        notices=(PastNotice(1, "email", "delivered", date(2026, 2, 20), "friendly_reminder", 5),),
        reach=(Reach(1, "ap_clerk", ("email",)),),
        undelivered=(Undelivered(1, "sms", 1),),
        country="GB",
    )
    decision = NoticeDue(2, ((5, 10_148),), 10_148, 10_148, (("email", 1),), ("sms",))
    assert journalled(standing, decision, "654c", DAY) == KEPT


@given(STANDINGS, DECISIONS)
def test_the_text_of_a_decision_is_the_canonical_one(standing: Standing, decision: Decision) -> None:
    text = journalled(standing, decision, "a ladder", DAY)
    assert text == canonical_json(orjson.loads(text))
    assert orjson.loads(text)["decision"] == orjson.loads(orjson.dumps(decision_document(decision)))


@given(STANDINGS)
def test_a_standing_is_read_back_as_it_was_journalled(standing: Standing) -> None:
    document = orjson.loads(journalled(standing, Wait("any"), "a ladder", DAY))["standing"]
    assert standing_from_document(document) == standing


def test_a_standing_of_the_days_when_notices_named_no_levels_is_read() -> None:
    kept = standing_document(Standing(7, "EUR", 0, "default", ())) | {
        "notices": [[1, "email", "handed_over", "2026-02-03"]]
    }
    assert standing_from_document(kept).notices == (PastNotice(1, "email", "handed_over", date(2026, 2, 3)),)


def test_decisions_of_two_kinds_are_never_equal() -> None:
    waits: Decision = Wait("any", DAY)
    assert waits != OnHold("any", DAY)
    assert structs.replace(Wait("any"), until=DAY) == Wait("any", DAY)
