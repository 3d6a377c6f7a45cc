"""A level's notice as it would leave, with sample facts: its texts, and the HTML part of its mail by itself.

The HTML is that of our own templates, and is still shown in a sandbox, where nothing runs. Must not send.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from msgspec import structs

from workers.console.access.visitor import Viewer, Visitor
from workers.console.headers import SANDBOX
from workers.console.pages.ladders import known_ladder
from workers.console.parameters import Word
from workers.console.parts import Parts, parts_of
from workers.console.view.page import show
from workers.errors import ConfigurationError
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.policy.policy_set import PolicySet
from workers.receivables.notice import NoticeFacts
from workers.rendering.renderer import RenderedNotice
from workers.rendering.samples import sample_facts

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Notice:
    """A level's notice in one of its languages; without texts where the template is wrong, which ``problem`` tells."""

    ladder: Ladder
    level: Level
    languages: Sequence[str]
    chosen: str
    texts: RenderedNotice | None
    problem: str = ""


@router.get("/ladders/{name}/levels/{number}")
def level(request: Request, name: str, number: int, visitor: Viewer, language: Word = "") -> Response:
    """The texts of a level's notice with sample facts, as they would leave."""
    told = _notice(request, visitor, (name, number), language)
    facts: dict[str, Any] = {
        "ladder": told.ladder,
        "level": told.level,
        "languages": told.languages,
        "chosen": told.chosen,
    }
    return show(request, "level.html", visitor, texts=told.texts, problem=told.problem, **facts)


@router.get("/ladders/{name}/levels/{number}/mail")
def mail(request: Request, name: str, number: int, visitor: Viewer, language: Word = "") -> Response:
    """The HTML part of the mail, as a mail program shows it."""
    told = _notice(request, visitor, (name, number), language)
    if told.texts is None or not told.texts.html:
        raise HTTPException(404)
    return HTMLResponse(told.texts.html, headers={"content-security-policy": SANDBOX})


def _notice(request: Request, visitor: Visitor, of: tuple[str, int], language: str) -> _Notice:
    """The notice of a ladder's level; 404 where there is none, and in a language that it does not have."""
    parts, (name, number) = parts_of(request), of
    configuration = parts.robot.configuration.current()
    found = known_ladder(configuration.policy, name)
    if not 1 <= number <= len(found.levels):
        raise HTTPException(404)
    given = found.level(number)
    languages = _languages(parts, given)
    if language and language not in languages:
        raise HTTPException(404)
    chosen = language or next((each for each in languages if each == visitor.user.language), languages[0])
    channels = frozenset((*given.channels, *given.fallback_channels))
    try:
        sample = _sample(configuration.policy, found, given, chosen)
        texts = configuration.renderer.render_notice(given.notice, chosen, sample, channels)
    except ConfigurationError as error:
        return _Notice(found, given, languages, chosen, None, str(error))
    return _Notice(found, given, languages, chosen, texts)


def _languages(parts: Parts, level: Level) -> list[str]:
    """The languages in which the notice lies in the templates' folder."""
    folder = parts.robot.settings.templates / "dunning" / level.notice
    found = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return found or [parts.robot.policy.robot.default_language]


def _sample(policy: PolicySet, ladder: Ladder, level: Level, language: str) -> NoticeFacts:
    """Sample facts as the level would have them: an agency announced, and charges, only where it has them."""
    plain, charged = islice(sample_facts(policy, language), 2)
    facts = charged if level.charge else plain
    deadline = facts.notice_date + timedelta(days=level.pay_within_days)
    announces = level.final and ladder.referral is not None
    return structs.replace(facts, level_name=level.name, deadline=deadline, announces_referral=announces)
