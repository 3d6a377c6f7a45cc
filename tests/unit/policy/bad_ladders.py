"""Ladders that are well formed and wrong: one edit of a right one, the rule that must speak, and at which line."""
# ruff: noqa: E501 - a table is read by its columns, so each case keeps to one line

from __future__ import annotations

from dataclasses import dataclass

RIGHT = """\
levels:
  - name: friendly
    notice: friendly_reminder
    days_after_due: 3
    channels: [email]
    recipients: [ap_clerk, manager]
    minimum_amount: {EUR: "10.00"}
  - name: second
    notice: second_reminder
    days_after_due: 14
    channels: [email, sms]
    recipients: [ap_clerk, manager]
    minimum_amount: {EUR: "10.00"}
  - name: last
    notice: final_notice
    days_after_due: 30
    channels: [email]
    recipients: [manager, finance_head]
    minimum_amount: {EUR: "10.00"}
    min_interval_days: 10
    final: true
referral:
  days_after_due: 60
  min_days_after_final_notice: 14
  minimum_amount: {EUR: "50.00"}
"""


@dataclass(frozen=True)
class Bad:
    """The rule, the edit, the text at which it must point, and whether it only warns."""

    rule: str
    old: str
    new: str
    at: str
    warning: bool = False


BAD_LADDERS = [
    Bad("days-rise", "days_after_due: 14", "days_after_due: 2", "days_after_due: 2"),
    Bad("interval-fits", "days_after_due: 14\n", "days_after_due: 14\n    min_interval_days: 12\n", "min_interval_days: 12"),
    Bad("one-clock", "days_after_due: 14\n", "days_after_due: 14\n    days_after_previous: 9\n", "days_after_previous: 9"),
    Bad("first-clock", "days_after_due: 3\n", "days_after_previous: 3\n", "days_after_previous"),
    Bad("unique-level", "name: second", "name: friendly", "name: friendly\n    notice: second"),
    Bad("unknown-notice", "notice: second_reminder", "notice: third_reminder", "notice: third"),
    Bad("unknown-role", "[manager, finance_head]", "[manager, cfo]", "recipients: [manager, cfo]"),
    Bad("unknown-agency", "days_after_due: 60\n", "days_after_due: 60\n  agency: south\n", "agency: south"),
    Bad("unknown-sender", "min_interval_days: 10", "min_interval_days: 10\n    sender: controler", "sender:"),
    Bad("repeated-channel", "[email, sms]", "[email, email]", "channels: [email, email]"),
    Bad("repeated-recipient", "[manager, finance_head]", "[manager, manager]", "recipients: [manager, manager]"),
    Bad("useless-fallback", "[email, sms]\n", "[email, sms]\n    fallback_channels: [sms]\n", "fallback_channels"),
    Bad("foreign-copy", "final: true", "final: true\n    internal_copy: [boss@elsewhere.example]", "internal_copy"),
    Bad("final-last", "days_after_due: 14\n", "days_after_due: 14\n    final: true\n", "final: true"),
    Bad("final-before-referral", "    final: true\n", "", "name: last"),
    Bad("final-in-writing", "[email]\n    recipients: [manager, finance_head]", "[sms]\n    recipients: [manager, finance_head]", "channels: [sms]"),
    Bad("referral-last", "days_after_due: 60", "days_after_due: 40", "days_after_due: 40"),
    Bad("currency", '{EUR: "50.00"}', '{EUX: "50.00"}', 'minimum_amount: {EUX'),
    Bad("notice-after-placement", "days_after_due: 60", "days_after_due: 30", "days_after_due: 30"),
    Bad("referral-breaks-deadline", "final: true", "final: true\n    pay_within_days: 20", "min_days_after_final_notice"),
    Bad("repeat-interval", "days_after_due: 14\n", "days_after_due: 14\n    repeat: {every_days: 5, at_most: 2}\n", "repeat:"),
    Bad("final-before-due", "days_after_due: 30", "days_after_due: 0", "days_after_due: 0"),
    Bad("charge-before-due", "days_after_due: 3\n", 'days_after_due: -3\n    charge: {policy: claim, fee: {EUR: "5.00"}}\n', "charge:"),
    Bad("hold-before-due", "days_after_due: 3\n", "days_after_due: -3\n    order_hold: true\n", "order_hold"),
    Bad("cap-too-small", "[email, sms]", "[email, sms, letter, call]", "channels: [email, sms, letter"),
    Bad("attach-nowhere", "[email, sms]\n", "[sms]\n    attach: [statement]\n", "attach"),
    Bad("empty-charge", "days_after_due: 14\n", "days_after_due: 14\n    charge: {policy: claim}\n", "charge:"),
    Bad("consumer-first-fee", "days_after_due: 3\n", 'days_after_due: 3\n    charge: {policy: claim, fee: {EUR: "5.00"}}\n', "charge:"),
    Bad("grace-swallows-level", "levels:\n", "grace_days: 5\nlevels:\n", "grace_days", warning=True),
    Bad("day-overtaken", "days_after_due: 14\n", "days_after_previous: 28\n", "days_after_due: 30", warning=True),
    Bad("entry-pointless", RIGHT[RIGHT.index("  - name: friendly"):RIGHT.index("  - name: last")], "", "entry: by_age", warning=True),
    Bad("repeat-approval", "days_after_due: 14\n", "days_after_due: 14\n    approval: always\n    repeat: {every_days: 7, at_most: 2}\n", "approval", warning=True),
    Bad("repeat-unreachable", "days_after_due: 14\n", "days_after_due: 14\n    repeat: {every_days: 16, at_most: 2}\n", "repeat:", warning=True),
    Bad("deadline-overtaken", "days_after_due: 14\n", "days_after_due: 14\n    pay_within_days: 21\n", "pay_within_days", warning=True),
    Bad("minimum-falls", 'minimum_amount: {EUR: "10.00"}', 'minimum_amount: {EUR: "20.00"}', 'minimum_amount: {EUR: "10.00"}', warning=True),
    Bad("percent-falls", "days_after_due: 3\n", "days_after_due: 3\n    minimum_percent: 20\n", "name: second", warning=True),
    Bad("referral-minimum", '{EUR: "50.00"}', '{EUR: "5.00"}', 'minimum_amount: {EUR: "5.00"}', warning=True),
    Bad("final-to-clerk", "[manager, finance_head]", "[ap_clerk]", "recipients: [ap_clerk]", warning=True),
    Bad("no-fallback", "[manager, finance_head]", "[manager]", "recipients: [manager]", warning=True),
    Bad("fee-over-debt", "days_after_due: 14\n", 'days_after_due: 14\n    charge: {policy: claim, fee: {EUR: "40.00"}}\n', "charge:", warning=True),
    Bad("minimum-missing", 'minimum_amount: {EUR: "10.00"}', 'minimum_amount: {GBP: "10.00"}', "minimum_amount: {GBP", warning=True),
    Bad("cap-delays", "days_after_due: 14\n    channels: [email, sms]", "days_after_previous: 5\n    min_interval_days: 5\n    channels: [email, sms, letter]", "min_interval_days: 5", warning=True),
]  # fmt: skip
