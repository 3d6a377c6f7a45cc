"""`collectbot check-config`: the policy and every text it can send, before any of it runs.

Renders each notice in each language with sample facts. Must not change anything, and must not send.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path

from workers.errors import ConfigurationError, ConfigurationErrors
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.level import Channel
from workers.policy.load import load_policy
from workers.policy.policy_set import PolicySet
from workers.receivables.charge import EarlierCharge, InterestRow, NoticeCharges
from workers.receivables.notice import NoticeFacts, NoticeItem, Signatory
from workers.rendering.formats import is_language, money_format
from workers.rendering.renderer import Renderer

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€"  # two places each
_NOT_FIGURES = re.compile(r"^\D+|\D+$")
_ONE_SMS = 160
_OPT_OUT = re.compile(
    r"\bSTOP\b|(?i:unsubscribe|opt out|abmelden|abbestellen|désabonner|désinscri|dar(?:se|me)? de baja)"
)
_SAMPLE_DAY = date(2026, 3, 2)
_SAMPLE_ROW = InterestRow("INV-2026-000417", date(2026, 1, 15), date(2026, 3, 1), 46, 123_456, "10.27", 1_598)
_SAMPLE_CHARGES = NoticeCharges("claim", 500, 1_598, 4_000, "a sample law", (_SAMPLE_ROW,))
_SAMPLE_EARLIER = EarlierCharge("CHG-17", date(2026, 2, 16), 2_500)


def check_config(
    config_dir: Path,
    templates_dir: Path,
    *,
    case_kinds: Collection[str] | None = None,
    own_domain: str = "",
    authserv_id: str = "",
) -> PolicySet:
    """The policy of `config_dir`, proved to render with `templates_dir`; else one error that lists all."""
    policy = load_policy(
        config_dir,
        notices=notices_in(templates_dir),
        case_kinds=case_kinds,
        own_domain=own_domain,
        authserv_id=authserv_id,
    )
    renderer = Renderer(templates_dir, policy.robot.default_language)
    errors = [*check_templates(policy, renderer, templates_dir)]
    if errors:
        raise ConfigurationErrors(errors)
    return policy


def notices_in(templates_dir: Path) -> frozenset[str]:
    """The notices that have a folder; one that begins with an underscore holds parts shared by several."""
    folder = templates_dir / "dunning"
    names = (path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()
    return frozenset(name for name in names if not name.startswith("_"))


def check_templates(policy: PolicySet, renderer: Renderer, templates_dir: Path) -> Iterator[ConfigurationError]:
    """Every notice of every ladder, in every language there is and in every language there must be."""
    channels: dict[str, set[Channel]] = {}
    for ladder in policy.ladders.values():
        for level in ladder.levels:
            channels.setdefault(level.notice, set()).update((*level.channels, *level.fallback_channels))
    for notice, used in sorted(channels.items()):
        folder = templates_dir / "dunning" / notice
        present = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
        for language in sorted(present | set(policy.robot.languages)):
            yield from _check_notice(policy, renderer, folder / language, frozenset(used))


def _check_notice(
    policy: PolicySet, renderer: Renderer, folder: Path, channels: frozenset[Channel]
) -> Iterator[ConfigurationError]:
    notice, language = folder.parent.name, folder.name
    if not is_language(language):
        yield ConfigurationError(f"'{language}' is not a language", file=str(folder), hint="such as en or de_CH")
        return
    if not (folder / "subject.txt").is_file():
        hint = f"robot.yaml demands the languages {', '.join(policy.robot.languages)}"
        yield ConfigurationError("there is no such template", file=str(folder / "subject.txt"), hint=hint)
        return
    try:
        for facts in sample_facts(policy, language):
            rendered = renderer.render_notice(notice, language, facts, channels)
            yield from _check_subject(folder, rendered.subject, facts) if "email" in channels else ()
            yield from _check_opt_out(folder, rendered.text, policy) if "email" in channels else ()
            yield from _check_sms(folder, rendered.sms, facts) if "sms" in channels else ()
    except ConfigurationError as error:
        yield error


def _check_subject(folder: Path, subject: str, facts: NoticeFacts) -> Iterator[ConfigurationError]:
    if f"[{facts.thread_token}]" not in subject:
        message = "the subject does not hold the account's reference, so answers would not find their account"
        yield ConfigurationError(message, file=str(folder / "subject.txt"), line=1, hint="add [{{ thread_token }}]")


def _check_opt_out(folder: Path, text: str, policy: PolicySet) -> Iterator[ConfigurationError]:
    """Where a rule pack demands it of our mails, each says how its reader stops them."""
    demanding = [pack.cite for pack in policy.packs_demanding_opt_out("email")]
    if demanding and not _OPT_OUT.search(text):
        message = f"the mail does not say how to stop further mails, as {', '.join(demanding)} demands"
        hint = "such as: Answer STOP to get no more mail from us"
        yield ConfigurationError(message, file=str(folder / "body.txt"), line=1, hint=hint)


def _check_sms(folder: Path, sms: str, facts: NoticeFacts) -> Iterator[ConfigurationError]:
    """An SMS names who writes, how to stop it, and nothing of the debt that a bystander could read."""

    def wrong(message: str, hint: str) -> ConfigurationError:
        return ConfigurationError(message, file=str(folder / "sms.txt"), line=1, hint=hint)

    figures = money_format(facts.language, facts.currency)
    secrets = [_NOT_FIGURES.sub("", figures(minor)) for minor in (facts.total, facts.amount_asked)]
    secrets += [item.document_number for item in facts.items]
    foreign = sorted(set(sms) - set(_BASIC) - set(_EXTENDED))
    places = len(sms) + sum(sign in _EXTENDED for sign in sms)
    if facts.creditor.name not in sms:
        yield wrong("the SMS does not name the creditor", "add {{ creditor.name }}")
    if "STOP" not in sms:
        yield wrong("the SMS does not say how to stop further messages", "such as: Reply STOP to opt out")
    if any(secret in sms for secret in secrets):
        yield wrong("the SMS tells of the debt; it can be read by others", "name neither amounts nor invoices")
    if foreign:
        yield wrong(f"'{''.join(foreign)}' is not in the GSM-7 alphabet", "write it with plain letters")
    elif places > _ONE_SMS:
        yield wrong(f"the SMS takes {places} places and is sent as several", f"at most {_ONE_SMS}")


def sample_facts(policy: PolicySet, language: str) -> Iterator[NoticeFacts]:
    """Facts as templates will meet them: every entity and currency, with and without cash on account and referral."""
    for entity in policy.robot.entities:
        for currency in policy.robot.company.bank_accounts:
            for on_account in (0, 12_000):
                yield _sample(policy, entity, currency, language, on_account)


def _sample(policy: PolicySet, entity: str, currency: str, language: str, on_account: int) -> NoticeFacts:
    days = (47, 12)
    items = tuple(
        NoticeItem(
            document_number=f"INV-2026-00{number}417",
            issue_date=_SAMPLE_DAY - timedelta(days=overdue + 30),
            due_date=_SAMPLE_DAY - timedelta(days=overdue),
            open=123_456 * (number + 1),
            days_overdue=overdue,
            po_number="PO-42587" if number else "",
        )
        for number, overdue in enumerate(days)
    )
    total = sum(item.open for item in items)
    return NoticeFacts(
        creditor=creditor_for(policy.robot, entity, currency),
        customer_id="C10006",
        customer_name="Kunststoffe Müller & Söhne <Werk 2> KG",
        thread_token=thread_token(policy.robot, "C10006"),
        language=language,
        currency=currency,
        items=items,
        total=total,
        on_account=on_account,
        amount_asked=total - on_account + (_SAMPLE_CHARGES.asked + _SAMPLE_EARLIER.open if on_account else 0),
        level_name="sample",
        notice_date=_SAMPLE_DAY,
        deadline=_SAMPLE_DAY + timedelta(days=10),
        announces_referral=bool(on_account),
        signatory=Signatory("J. Müller, Controller", "controller@us.example", "ar@us.example") if on_account else None,
        charges=_SAMPLE_CHARGES if on_account else None,
        earlier_charges=(_SAMPLE_EARLIER,) if on_account else (),
    )
