"""Wrong policy files: one edit of the small policy a line, where the error must point, and what it must say."""
# ruff: noqa: E501 - a table is read by its columns, so each case keeps to one line

from __future__ import annotations

from dataclasses import dataclass

from tests.unit.policy.policy_files import TEXTS

ROBOT, LADDER, AGENCIES = "robot.yaml", "ladders/standard.yaml", "agencies.yaml"


@dataclass(frozen=True)
class Wrong:
    """One edit, the text at which the error must point, and parts of what it must say."""

    name: str
    file: str
    old: str
    new: str
    at: str
    says: str
    hint: str = ""


WRONGS = [
    # Broken YAML
    Wrong("tab", LADDER, "    notice: friendly", "\tnotice: friendly", "\tnotice", "tab", "spaces"),
    Wrong("colon in text", ROBOT, "name: Brightwater\n", "name: Bright: water\n", ": water", "broken YAML", "quotes"),
    Wrong("open bracket", ROBOT, "[lead@brightwater.example]", "[lead", ":\n  kinds", "broken YAML"),
    Wrong("missing space", LADDER, "days_after_due: 3\n", "days_after_due:3\n", "channels: [email]\n", "broken YAML"),
    Wrong("indentation", LADDER, "    channels: [email]\n", "      channels: [email]\n", ": [email]\n", "broken YAML"),
    Wrong("second document", AGENCIES, "agencies:\n", "---\nx: 1\n---\nagencies:\n", "---\nagencies", "second document"),
    Wrong("undefined alias", LADDER, "notice: friendly_reminder", "notice: *friendly", "*friendly", "broken YAML", "quotes"),
    Wrong("tag", LADDER, "name: friendly\n", "name: !!python/none x\n", "!!python", "tag"),
    Wrong("key twice", LADDER, "days_after_due: 30", "days_after_due: 30\n    days_after_due: 31", "days_after_due: 31", "twice", "line 10"),
    Wrong("list of nothing but text", LADDER, TEXTS[LADDER], "just words\n", "just", "'key: value' lines"),
    # Keys
    Wrong("unknown key", LADDER, "channels: [email]\n", "chanels: [email]\n", "chanels", "unknown key 'chanels'", "did you mean 'channels'?"),
    Wrong("unknown key without a near one", ROBOT, "post_on:", "zzz:", "zzz", "unknown key 'zzz'", "known here: "),
    Wrong("unknown key at the top", ROBOT, "report:\n", "repport:\n", "repport", "unknown key", "'report'"),
    Wrong("key of a later issue", ROBOT, "report:\n", "rule_packs: {}\nreport:\n", "rule_packs", "unknown key"),
    Wrong("missing key", LADDER, "    notice: friendly_reminder\n", "", "name: friendly", "the key 'notice' is missing"),
    Wrong("name in a ladder", LADDER, "levels:\n", "name: standard\nlevels:\n", "name: standard", "unknown key 'name'"),
    Wrong("number in a level", LADDER, "  - name: friendly", "  - number: 1\n    name: friendly", "number", "unknown key 'number'"),
    Wrong("own domain twice", ROBOT, "post_on: advice", "own_domain: x.example", "own_domain: x", "unknown key 'own_domain'"),
    Wrong("agreement as a word", ROBOT, "post_on: advice", "oldest_first: yes", "yes", "not a list"),
    Wrong("agreement with two", ROBOT, "post_on: advice", "oldest_first: [C1, C1]", "C1]", "stands here twice [oldest-first]"),
    Wrong("return fee without an amount", ROBOT, "schedule:\n", "bank_files:\n  return_fee: {amount: {EUR: 0}, reasons: [no_funds]}\nschedule:\n", "{EUR: 0}", "names no amount [empty-return-fee]"),
    Wrong("return fee in no currency", ROBOT, "schedule:\n", "bank_files:\n  return_fee: {amount: {EUX: 5}, reasons: [no_funds]}\nschedule:\n", "EUX", "EUX is not a currency"),
    Wrong("return fee for an unknown reason", ROBOT, "schedule:\n", "bank_files:\n  return_fee: {amount: {EUR: 5}, reasons: [no_money]}\nschedule:\n", "no_money", "'no_money' is not allowed"),
    Wrong("return fee reason twice", ROBOT, "schedule:\n", "bank_files:\n  return_fee: {amount: {EUR: 5}, reasons: [objected, objected]}\nschedule:\n", "objected]}", "stands here twice"),
    Wrong("team that owns nothing", ROBOT, "schedule:\n", "staffing:\n  teams: {colections: [a@us.example]}\nschedule:\n", "colections", "'colections'", "collections"),
    Wrong("member twice", ROBOT, "schedule:\n", "staffing:\n  teams: {legal: [a@us.example, A@us.example]}\nschedule:\n", "A@us", "stands here twice [team-member]"),
    Wrong("late cases to nobody", ROBOT, "schedule:\n", "staffing:\n  late: {hand_over: true}\nschedule:\n", "true}", "nobody is named [late-to-nobody]"),
    Wrong("weekday", ROBOT, "{monday:", "{mnday:", "mnday", "'mnday' is not allowed", "'monday'"),
    # Values
    Wrong("no value", LADDER, "notice: friendly_reminder", "notice:", "notice:", "has no value"),
    Wrong("text for a number", LADDER, "days_after_due: 3\n", "days_after_due: soon\n", "soon", "not a whole number"),
    Wrong("fraction for a number", LADDER, "days_after_due: 3\n", "days_after_due: 3.5\n", "3.5", "not a whole number"),
    Wrong("number for a text", ROBOT, 'phone: "+441174960100"', "phone: +441174960100", "+44", "is not text", "quotes"),
    Wrong("word for a switch", ROBOT, "holidays: true", "holidays: yes", "yes", "not true or false"),
    Wrong("channel", LADDER, "[email, sms]", "[email, fax]", "fax", "'fax' is not allowed", "email, sms"),
    Wrong("mode", ROBOT, "mode: live", "mode: alive", "alive", "'alive' is not allowed", "'live'"),
    Wrong("approval", LADDER, "agency: by_rule", "approval: never", "never", "'never' is not allowed", "always"),
    Wrong("no channels", LADDER, "[email]", "[]", "[]", "must not be empty"),
    Wrong("text for a list", LADDER, "[email]", "email", "email\n", "not a list"),
    Wrong("list for a group", ROBOT, "bank: {max_age_hours: 96}", "bank: [96]", "[96]", "not a group of keys"),
    Wrong("interval of zero", LADDER, "interval_days: 10", "interval_days: 0", "0\n    final", "too small", "at least 1"),
    Wrong("absurd days", LADDER, "days_after_due: 60", "days_after_due: 6000", "6000", "too large"),
    Wrong("address", ROBOT, "email_from: ar@brightwater.example", "email_from: ar at home", "ar at", "wrong form", "address"),
    Wrong("window", ROBOT, '"09:00-18:00"', '"9-18"', '"9-18"', "hours"),
    Wrong("window backwards", ROBOT, '"09:00-18:00"', '"18:00-09:00"', '"18:00', "closes before it opens"),
    Wrong("time", ROBOT, '"06:00"', '"sixish"', '"sixish"', "not a time of day"),
    Wrong("amount", LADDER, '{EUR: "10.00"}', '{EUR: "ten"}', '"ten"', "ten EUR is not an amount"),
    Wrong("amount with too many digits", LADDER, '{EUR: "10.00"}', '{EUR: "10.005"}', '"10.005"', "not an amount of that currency"),
    Wrong("negative amount", LADDER, '{EUR: "10.00"}', '{EUR: "-10.00"}', '"-10.00"', "below zero"),
    Wrong("amount with a comma", LADDER, '{EUR: "10.00"}', '{EUR: "1,000.00"}', '"1,000.00"', "not an amount"),
    Wrong("amount without a currency", LADDER, '{EUR: "10.00"}', '"10.00"', '"10.00"', "amounts by currency"),
    Wrong("currency form", LADDER, '{EUR: "10.00"}', '{euro: "10.00"}', "euro", "'euro' is not a currency"),
    Wrong("folder that climbs", AGENCIES, "placements/north", "../north", "../north", "wrong form"),
    # Relations
    Wrong("days that fall", LADDER, "days_after_due: 30", "days_after_due: 2", "2\n", "does not rise", "first to last"),
    Wrong("days that stay", LADDER, "days_after_due: 30", "days_after_due: 3\n#", "3\n#", "does not rise"),
    Wrong("no clock", LADDER, "    days_after_due: 3\n", "", "name: friendly", "does not say when it comes", "days_after_month_end"),
    Wrong("two clocks", LADDER, "days_after_due: 30\n", "days_after_due: 30\n    days_after_month_end: 9\n", "days_after_month_end", "has two clocks", "remove one"),
    Wrong("a third clock", LADDER, "days_after_due: 30\n", "days_after_due: 30\n    days_after_previous: 9\n", "days_after_previous", "days_after_due and days_after_previous"),
    Wrong("nothing before the first", LADDER, "days_after_due: 3\n", "days_after_previous: 3\n", "days_after_previous", "no notice comes before", "write one of days_after_due and"),
    Wrong("too soon after the previous", LADDER, "days_after_due: 30", "days_after_previous: 9", "10\n    final", "longer than the 9 days"),
    Wrong("interval that does not fit", LADDER, "interval_days: 10", "interval_days: 28", "28", "longer than the 27 days", "at most 27"),
    Wrong("level name twice", LADDER, "name: last", "name: friendly", "friendly\n    notice: final", "already that of level 1"),
    Wrong("notice without a template", LADDER, "final_notice", "final_notise", "final_notise", "does not exist", "'final_notice'"),
    Wrong("role nobody has", LADDER, "[manager]", "[manger]", "manger", "'manger' does not exist", "'manager'"),
    Wrong("channel twice", LADDER, "[email, sms]", "[email, email]", "email]\n    recipients: [manager", "stands here twice"),
    Wrong("referral without a final notice", LADDER, "    final: true\n", "", "name: last", "needs a final notice"),
    Wrong("final notice not last", LADDER, "recipients: [ap_clerk]", "recipients: [ap_clerk]\n    final: true", "true\n    minimum", "only the last"),
    Wrong("referral too early", LADDER, "days_after_due: 60", "days_after_due: 40", "40", "before the final notice is old enough", "at least 44"),
    Wrong("unknown agency", LADDER, "agency: by_rule", "agency: nort", "nort", "'nort' does not exist", "'north'"),
    Wrong("unknown ladder", ROBOT, "    ladder: standard\ncontact", "    ladder: standart\ncontact", "standart\n", "does not exist", "'standard'"),
    Wrong("segment after the last", ROBOT, "    match: {segment: [key]}\n", "", "name: key", "never reached"),
    Wrong("no segment for the rest", ROBOT, "  - name: rest\n", "  - name: rest\n    match: {country: [DE]}\n", "{country", "everybody"),
    Wrong("segment twice", ROBOT, "name: rest", "name: key", "key\n    match", "stands here twice"),
    Wrong("zone", ROBOT, "Europe/London", "Europe/Lndon", "Europe/Lndon", "does not exist", "'Europe/London'"),
    Wrong("no default entity", ROBOT, "  default: {name", "  main: {name", "entities", "'default' is missing"),
    Wrong("IBAN", ROBOT, "0532 0130 00", "0532 0130 01", "DE89", "not a valid IBAN"),
    Wrong("no account to pay to", ROBOT, ", iban: DE89 3704 0044 0532 0130 00", "", "{bank: H", "needs an iban"),
    Wrong("currency of an account", ROBOT, "    EUR: {bank", "    EUX: {bank", "EUX", "EUX is not a currency"),
    Wrong("unknown currency", ROBOT, 'at_least: {EUR: "1000.00"}', 'at_least: {EUU: "1000.00"}', "EUU", "EUU is not a currency"),
    Wrong("posting rule", ROBOT, "post_on: advice", "post_on: advise", "advise", "does not exist", "'advice'"),
    Wrong("kind of case", ROBOT, "in_doubt:", "in_dubt:", "in_dubt", "'in_dubt' does not exist", "'in_doubt'"),
    Wrong("four eyes on no kind", ROBOT, "exception_queue:\n", "exception_queue:\n  alone_up_to: {in_dubt: {EUR: 1}}\n", "in_dubt", "'in_dubt' does not exist", "'in_doubt'"),
    Wrong("four eyes in no currency", ROBOT, "exception_queue:\n", "exception_queue:\n  alone_up_to: {in_doubt: {EUX: 1}}\n", "EUX", "is not a currency"),
    Wrong("default language", ROBOT, "report:\n", "default_language: de\nreport:\n", "de\nreport", "'de' does not exist"),
    Wrong("window for no day", ROBOT, '{monday: "09:00-18:00"}', "{}", "{}", "nothing could leave"),
    Wrong("reserved agency name", AGENCIES, "  north:", "  by_rule:", "by_rule", "cannot be called"),
    Wrong("unknown currency of an agency", AGENCIES, "[EUR]", "[EUX]", "EUX", "EUX is not a currency"),
    # Addressing
    Wrong("sender", LADDER, "    recipients: [manager]", "    sender: controler\n    recipients: [manager]", "controler", "'controler' does not exist [unknown-sender]", "senders"),
    Wrong("sender of elsewhere", ROBOT, "report:\n", "senders:\n  cfo: {name: Chief, email_from: cfo@else.example}\nreport:\n", "cfo@else", "own domain brightwater.example [foreign-sender]", "reply_to"),
    Wrong("copy that leaves the house", LADDER, "    recipients: [manager]", "    internal_copy: [account_owner, cfo@else.example]\n    recipients: [manager]", "cfo@else", "nobody of us", "account_owner"),
    Wrong("copy to a look-alike", LADDER, "    recipients: [manager]", "    internal_copy: [cfo@notbrightwater.example]\n    recipients: [manager]", "cfo@", "[foreign-copy]"),
    Wrong("copy twice", LADDER, "    recipients: [manager]", "    internal_copy: [account_owner, account_owner]\n    recipients: [manager]", "account_owner]", "stands here twice [repeated-copy]"),
    Wrong("fallback that is no other", LADDER, "    recipients: [manager]", "    fallback_channels: [letter, sms]\n    recipients: [manager]", "sms]\n    rec", "'sms' is tried before anyway [useless-fallback]"),
]  # fmt: skip
