"""More plain wordings by which people ask for no more texts, and sentences like them that do not."""

from __future__ import annotations

import pytest

from workers.inbox.rules.sms_intent import SmsIntent, read_sms


@pytest.mark.parametrize(
    "body",
    [
        "please cease",
        "Texts are not ok. Cease.",
        "No more texting please",
        "I'm not interested",
        "I no longer wish to receive these",
        "we no longer want to be contacted",
        "don't send me these",
        "You are not allowed to text me",
        "cut it out!",
        "Bitte nicht mehr",
        "Lasst das!",
        "kein Interesse",
        "Ich möchte das nicht mehr bekommen",
        "N'envoyez plus",
        "N'écrivez plus svp",
        "pas intéressé",
        "No me escriban",
        "no me envíe más",
        "Ya no quiero recibir mensajes",
        "No quiero sus mensajes",
    ],
)
def test_any_plain_wording_of_an_opt_out_is_one(body: str) -> None:
    assert read_sms(body) is SmsIntent.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        "please don't send me the goods again, they were damaged",
        "We are not interested in a payment plan",
        "I no longer want to pay by cheque",
        "Wir haben die Rechnung nicht mehr erhalten",
        "Ich kann das nicht mehr bezahlen",
        "Nous n'envoyons plus de chèques",
        "No me envió la factura",
        "No quiero pagar eso",
    ],
)
def test_what_only_sounds_like_an_opt_out_is_a_persons(body: str) -> None:
    assert read_sms(body) is SmsIntent.OTHER
