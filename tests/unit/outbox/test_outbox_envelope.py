"""A mail's place in its account's thread, and the address that it returns to."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.channels.base import OutgoingMessage
from workers.channels.mime import build_mail
from workers.outbox.envelope import REFERENCES_LENGTH_MAX, enveloped, trimmed
from workers.receivables.return_path import ReturnPath, ReturnTag

AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
NOTICE = OutgoingMessage("k", "email", "ap@customer.example", "ar@seller.example", "Please pay.", message_id="<k@us>")
PATH = ReturnPath("bounces@us.example", "a secret")


def test_the_first_mail_of_a_thread_answers_none_and_names_the_root() -> None:
    mail = enveloped(NOTICE, AT, ("<root@us>",), "b@us.example")
    assert (mail.in_reply_to, mail.references, mail.envelope_sender) == ("", ("<root@us>",), "b@us.example")


def test_a_later_mail_answers_the_last_one() -> None:
    mail = enveloped(NOTICE, AT, ("<root@us>", "<1@us>", "<answer@them>"), "b@us.example")
    assert mail.in_reply_to == "<answer@them>"
    assert mail.references == ("<root@us>", "<1@us>", "<answer@them>")


def test_a_mail_outside_any_account_is_in_no_thread() -> None:
    mail = enveloped(NOTICE, AT, (), "b@us.example")
    assert (mail.in_reply_to, mail.references) == ("", ())


def test_the_date_is_the_business_clocks() -> None:
    mail = message_from_bytes(build_mail(enveloped(NOTICE, AT, (), "b@us.example")), policy=default)
    assert mail.get_all("Date") == ["Tue, 03 Mar 2026 10:00:00 +0000"]


@given(st.lists(st.integers(5, 300).map(lambda n: f"<{'m' * (n - 4)}@x>"), max_size=60))
def test_a_chain_of_any_length_fits_one_header_line_and_keeps_root_and_end(ids: list[str]) -> None:
    chain = trimmed(["<root@us.example>", *ids])
    assert len(" ".join(chain)) <= REFERENCES_LENGTH_MAX
    assert chain[0] == "<root@us.example>"
    assert list(chain[1:]) == ids[len(ids) - len(chain) + 1 :]
    if ids:
        assert chain[-1] == ids[-1]
    raw = build_mail(enveloped(NOTICE, AT, ("<root@us.example>", *ids), "b@us.example"))
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_return_address_fits_the_local_part_of_an_address() -> None:
    assert len(PATH.for_message(10**15).partition("@")[0]) <= 64


@pytest.mark.parametrize("changed", [str.upper, str.lower, str.strip])
def test_a_return_address_names_its_message_however_servers_write_it(changed: object) -> None:
    assert callable(changed)
    assert PATH.tag_among(["ar@us.example", changed(PATH.for_message(17))]) == ReturnTag(17, is_genuine=True)


@pytest.mark.parametrize("other", [ReturnPath("bounces@us.example", "another"), ReturnPath("bounces@us.example", "")])
def test_a_tag_of_another_key_is_not_genuine(other: ReturnPath) -> None:
    assert PATH.tag_among([other.for_message(17)]) == ReturnTag(17, is_genuine=False)


def test_every_changed_character_of_a_tag_is_noticed() -> None:
    genuine = PATH.for_message(17)
    start, end = genuine.index("+") + 1, genuine.index("@")
    for place in range(start, end):
        digit = "1" if genuine[place] != "1" else "2"
        tag = PATH.tag_among([genuine[:place] + digit + genuine[place + 1 :]])
        assert tag is None or not tag.is_genuine
    assert PATH.tag_among([genuine[: end - 1] + genuine[end:]]) == ReturnTag(17, is_genuine=False)


@pytest.mark.parametrize(
    "address",
    ["bounces@us.example", "bounces+news@us.example", "bounces+1.ab@them.example", "xbounces+1.ab@us.example", "", "x"],
)
def test_other_addresses_hold_no_tag(address: str) -> None:
    assert PATH.tag_among([address]) is None


def test_a_genuine_tag_counts_before_a_forged_one() -> None:
    forged = "bounces+99.00000000000000000000@us.example"
    assert PATH.tag_among([forged, PATH.for_message(17)]) == ReturnTag(17, is_genuine=True)


def test_the_secret_shows_nowhere() -> None:
    assert "a secret" not in repr(PATH)
