"""No token of one account opens another, whatever the accounts, messages, days and secrets."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from workers.receivables.customer_link import CustomerLinks, LinkFacts

_IDS = st.integers(1, 2**63 - 1)
FACTS = st.builds(LinkFacts, _IDS, _IDS, st.dates(date(2020, 1, 1), date(2100, 1, 1)))
SECRETS = st.text(min_size=1, max_size=40)


@given(FACTS, FACTS, SECRETS)
def test_a_token_opens_its_own_account_and_no_other(one: LinkFacts, other: LinkFacts, secret: str) -> None:
    links = CustomerLinks(secret)
    assert links.read(links.token(one)) == one
    assert (links.token(one) == links.token(other)) == (one == other)


@given(FACTS, SECRETS, SECRETS)
def test_a_token_of_another_secret_opens_nothing(facts: LinkFacts, ours: str, theirs: str) -> None:
    if ours != theirs:
        assert CustomerLinks(ours).read(CustomerLinks(theirs).token(facts)) is None


@given(FACTS, FACTS, SECRETS, st.integers(1, 47))
def test_parts_of_two_tokens_make_no_third(one: LinkFacts, other: LinkFacts, secret: str, cut: int) -> None:
    links = CustomerLinks(secret)
    mixed = links.token(one)[:cut] + links.token(other)[cut:]
    assert links.read(mixed) in {None, one, other}


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=48, max_size=48))
def test_a_guess_opens_nothing(token: str) -> None:
    assert CustomerLinks("a secret").read(token) is None
