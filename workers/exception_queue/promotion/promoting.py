"""From "always do this" to a rule: proposed with its diff and its test on the past, applied by a second person.

Runs in its caller's transaction; a file is written last, so that what fails leaves it alone. What may be posted is
decided as ever: a rule names whose a name is, or what a word means, and never lets anything pass that must not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.promotion.backtest import back_test
from workers.exception_queue.promotion.changes import FILES, change_of, table_diff, undone
from workers.exception_queue.promotion.drafts import RuleDraft
from workers.ledger.book.contacts import demand_usable, set_contact
from workers.ledger.book.listings import is_customer
from workers.ledger.cash.payer_marks import NAMES
from workers.ledger.queue import learned_rules
from workers.ledger.queue.cases import Case
from workers.ledger.queue.learned_rules import STANDING, LearnedRule, NewRule, known_rule, settle_rule
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.policy.rewrite import Check, replace_file
from workers.receivables.customer import name_key
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person

_WAYS = {"email": "email", "sms": "phone"}


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where rules live: the folder of the policy files, how it is read as a whole, and the policy in force."""

    config: Path
    check: Check
    policy: PolicySet


def propose(connection: Connection, draft: RuleDraft, why: str, shop: Workshop, occasion: Occasion) -> LearnedRule:
    """Keep a proposal, and open the case for a second person. Raises `UserError` where it cannot become a rule."""
    standing = [rule for rule in learned_rules.find_rules(connection, subject=draft.subject) if rule.state in STANDING]
    if standing:
        raise UserError(f"rule {standing[0].id} about the same thing is {standing[0].state}: `collectbot rule list`")
    _demand_possible(connection, draft, shop.policy)
    new = NewRule(
        kind=draft.kind,
        subject=draft.subject,
        entry=dict(draft.values),
        diff=_diff(connection, draft, shop),
        backtest=asdict(back_test(connection, draft)),
        why=why,
    )
    rule = known_rule(connection, learned_rules.add_rule(connection, new, occasion))
    _ask_second_person(connection, rule, draft, shop.policy, occasion)
    return rule


def rule_consequence(shop: Callable[[], Workshop]) -> Consequence:
    """``approve`` applies the rule, if whoever decides is not who proposed it; ``refuse`` ends the proposal.

    Where it was revoked while somebody had its case, ``refuse`` puts the case away and changes nothing.
    """

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        rule = known_rule(connection, case.evidence["rule"])
        if resolution.decision != "approve":
            if rule.state == "proposed":
                settle_rule(connection, rule, "refused", occasion)
            return
        if rule.state != "proposed":
            raise UserError(f"rule {rule.id} is {rule.state} already: `refuse` puts its case away")
        if is_same_person(occasion.actor, rule.proposed_by):
            raise UserError(f"{rule.proposed_by} proposed this rule: somebody else has to agree")
        _apply(connection, rule, shop(), occasion)

    return decide


def revoke(connection: Connection, rule_id: int, shop: Workshop, occasion: Occasion) -> LearnedRule:
    """Take a rule back, or a proposal off the desk; what was decided by it stays."""
    rule = known_rule(connection, rule_id)
    if rule.state not in STANDING:
        raise UserError(f"rule {rule_id} is {rule.state} already")
    settle_rule(connection, rule, "revoked", occasion)
    if rule.state == "proposed":
        clear_cases(connection, (CaseKind.RULE_APPROVAL,), _subject(rule), f"{occasion.actor} revoked it", occasion)
        return known_rule(connection, rule_id)
    undo, entry = rule.undo or {}, rule.entry
    match rule.kind:
        case "payer_name":
            key = name_key(entry["name"])
            if NAMES.find_state(connection, key, entry["customer"]) == "approved":  # somebody may have said no since
                NAMES.revoke(connection, key, entry["customer"], occasion)
        case "contact":
            _set_back(connection, entry, undo, occasion)
        case _:
            change = undone(shop.config, undo, shop.check)
            replace_file(shop.config, change.name, change.before, change.after)
    return known_rule(connection, rule_id)


def _set_contact(connection: Connection, entry: Mapping[str, str], occasion: Occasion) -> dict[str, str]:
    """Set the addresses of a rule; returns what there was, and how those that were set are kept."""
    before = learned_rules.contact_as_it_is(connection, entry["customer"], entry["role"])
    set_contact(connection, entry["customer"], entry["role"], _addresses(entry), occasion)
    after = learned_rules.contact_as_it_is(connection, entry["customer"], entry["role"])
    return before | {f"set_{name}": address for name, address in after.items() if entry.get(name)}


def _addresses(entry: Mapping[str, str]) -> Any:
    """What a rule about a contact says, by the way there."""
    return {by: entry[name] for by, name in _WAYS.items() if entry.get(name)}


def _set_back(connection: Connection, entry: Mapping[str, str], undo: Mapping[str, Any], occasion: Occasion) -> None:
    """The addresses of before; one that somebody has changed since the rule stays as it is."""
    now = learned_rules.contact_as_it_is(connection, entry["customer"], entry["role"])
    stand = {by: name for by, name in _WAYS.items() if entry.get(name) and now.get(name) == undo[f"set_{name}"]}
    changed: Any = {by: undo.get(name, "") for by, name in stand.items()}
    if not all(changed.values()):
        raise UserError("there was no address before this one: set the right one (`contact set`)")
    if changed:
        set_contact(connection, entry["customer"], entry["role"], changed, occasion)


def draft_again(rule: LearnedRule) -> RuleDraft:
    """The draft that a rule was made of."""
    return RuleDraft(rule.kind, rule.entry)


def _apply(connection: Connection, rule: LearnedRule, shop: Workshop, occasion: Occasion) -> None:
    draft, entry = draft_again(rule), rule.entry
    _demand_possible(connection, draft, shop.policy)
    match rule.kind:
        case "payer_name":
            settle_rule(connection, rule, "applied", occasion, undo={})
            NAMES.set_state(connection, name_key(entry["name"]), entry["customer"], "approved", occasion)
        case "contact":
            settle_rule(connection, rule, "applied", occasion, undo=_set_contact(connection, entry, occasion))
        case _:
            change = change_of(draft, shop.config, shop.check)
            settle_rule(connection, rule, "applied", occasion, undo=change.undo)
            replace_file(shop.config, change.name, change.before, change.after)


def _demand_possible(connection: Connection, draft: RuleDraft, policy: PolicySet) -> None:
    v = draft.values
    if "customer" in v and not is_customer(connection, v["customer"]):
        raise UserError(f"there is no customer {v['customer']}")
    if draft.kind == "contact" and v["role"] not in policy.robot.contact_rules.roles:
        raise UserError(f"there is no role {v['role']}: robot.yaml has {', '.join(policy.robot.contact_rules.roles)}")
    if draft.kind == "contact":
        demand_usable(connection, v["customer"], _addresses(v))
    if draft.kind == "deduction_code" and v["code"] not in policy.deduction_codes.codes:
        raise UserError(f"there is no code {v['code']}: see config/deduction_codes.yaml")
    if draft.kind == "reference_prefix":
        _demand_unhinted(connection, v["customer"], policy)
    if draft.kind == "payer_name":
        key = name_key(v["name"])
        names = (*NAMES.find_customers(connection, key), *learned_rules.customers_called(connection, v["name"]))
        others = [known for known in names if known != v["customer"]]
        if others:
            raise UserError(f"that is a name of {others[0]} already: `collectbot payer list`")
        if NAMES.find_state(connection, key, v["customer"]) in ("approved", "proposed"):
            raise UserError("that name is known, or waits for approval: `collectbot payer list`")


def _demand_unhinted(connection: Connection, customer_id: str, policy: PolicySet) -> None:
    """A hint of the customer's own comes first: what another one says of its domain would be lost."""
    own = learned_rules.domains_of(connection, customer_id)
    for name, hint in policy.remittance_formats.formats.items():
        if customer_id not in hint.customers and own.intersection(hint.domains):
            raise UserError(f"format {name} in remittance_formats.yaml is for that customer's domain: edit the file")


def _diff(connection: Connection, draft: RuleDraft, shop: Workshop) -> str:
    if draft.kind in FILES:
        return change_of(draft, shop.config, shop.check).diff
    before: Mapping[str, str] = {}
    if draft.kind == "contact":
        before = learned_rules.contact_as_it_is(connection, draft.values["customer"], draft.values["role"])
    return table_diff(draft, before)


def _subject(rule: LearnedRule) -> str:
    return f"rule:{rule.id}"


def _ask_second_person(
    connection: Connection, rule: LearnedRule, draft: RuleDraft, policy: PolicySet, occasion: Occasion
) -> None:
    new = NewCase(
        CaseKind.RULE_APPROVAL,
        _subject(rule),
        f"a rule is proposed: {draft.sentence}",
        evidence={
            "rule": rule.id,
            "why": rule.why,
            "proposed_by": rule.proposed_by,
            "backtest": dict(rule.backtest),
            "diff": rule.diff.splitlines(),
        },
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))
