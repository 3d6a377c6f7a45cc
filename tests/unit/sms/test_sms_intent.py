"""Opt-outs in any wording and four languages; opt-ins by keyword alone; all else is a person's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.phrases import PHRASES, RULES
from workers.inbox.rules.phrase_book import PhraseBook
from workers.inbox.rules.sms_intent import SmsIntent, find_matter, read_sms, says_opt_out

KEYWORDS = re.findall(
    r"\S+",
    """STOP Stop. stop! STOPALL UNSUBSCRIBE Cancel END QUIT REVOKE OPTOUT OPT-OUT Remove TD
    ARRET ARRÊT STOPP BAJA PARAR Abmelden Désabonner Ende Cancelar""",
)


@pytest.mark.parametrize(
    "body",
    [
        *KEYWORDS,
        "Stop please",
        "please STOP",
        "STOP it now thanks",
        "Stop all",
        "STOP. I have already paid this!",
        "STOP I paid you last week by bank transfer",
        "stop texting me",
        "Stop these messages at once or else",
        "don't text me again",
        "Do not contact me by SMS",
        "no more texts pls",
        "I want to opt out",
        "remove my number from your list",
        "wrong number",
        "Leave me alone!!",
        "I revoke my consent",
        "Bitte keine weiteren SMS",
        "Keine Nachrichten mehr",
        "hören Sie bitte auf",
        "Lassen Sie mich in Ruhe",
        "Bitte meine Nummer löschen",
        "Schreiben Sie mir nicht mehr",
        "Hiermit widerrufe ich meine Einwilligung",
        "Falsche Nummer",
        "Plus de SMS svp",
        "Ne m'écrivez plus",
        "arrêtez de m'envoyer des messages",
        "Arrêt s'il vous plaît",
        "mauvais numéro",
        "No me envíen más mensajes",
        "dejen de escribirme",
        "Quiero darme de baja",
        "déjenme en paz",
        "Número equivocado",
    ],
)
def test_any_wording_of_an_opt_out_is_one(body: str) -> None:
    assert read_sms(body) is SmsIntent.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        "No. Stop.",
        "NO STOP",
        "No, stop!",
        "¡No, para!",
        "No, pare por favor",
        "Don't stop by our office, stop texting me",
        "Please stop doing this",
        "I want you to stop",
        "No más",
        "basta ya",
        "Para de escribirme",
        "Arrêtez s'il vous plaît de m'écrire",
        "Lösch bitte meine Nummer",
    ],
)
def test_a_no_before_the_stop_and_words_around_it_lose_no_opt_out(body: str) -> None:
    assert read_sms(body) is SmsIntent.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        "S T O P",
        "s.t.o.p",
        "STOPPPP",
        "st0p",
        "\N{OCTAGONAL SIGN}",
        "unsubcribe",
        "Unsuscribe please",
        "I asked you to stop",
        "I want this to stop",
        "I don't want to get any more of these",
        "Go away",
        "This is spam",
        "text me no more",
        "Bitte aufhören",
        "Ich will das nicht mehr",
        "Bitte streichen Sie mich",
        "Bitte aus der Liste nehmen",
        "Cessez svp",
        "por favor paren",
        "bórrenme",
        "No molestar",
        "Niente più SMS",
        "Non scrivetemi più",
        "Afmelden",
        "Geen sms meer",
    ],
)
def test_an_opt_out_drawn_out_misspelt_or_rude_is_one(body: str) -> None:
    assert read_sms(body) is SmsIntent.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        "I don't want this invoice",
        "Ich will das nicht mehr bezahlen",
        "Auf der Liste fehlt eine Rechnung",
        "\U0001f44d",
    ],
)
def test_a_complaint_about_an_invoice_is_no_opt_out(body: str) -> None:
    assert read_sms(body) is SmsIntent.OTHER


@pytest.mark.parametrize(
    "body", ["Do not stop", "Please stop the direct debit", "No pare la entrega", "I will stop by"]
)
def test_what_is_to_stop_is_not_always_we(body: str) -> None:
    assert read_sms(body) is SmsIntent.OTHER


@pytest.mark.parametrize("body", ["START", "start ", "Unstop.", "opt in"])
def test_a_keyword_opens_a_number_again(body: str) -> None:
    assert read_sms(body) is SmsIntent.OPT_IN


@pytest.mark.parametrize("body", ["YES", "Yes.", "yes please", "Ja", "ok", "oui", "sí", "start of next week I pay", ""])
def test_a_yes_in_answer_to_our_question_opens_nothing(body: str) -> None:
    assert read_sms(body) is SmsIntent.OTHER


@pytest.mark.parametrize(
    "body", ["HELP", "help?", "Info", "HILFE!", "aide", "ayuda", "Información", "?", "Help me please", "Hilfe bitte"]
)
def test_help_is_asked_for_in_four_languages(body: str) -> None:
    assert read_sms(body) is SmsIntent.HELP


@pytest.mark.parametrize(
    ("body", "matter"),
    [
        ("We will pay on Friday", "promise"),
        ("I have already paid this", "already_paid"),
        ("We dispute this invoice, goods were damaged", "dispute"),
        ("Please don't stop the delivery, we will pay tomorrow", "promise"),
        ("Je ne peux plus payer", "unclear"),
        ("Our company is in liquidation", "insolvency"),
        ("Please contact my lawyer", "attorney"),
        ("Can you help me with the invoice", "unclear"),
    ],
)
def test_anything_else_is_a_matter_for_a_person(body: str, matter: str) -> None:
    assert read_sms(body) is SmsIntent.OTHER
    assert find_matter(body, PHRASES).name == matter


def test_ops_add_a_wording_in_a_language_of_theirs() -> None:
    italian = replace(RULES["it"], wants={"opt_out": ("non (voglio|vogliamo) più (messaggi|sms)",)})
    book = PhraseBook({**RULES, "it": italian})
    assert says_opt_out("Non vogliamo più messaggi!", book)
    assert not says_opt_out("Non vogliamo più messaggi!", PHRASES)


@pytest.mark.parametrize("body", ["We will pay on Friday", "I have already paid", "", "Please don't stop the delivery"])
def test_what_is_no_opt_out_by_mail_is_none_by_text(body: str) -> None:
    assert not says_opt_out(body, PHRASES)


@given(st.sampled_from(["STOP", "arrêt", "Baja", "Abmelden", "unsubscribe"]), st.text(" .!?,-\n\t", max_size=5))
def test_signs_around_a_stop_word_change_nothing(word: str, signs: str) -> None:
    assert read_sms(f"{signs}{word}{signs}") is SmsIntent.OPT_OUT
