"""Bank files of each format, by hand in the style of real banks: what is read, and what is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import mt940
import pytest

from workers.errors import UserError
from workers.policy.bank_files import CsvColumns, CsvProfile
from workers.remittance.bank.files import read_statements
from workers.remittance.bank.statement import PaidDocument, Statement

FILES = Path(__file__).parents[2] / "bank_files"
DAY = date(2026, 3, 2)
OWN_BANK = CsvProfile(
    CsvColumns(
        date="Buchungstag",
        value_date="Valuta",
        reference=("Zweck",),
        payer="Empfaenger/Zahler",
        payer_account="IBAN",
        amount="Betrag",
        sign="Soll/Haben",
        balance="Saldo",
    ),
    date_format="DD.MM.YYYY",
    decimal_mark=",",
    delimiter=";",
    currency="EUR",
    account="0532013000",
)
PROFILES = {"own_bank": OWN_BANK}


def read(name: str, *changes: tuple[str, str]) -> list[Statement]:
    """A sample, with some of its text changed."""
    text = (FILES / name).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return read_statements(Path(name), text.encode(), PROFILES)


def test_camt_053_tells_who_paid_what_for() -> None:
    (statement,) = read("statement.camt053.v08.xml")
    assert (statement.format, statement.account, statement.currency) == ("camt.053", "DE89370400440532013000", "EUR")
    first = statement.lines[0]
    assert (first.amount, first.booked_on, first.value_on) == (10000, DAY, date(2026, 3, 1))
    assert (first.reference, first.end_to_end, first.payer) == ("Rechnung INV-1 vielen Dank", "PAY-77", "Adler GmbH")
    assert (first.payer_account, first.bank_id) == ("DE02120300000000202051", "2026061-0001")
    assert first.type_code == "PMNT/RCDT/ESCT"


def test_a_batch_is_a_line_per_transaction_and_notprovided_is_no_reference() -> None:
    (statement,) = read("statement.camt053.v08.xml")
    _, second, third, _ = statement.lines
    assert [second.amount, third.amount] == [8000, 10000]
    assert (second.end_to_end, second.structured, second.payer) == ("", ("RF18539007547034",), "Bussard AG")
    assert third.documents == (PaidDocument("INV-3", 10000),)
    assert {second.entry, third.entry} == {"2026061-0002"}
    assert second.bank_id != third.bank_id


def test_a_batch_whose_parts_do_not_make_its_amount_stays_one_line() -> None:
    (statement,) = read("statement.camt053.v08.xml", ('<Amt Ccy="EUR">80.00', '<Amt Ccy="EUR">81.00'))
    assert [line.amount for line in statement.lines] == [10000, 18000, -4800]
    assert statement.lines[1].payer == ""


def test_a_reversed_entry_is_money_that_went_back_and_pending_is_none() -> None:
    (statement,) = read("statement.camt053.v08.xml")
    back = statement.lines[-1]
    assert (back.amount, back.nature, back.return_reason, back.end_to_end) == (-4800, "return", "AM04", "DD-12")
    assert back.payer == "Dohle KG"
    assert len(statement.lines) == 4


def test_camt_054_has_no_balances_and_any_prefix() -> None:
    (statement,) = read("notification.camt054.v02.xml")
    assert (statement.format, statement.opening, statement.closing) == ("camt.054", None, None)
    assert [line.amount for line in statement.lines] == [10000, 18000]


def test_charges_that_the_bank_kept_are_told() -> None:
    charges = "<Chrgs><Rcrd><Amt Ccy='EUR'>1.50</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs><RmtInf><Ustrd>Rechnung"
    (statement,) = read("statement.camt053.v08.xml", ("<RmtInf><Ustrd>Rechnung", charges))
    assert statement.lines[0].charges == 150


def test_charges_of_a_batch_are_not_those_of_each_transaction() -> None:
    """Each of two payments could have been taken for one from which the whole batch's charges were kept."""
    charges = '<Amt Ccy="EUR">180.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Chrgs><Amt Ccy="EUR">1.50</Amt></Chrgs>'
    old = '<Amt Ccy="EUR">180.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    (statement,) = read("statement.camt053.v08.xml", (old, charges))
    assert [line.charges for line in statement.lines] == [0, 0, 0, 0]
    apart = ('<Amt Ccy="EUR">80.00', '<Amt Ccy="EUR">81.00')
    assert read("statement.camt053.v08.xml", (old, charges), apart)[0].lines[1].charges == 150


def test_a_transaction_of_nothing_in_a_batch_is_no_line() -> None:
    """A payment of nothing cannot be posted, and stopped the import in the middle of its file."""
    nothing = '<TxDtls><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls></NtryDtls>'
    (statement,) = read(
        "statement.camt053.v08.xml", ("          </TxDtls>\n        </NtryDtls>", f"</TxDtls>{nothing}")
    )
    assert [line.amount for line in statement.lines] == [10000, 8000, 10000, -4800]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("1232.00", "1232.01", r"\Astatement.*xml:9: opening 1000.00 EUR and moves of 232.00 EUR make 1232.00 EUR"),
        ('<Amt Ccy="EUR">48.00', '<Amt Ccy="USD">48.00', r"xml:\d+: the entry is in USD, its account in EUR"),
        ("CLBD", "CLAV", r"xml:5: the statement has no opening \(OPBD or PRCD\) or no closing"),
        ("<CdtDbtInd>DBIT</CdtDbtInd>", "<CdtDbtInd>D</CdtDbtInd>", r"'D' is neither CRDT nor DBIT"),
        ("BkToCstmrStmt>", "BkToCstmrAcctRpt>", r"xml:\d+: "),
        ("<IBAN>DE89370400440532013000</IBAN>", "", r"names no account"),
        ("</Document>", "", r"xml:\d+: this is no well-formed XML"),
    ],
)
def test_a_wrong_camt_file_is_refused_with_its_line(old: str, new: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        read("statement.camt053.v08.xml", (old, new))


def test_camt_052_is_not_read() -> None:
    text = (FILES / "statement.camt053.v08.xml").read_text().replace("BkToCstmrStmt", "BkToCstmrAcctRpt")
    with pytest.raises(UserError, match=r"holds BkToCstmrAcctRpt: only camt\.053 and camt\.054 are read"):
        read_statements(Path("report.xml"), text.encode(), {})


def test_no_entity_is_resolved_and_no_document_type_taken() -> None:
    text = (FILES / "statement.camt053.v08.xml").read_text()
    bomb = '<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<Document'
    with pytest.raises(UserError, match=r"declares no document type|no well-formed XML"):
        read_statements(Path("bomb.xml"), text.replace("<Document", bomb, 1).replace("Dank", "&a;").encode(), {})


def test_german_mt940_joins_its_subfields_and_its_pages() -> None:
    first, second = read("german_bank.sta")
    assert (first.account, first.number, first.goes_on, second.goes_on) == ("20040000/0532013000", "41", True, False)
    paid, back = first.lines
    assert (paid.amount, paid.reference, paid.end_to_end) == (10000, "Rechnung INV-1 vielen Dank", "PAY-77")
    assert paid.payer == "Adler Maschinenbau und Handel GmbH"
    assert (paid.payer_account, paid.bank_id, paid.type_code) == ("DE02120300000000202051", "0001-26061", "N166 166")
    assert (back.amount, back.nature, back.return_reason, back.charges) == (-4800, "return", "AM04", 300)


def test_a_booking_day_belongs_to_the_year_nearest_to_the_value_date() -> None:
    _, second = read("german_bank.sta")
    assert (second.lines[0].booked_on, second.lines[0].value_on) == (date(2025, 12, 31), date(2026, 1, 2))


def test_dutch_mt940_knows_its_words() -> None:
    (statement,) = read("dutch_bank.sta")
    first, out, third = statement.lines
    assert (statement.account, statement.currency) == ("NL20INGB0001234567", "EUR")
    assert (first.payer, first.payer_account) == ("Bussard Handels B.V.", "NL08INGB0000001234")
    assert (first.reference, first.end_to_end, first.amount) == ("Factuur INV-2, met dank", "PAY-78", 25000)
    assert (out.amount, out.payer, out.end_to_end, out.nature) == (-2000, "LEVERANCIER BV", "", "payment")
    assert (third.structured, third.payer_account) == (("9000000000123456",), "NL06RABO0100902936")


def test_the_mark_of_a_debit_that_was_undone_is_no_currency_letter() -> None:
    (statement,) = read("dutch_bank.sta", ("D20,00", "RD20,00"), ("EUR1260,00", "EUR1300,00"))
    assert (statement.lines[1].amount, statement.lines[1].nature) == (2000, "undone_debit")


@pytest.mark.parametrize("name", ["german_bank.sta", "dutch_bank.sta"])
def test_the_mt940_package_reads_the_same_dates_amounts_and_marks(name: str) -> None:
    ours = [line for statement in read(name) for line in statement.lines]
    theirs = mt940.parse((FILES / name).read_text())
    assert [(line.value_on, line.amount) for line in ours] == [
        (transaction.data["date"], int(transaction.data["amount"].amount * 100) * _undone(transaction.data["status"]))
        for transaction in theirs
    ]


def _undone(status: str) -> int:
    """The package signs by the last letter alone: money back is a credit to it."""
    return -1 if status in ("RC", "RD") else 1


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("german_bank.sta", "EUR1039,50", "EUR1039,51", r"sta:19: opening 1052.00 EUR and moves of -12.50 EUR"),
        (
            "german_bank.sta",
            ":62F:C260302EUR1039,50",
            "",
            r"sta:13: the statement has no opening \(60F\) or no closing",
        ),
        ("german_bank.sta", "CR100,00", "CR100,001", r"sta:5: 100,001 has more decimals than EUR has"),
        ("german_bank.sta", "CR100,00", "CRx", r"sta:5: .* is no statement line \(61\)"),
        ("dutch_bank.sta", ":28C:41", ":99Z:41", r"sta:6: 99Z is no field of an MT940 statement"),
        ("dutch_bank.sta", "260301EUR", "260230EUR", r"sta:7: '260230' is no date"),
    ],
)
def test_a_wrong_mt940_file_is_refused_with_its_line(name: str, old: str, new: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        read(name, (old, new))


def test_a_page_that_does_not_begin_where_the_last_one_ended_is_refused() -> None:
    changes = ((":60M:C260302EUR1052,00", ":60M:C260302EUR1050,00"), ("EUR1039,50", "EUR1037,50"))
    with pytest.raises(UserError, match=r"sta:16: the page does not begin where the page before it ended"):
        read("german_bank.sta", *changes)


def test_bai2_reads_references_texts_and_what_came_back() -> None:
    (statement,) = read("american_bank.bai")
    assert (statement.account, statement.currency) == ("5550104477", "USD")
    ach, check, plain, back, fee = statement.lines
    assert (ach.amount, ach.bank_id, ach.payer) == (150000, "4411", "ADLER INC")
    assert ach.reference == "PAY-77 ORIG CO NAME:ADLER INC  ENTRY DESCR:INV-1, INV-2"
    assert (check.bank_id, check.reference) == ("4412", "900123 LOCKBOX CHECK 900123 CONDOR LLC")
    assert (plain.reference, plain.payer) == ("INV-9", "")
    assert (back.amount, back.nature) == (-48000, "return")
    assert back.reference == "900001 DEPOSITED ITEM RETURNED CHK SER 900001 NSF"
    assert (fee.amount, fee.nature, fee.booked_on) == (-2000, "payment", DAY)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("16,142,50000", "16,142,50001", r"bai:13: the control total of the account is 1075000, but its amounts"),
        ("49,1075000,11/", "49,1075000,10/", r"bai:13: the account should hold 10 records, but holds 11"),
        ("98,1075000,1,", "98,1075000,2,", r"bai:14: the group should hold 2 accounts, but holds 1"),
        ("99,1075000,1,15/", "", r"the file ends without its trailer \(99\)"),
        ("BRIGHTWATER,021000021,1,", "BRIGHTWATER,021000021,4,", r"bai:2: the group's status is 4"),
        ("16,495", "16,015", r"bai:12: 15 is no type code of a transaction"),
        ("16,142,50000,Z", "16,142,50000,Q", r"bai:9: 'Q' is no funds type"),
        ("16,142,50000,Z", "17,142,50000,Z", r"bai:9: .* begins no BAI2 record"),
    ],
)
def test_a_wrong_bai2_file_is_refused_with_its_line(old: str, new: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        read("american_bank.bai", (old, new))


def test_bai2_whose_balances_do_not_follow_is_refused() -> None:
    changes = (("015,325000", "015,324999"), ("1075000", "1074999"), ("1075000", "1074999"), ("1075000", "1074999"))
    with pytest.raises(UserError, match=r"bai:13: opening 1000.00 USD and moves of 2250.00 USD make 3250.00 USD"):
        read("american_bank.bai", *changes)


def test_a_csv_profile_is_told_by_its_header_and_read_oldest_first() -> None:
    (statement,) = read("own_bank.csv")
    assert [line.amount for line in statement.lines] == [10000, 15000, -500]
    first = statement.lines[0]
    assert (first.payer_account, first.value_on, first.place) == ("DE02120300000000202051", date(2026, 3, 1), 7)
    assert statement.opening is not None
    assert statement.closing is not None
    assert (statement.account, statement.opening.amount, statement.closing.amount) == ("0532013000", 100000, 124500)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("1.250,00", "1.251,00", r"csv:\d: Saldo: does not follow from the balance of the line before it"),
        ("100,00;H", "100.00;H", r"csv:7: Betrag: '100.00' is no amount with the decimal mark ','"),
        ("03.03.2026;03", "2026-03-03;03", r"csv:6: Buchungstag: .*the profile says DD.MM.YYYY"),
    ],
)
def test_a_wrong_cell_of_a_profile_is_named_by_line_and_column(old: str, new: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        read("own_bank.csv", (old, new))


def test_a_file_of_unknown_columns_is_read_as_the_plain_profile_and_refused() -> None:
    with pytest.raises(UserError, match="names no column"):
        read("own_bank.csv", ("Saldo", "Kontostand"))
