"""A policy survives storage: what the ledger keeps of it replays as the same policy with the same hash."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workers.policy.agencies import Agency
from workers.policy.company import BankAccount, Company, Entity
from workers.policy.fields import Window
from workers.policy.ladder import Ladder, Referral
from workers.policy.level import Level
from workers.policy.policy_set import PolicySet, policy_from_json
from workers.policy.robot import Bounds, CashBound, ContactRules, Feed, Match, Report, RobotPolicy, Segment

slugs = st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z")
words = st.text(min_size=1, max_size=20)
amounts = st.dictionaries(st.sampled_from(["EUR", "JPY", "KWD", "USD"]), st.integers(0, 10**12), max_size=3)
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
windows = st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Window(*pair))
small = st.integers(1, 60)


@st.composite
def ladders(draw: st.DrawFn, name: str) -> Ladder:
    count = draw(st.integers(1, 4))
    levels = tuple(
        Level(
            number=number,
            name=draw(slugs),
            notice=draw(slugs),
            days_after_due=draw(st.integers(-60, 900)),
            channels=draw(st.sampled_from([("email",), ("sms",), ("email", "sms")])),
            recipients=tuple(draw(st.lists(slugs, min_size=1, max_size=3))),
            min_interval_days=draw(small),
            pay_within_days=draw(small),
            minimum_amount=draw(amounts),
            final=draw(st.booleans()),
        )
        for number in range(1, count + 1)
    )
    referral = st.builds(
        Referral, days_after_due=small, min_days_after_final_notice=small, minimum_amount=amounts, agency=slugs
    )
    return Ladder(name, levels, draw(st.sampled_from(["lowest", "by_age"])), referral=draw(st.none() | referral))


@st.composite
def policies(draw: st.DrawFn) -> PolicySet:
    names = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    company = Company(
        name=draw(words),
        postal_address=draw(words),
        phone="+441174960100",
        email_from="ar@we.example",
        reply_to="ar@we.example",
        bounce_address="bounces@we.example",
        sms_sender="We Us",
        account_prefix="BW",
        bank_accounts={currency: BankAccount(draw(words)) for currency in draw(st.permutations(["EUR", "USD", "GBP"]))},
    )
    robot = RobotPolicy(
        company=company,
        own_domain="we.example",
        authserv_id="mx.we.example",
        entities={"default": Entity(draw(words), "Europe/London", "GB")},
        segments=tuple(Segment(draw(slugs), name, match=Match(segment=(draw(words),))) for name in names),
        report=Report(("lead@we.example",), at=draw(times)),
        bounds=Bounds(cash_applied=CashBound(draw(amounts))),
        feeds={"bank": Feed(draw(small))},
        contact_rules=ContactRules(send_window={"monday": draw(windows)}),
    )
    agency = Agency("North", ("EUR",), "placements/north", minimum_balance=draw(amounts))
    return PolicySet(robot, {name: draw(ladders(name)) for name in names}, {draw(slugs): agency})


@settings(max_examples=60)
@given(policies())
def test_policy_survives_storage(policy: PolicySet) -> None:
    stored = policy.canonical_json()
    again = policy_from_json(stored)

    assert again == policy
    assert again.hash == policy.hash
    assert again.canonical_json() == stored
    assert list(again.robot.company.bank_accounts) == list(policy.robot.company.bank_accounts)
