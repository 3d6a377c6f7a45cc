"""The price of a segment as robot.yaml writes it, and how it is told what is wrong with one."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from workers.policy.sms import SmsPolicy, parse_price

ADAPTER = TypeAdapter(SmsPolicy)


@pytest.mark.parametrize(
    ("text", "micros"),
    [("0.0079 USD", 7_900), ("1 EUR", 1_000_000), ("0.5 GBP", 500_000), ("12.000001 JPY", 12_000_001)],
)
def test_a_price_is_exact(text: str, micros: int) -> None:
    assert parse_price(text).micros == micros


@pytest.mark.parametrize("wrong", ["0.0079", "USD 1", "0.00000001 USD", "-1 USD", "1 XYZ", "0.0079 usd", 0.0079, 1])
def test_anything_else_is_refused_with_an_example(wrong: object) -> None:
    with pytest.raises(ValidationError, match=r"such as \"0.0079 USD\""):
        ADAPTER.validate_python({"segment_prices": {"US": wrong}})


def test_a_policy_reads_what_it_writes() -> None:
    policy = ADAPTER.validate_python({"max_segments": 3, "segment_prices": {"US": "0.0079 USD"}})
    assert ADAPTER.validate_python(ADAPTER.dump_python(policy)) == policy


def test_a_country_is_two_capitals() -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python({"segment_prices": {"Germany": "0.1 USD"}})
