"""Languages, escaping, channels and headers of rendered notices."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec import structs

from tests.unit.rendering.sample_notice import FACTS, ITEMS
from workers.errors import ConfigurationError
from workers.policy.level import Channel
from workers.receivables.notice import NoticeFacts
from workers.rendering import Renderer

TEMPLATES = Path(__file__).parents[3] / "templates"
BOTH: frozenset[Channel] = frozenset({"email", "sms"})


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(TEMPLATES)


@pytest.mark.parametrize(
    ("language", "words", "amount"),
    [
        ("de", "Sehr geehrte", "3.878,04\xa0€"),
        ("de_CH", "Sehr geehrte", "EUR\xa03\u2019878.04"),  # the nearest words, but Swiss figures
        ("de-CH", "Sehr geehrte", "EUR\xa03\u2019878.04"),
        ("de_XX", "Sehr geehrte", "3.878,04\xa0€"),  # no such country
        ("en", "Dear Sir", "€3,878.04"),
        ("en_GB", "Dear Sir", "€3,878.04"),
        ("fr", "Dear Sir", "€3,878.04"),  # no French notice: the default language with its own figures
        ("", "Dear Sir", "€3,878.04"),
    ],
)
def test_pitfall_15_language_falls_back_in_order(renderer: Renderer, language: str, words: str, amount: str) -> None:
    text = renderer.render_notice("final_notice", language, FACTS, BOTH).text
    assert text.startswith(words)
    assert amount in text


def test_the_order_of_languages_is_exact_then_base_then_default() -> None:
    assert Renderer(TEMPLATES, "en_GB").languages_for("de_CH") == ("de_CH", "de", "en_GB", "en")


def test_without_any_language_the_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES / "dunning/final_notice/de", tmp_path / "dunning/final_notice/de")
    with pytest.raises(ConfigurationError, match="no such template") as caught:
        Renderer(tmp_path).render_notice("final_notice", "fr", FACTS, BOTH)
    assert caught.value.file == str(tmp_path / "dunning/final_notice/fr/subject.txt")
    assert caught.value.hint == "also tried: en"


def test_html_is_escaped_and_text_is_not(renderer: Renderer) -> None:
    hostile = structs.replace(
        FACTS, customer_name="<script>alert(1)</script>", items=(structs.replace(ITEMS[0], po_number="<b>&"),)
    )
    rendered = renderer.render_notice("final_notice", "en", hostile, BOTH)
    assert "<script>" not in rendered.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in rendered.html
    assert "&lt;b&gt;&amp;" in rendered.html
    assert "<b>&" in rendered.text


def test_markup_in_facts_is_never_run(renderer: Renderer) -> None:
    hostile = structs.replace(FACTS, items=(structs.replace(ITEMS[0], po_number="{{ 7 * 7 }}"),))
    assert "{{ 7 * 7 }}" in renderer.render_notice("final_notice", "en", hostile, BOTH).text


def test_a_line_break_in_a_fact_cannot_begin_a_header(renderer: Renderer) -> None:
    hostile = structs.replace(FACTS, thread_token="BW-C1\r\nBcc: all@company.example")
    subject = renderer.render_notice("final_notice", "en", hostile, BOTH).subject
    assert subject.endswith("[BW-C1 Bcc: all@company.example]")


def test_only_the_parts_of_the_channels_asked_for_are_rendered(renderer: Renderer) -> None:
    sms = renderer.render_notice("final_notice", "en", FACTS, frozenset({"sms"}))
    mail = renderer.render_notice("final_notice", "en", FACTS, frozenset({"email"}))
    assert (sms.subject, sms.text, sms.html) == ("", "", "")
    assert sms.sms.startswith("Brightwater Components Ltd: ")
    assert mail.sms == ""
    assert all((mail.subject, mail.text, mail.html))


def test_nothing_is_threatened_that_is_not_meant(renderer: Renderer) -> None:
    without = renderer.render_notice("final_notice", "en", structs.replace(FACTS, announces_referral=False), BOTH)
    with_referral = renderer.render_notice("final_notice", "en", FACTS, BOTH)
    for text, announced in ((without.text + without.html, False), (with_referral.text + with_referral.html, True)):
        assert ("collection agency" in text) is announced


def test_pitfall_19_figure_and_currency_agree_whatever_was_rendered_before(renderer: Renderer) -> None:
    for currency, shown in (("USD", "$3,878.04"), ("EUR", "€3,878.04"), ("JPY", "¥387,804"), ("USD", "$3,878.04")):
        facts = structs.replace(FACTS, currency=currency)
        assert shown in renderer.render_notice("final_notice", "en", facts, BOTH).html


def test_cash_on_account_is_shown_only_where_there_is_some(renderer: Renderer) -> None:
    netted = renderer.render_notice("final_notice", "en", FACTS, BOTH)
    gross = renderer.render_notice(
        "final_notice", "en", structs.replace(FACTS, on_account=0, amount_asked=487_804), BOTH
    )
    assert "Less cash received on account: €1,000.00" in netted.text
    assert "on account" not in gross.text + gross.html


def test_facts_survive_the_outbox() -> None:
    assert NoticeFacts.from_json(FACTS.to_json()) == FACTS
