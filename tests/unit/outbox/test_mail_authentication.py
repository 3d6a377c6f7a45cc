"""What our public records say: which mails cannot pass DMARC, and what to publish."""

from __future__ import annotations

import pytest

from workers.receivables.mail_authentication import SenderRecords, judge_sender_records

SPF, KEY = ("v=spf1 include:mail.example -all",), ("v=DKIM1; k=rsa; p=MIGfMA0",)


def weights(dmarc: str, **changes: object) -> list[str]:
    given = {"return_domain": "us.example", "spf": SPF, **changes}
    records = SenderRecords("us.example", dmarc={"us.example": (dmarc,)}, **given)  # type: ignore[arg-type]
    return [finding.weight for finding in judge_sender_records(records)]


def test_an_aligned_return_address_with_one_record_passes() -> None:
    assert weights("v=DMARC1; p=reject") == ["ok", "ok", "warning"]


def test_a_key_of_the_from_domain_passes_alone() -> None:
    aside = {"return_domain": "bulk.example", "dkim_selector": "s1", "dkim": KEY}
    assert weights("v=DMARC1; p=reject", **aside) == ["ok", "warning", "ok"]


@pytest.mark.parametrize(
    "changes",
    [
        {"return_domain": "bulk.example"},
        {"spf": ()},
        {"spf": (*SPF, "v=spf1 -all")},
        {"spf": ("google-site-verification=x",)},
        {"return_domain": "bulk.example", "dkim_selector": "s1"},
        {"return_domain": "bulk.example", "dkim_selector": "s1", "dkim": ("v=DKIM1; p=",)},
        {"return_domain": "evilus.example"},
    ],
)
@pytest.mark.parametrize(("policy", "weight"), [("reject", "refusal"), ("quarantine", "warning"), ("none", "warning")])
def test_without_either_a_policy_of_reject_is_a_refusal(changes: dict[str, object], policy: str, weight: str) -> None:
    assert weights(f"v=DMARC1; p={policy}", **changes)[0] == weight


def test_a_house_below_the_record_is_aligned_unless_it_is_strict() -> None:
    below = {"return_domain": "bounces.us.example"}
    assert weights("v=DMARC1; p=reject", **below)[0] == "ok"
    assert weights("v=DMARC1; p=reject; aspf=s", **below)[0] == "refusal"


def test_below_the_records_own_domain_sp_counts() -> None:
    def refused(dmarc: str) -> bool:
        above = {"ar.us.example": (), "us.example": (dmarc,)}
        return judge_sender_records(SenderRecords("ar.us.example", "x.example", dmarc=above))[0].weight == "refusal"

    assert refused("v=DMARC1; p=none; sp=reject")
    assert refused("v=DMARC1; p=reject")
    assert not refused("v=DMARC1; p=reject; sp=none")


def test_a_refusal_says_what_to_publish() -> None:
    records = SenderRecords("us.example", "bulk.example", dmarc={"us.example": ("v=DMARC1; p=reject",)})
    refusal = judge_sender_records(records)[0]
    assert refusal.text == "no mail from us.example can pass its DMARC policy p=reject"
    assert "set company.bounce_address in robot.yaml to an address at us.example" in refusal.fix
    assert "mail_authentication.dkim_selector" in refusal.fix


def test_no_record_or_two_are_only_a_warning() -> None:
    for texts in ((), ("v=DMARC1; p=reject", "v=DMARC1; p=none"), ("unrelated",)):
        (finding,) = judge_sender_records(SenderRecords("us.example", "x.example", dmarc={"us.example": texts}))
        assert (finding.weight, finding.text) == ("warning", "us.example has no DMARC record")
