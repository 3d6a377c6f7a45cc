"""`collectbot check-config`: the policy and every text it can send, before any of it runs.

Renders each notice in each language with sample facts. Must not change anything, and must not send.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from workers.errors import ConfigurationError
from workers.policy.level import Channel
from workers.policy.load import Checked, check_policy
from workers.policy.policy_set import PolicySet
from workers.receivables.notice import NoticeFacts
from workers.rendering.courtesy_check import check_courtesies
from workers.rendering.formats import is_language
from workers.rendering.letter_text import UnprintableText
from workers.rendering.renderer import RenderedNotice, Renderer
from workers.rendering.samples import sample_facts
from workers.rendering.wording import NoticeUse, check_wording


def check_config(
    config_dir: Path,
    templates_dir: Path,
    *,
    case_kinds: Collection[str] | None = None,
    own_domain: str = "",
    authserv_id: str = "",
) -> Checked:
    """The policy of `config_dir`, with every finding about it and about the texts in `templates_dir`."""
    checked = check_policy(
        config_dir,
        notices=notices_in(templates_dir),
        case_kinds=case_kinds,
        own_domain=own_domain,
        authserv_id=authserv_id,
    )
    if checked.policy is None:
        return checked
    renderer = Renderer(templates_dir, checked.policy.robot.default_language)
    found = list(check_templates(checked.policy, renderer, templates_dir))
    errors = [finding for finding in found if not finding.warning]
    warnings = [*checked.warnings, *(finding for finding in found if finding.warning)]
    return Checked(None if errors else checked.policy, errors, warnings)


def notices_in(templates_dir: Path) -> frozenset[str]:
    """The notices that have a folder; one that begins with an underscore holds parts shared by several."""
    folder = templates_dir / "dunning"
    names = (path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()
    return frozenset(name for name in names if not name.startswith("_"))


def check_templates(policy: PolicySet, renderer: Renderer, templates_dir: Path) -> Iterator[ConfigurationError]:
    """Every notice of every ladder, in every language there is and in every language there must be; then courtesies."""
    yield from check_courtesies(policy, renderer, templates_dir)
    for use in _uses(policy, templates_dir / "dunning"):
        present = {path.name for path in use.folder.iterdir() if path.is_dir()} if use.folder.is_dir() else set()
        for language in sorted(present | set(policy.robot.languages)):
            yield from _check_notice(policy, renderer, use, language)


def _uses(policy: PolicySet, folder: Path) -> list[NoticeUse]:
    """Every notice with the channels it leaves over, and whether levels that give it announce an agency."""
    channels: dict[str, set[Channel]] = {}
    announcing: dict[str, set[bool]] = {}
    for ladder in policy.ladders.values():
        for level in ladder.levels:
            channels.setdefault(level.notice, set()).update((*level.channels, *level.fallback_channels))
            announcing.setdefault(level.notice, set()).add(level.final and ladder.referral is not None)
    return [
        NoticeUse(folder / notice, frozenset(used), frozenset(announcing[notice]))
        for notice, used in sorted(channels.items())
    ]


def _check_notice(policy: PolicySet, renderer: Renderer, use: NoticeUse, language: str) -> Iterator[ConfigurationError]:
    folder = use.folder / language
    if not is_language(language):
        yield ConfigurationError(
            f"'{language}' is not a language", file=str(folder), hint="such as en or de_CH", rule="no-language"
        )
        return
    if not (folder / "subject.txt").is_file():
        hint = f"robot.yaml demands the languages {', '.join(policy.robot.languages)}"
        where = str(folder / "subject.txt")
        yield ConfigurationError("there is no such template", file=where, hint=hint, rule="missing-template")
        return
    try:
        # One finding of a rule and a place is enough, however many samples show it.
        found = {
            str(finding): finding
            for facts in map(use.as_given, sample_facts(policy, language))
            for finding in _findings(
                policy, use, folder, facts, renderer.render_notice(use.folder.name, language, facts, use.channels)
            )
        }
        yield from found.values()
    except ConfigurationError as error:
        yield error


def _findings(
    policy: PolicySet, use: NoticeUse, folder: Path, facts: NoticeFacts, rendered: RenderedNotice
) -> Iterator[ConfigurationError]:
    yield from check_wording(policy, use, folder, facts, rendered)
    if rendered.letter:
        yield from _unprintable(folder / "letter.txt", rendered.letter)


def _unprintable(file: Path, letter: str) -> Iterator[ConfigurationError]:
    """A letter with a sign that its typeface lacks would fail for each customer."""
    from workers.rendering.typeface import printable  # reportlab is slow to load

    try:
        printable(letter)
    except UnprintableText as error:
        yield ConfigurationError(
            str(error), file=str(file), line=1, hint="write it with other signs", rule="letter-signs"
        )
