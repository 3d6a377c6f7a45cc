"""remittance_formats.yaml: which hint covers a mail, and the line and words that answer a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.policy.policy_files import CASE_KINDS, NOTICES, write_policy
from workers.errors import ConfigurationErrors
from workers.policy.load import check_policy
from workers.policy.remittance_formats import NO_HINT, RemittanceFormats
from workers.settings import load_settings

HINTS = """\
formats:
  monthly:
    domains: [payer.example]
    subject: "^avis"
    date_order: month_first
  acme:
    domains: [payer.example, acme.example]
    customers: [C1]
    paid_column: Ausz. EUR
    password: ACME
"""


def read(folder: Path, text: str) -> RemittanceFormats:
    write_policy(folder)
    (folder / "remittance_formats.yaml").write_text(text, encoding="utf-8")
    return check_policy(folder, notices=NOTICES, case_kinds=CASE_KINDS).usable().remittance_formats


def test_the_first_hint_that_covers_a_mail_counts(tmp_path: Path) -> None:
    hints = read(tmp_path, HINTS)
    monthly, acme = hints.formats["monthly"], hints.formats["acme"]
    assert hints.hint_for(None, ("payer.example",), "AVIS 7") is monthly
    assert hints.hint_for(None, ("payer.example",), "Payment") is acme
    assert hints.hint_for("C1", (), "AVIS 7") is acme
    assert hints.hint_for("C2", ("other.example", ""), "avis") is NO_HINT


def test_a_password_comes_from_the_environment_and_is_shown_nowhere(tmp_path: Path) -> None:
    settings = load_settings({"COLLECTBOT_PDF_PASSWORD_ACME": "swordfish"}, tmp_path / "none")
    passwords = read(tmp_path, HINTS).passwords(settings.pdf_passwords)
    assert passwords == {"payer.example": "swordfish", "acme.example": "swordfish"}
    assert "swordfish" not in repr(settings)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("paid_column", "payd_column", 9, "did you mean 'paid_column'"),
        ("date_order: month_first", "date_order: american", 5, "month_first"),
        ('"^avis"', '"^(avis"', 4, "no regular expression"),
        ("password: ACME", "password: sword-fish", 10, "password"),
        ("    customers: [C1]\n", "    customers: [payer.example, C1, C1]\n", 8, "always comes first"),
        ("    domains: [payer.example, acme.example]\n", "", 9, "would never be tried"),
        ("    domains: [payer.example]\n", "", 3, "for nobody"),
        ("    date_order: month_first\n", "", 3, "says nothing"),
    ],
)
def test_a_wrong_hint_is_answered_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(ConfigurationErrors) as caught:
        read(tmp_path, HINTS.replace(old, new, 1))
    error = next(e for e in caught.value.errors if says in str(e))
    assert (Path(error.file).name, error.line) == ("remittance_formats.yaml", line)
