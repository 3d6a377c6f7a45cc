"""A small complete policy as files, to be changed by tests."""

from __future__ import annotations

from pathlib import Path

ROBOT = """\
company:
  name: Brightwater
  postal_address: 14 Harbour Road
  phone: "+441174960100"
  email_from: ar@brightwater.example
  reply_to: ar@brightwater.example
  bounce_address: bounces@brightwater.example
  sms_sender: Brightwater
  account_prefix: BW
  bank_accounts:
    EUR: {bank: Hanse Handelsbank, iban: DE89 3704 0044 0532 0130 00}
own_domain: brightwater.example
authserv_id: mx.brightwater.example
entities:
  default: {name: Brightwater Ltd, zone: Europe/London, country: GB}
segments:
  - name: key
    match: {segment: [key]}
    ladder: standard
    mode: live
  - name: rest
    ladder: standard
contact_rules:
  send_window: {monday: "09:00-18:00"}
  skip_public_holidays: true
feeds:
  bank: {max_age_hours: 96}
bounds:
  cash_applied: {at_least: {EUR: "1000.00"}}
cash_application:
  post_on: advice
schedule:
  dunning_at: "06:00"
report:
  to: [lead@brightwater.example]
exception_queue:
  kinds:
    in_doubt: {owner: operations}
"""

LADDER = """\
levels:
  - name: friendly
    notice: friendly_reminder
    days_after_due: 3
    channels: [email]
    recipients: [ap_clerk]
    minimum_amount: {EUR: "10.00"}
  - name: last
    notice: final_notice
    days_after_due: 30
    channels: [email, sms]
    recipients: [manager]
    min_interval_days: 10
    final: true
referral:
  days_after_due: 60
  min_days_after_final_notice: 14
  agency: by_rule
"""

AGENCIES = """\
agencies:
  north:
    name: North Collections
    currencies: [EUR]
    folder: placements/north
"""

SHIPPED = Path(__file__).resolve().parents[3] / "config"
TEXTS = {"robot.yaml": ROBOT, "ladders/standard.yaml": LADDER, "agencies.yaml": AGENCIES}
NOTICES = frozenset({"friendly_reminder", "final_notice"})
CASE_KINDS = frozenset({"in_doubt", "short_payment"})


def write_policy(folder: Path, **changed: str) -> Path:
    """The small policy below `folder`; `robot`, `ladder` or `agencies` replace a file's whole text."""
    texts = dict(TEXTS)
    names = {"robot": "robot.yaml", "ladder": "ladders/standard.yaml", "agencies": "agencies.yaml"}
    texts.update({names[key]: text for key, text in changed.items()})
    (folder / "ladders").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    if not (folder / "reply_rules").exists():
        (folder / "reply_rules").symlink_to(SHIPPED / "reply_rules")
    return folder
