"""What lint says of the configuration as it lies there now, kept until a file changes. Must not put it in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

from workers.errors import ConfigurationError
from workers.exception_queue.kinds import CaseKind
from workers.policy.load import Checked
from workers.policy.source import LastGood
from workers.rendering import check_config
from workers.settings import Settings


class Findings:
    """The findings of `collectbot check-config` over the files of the settings. Threads share it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._checked: LastGood[Checked] | None = None

    def about_ladders(self) -> Mapping[str, Sequence[ConfigurationError]]:
        """By the name of a ladder's file: what is wrong with it and what a person should look at."""
        checked, found = self._now(), dict[str, list[ConfigurationError]]()
        for finding in (*checked.errors, *checked.warnings):
            file = Path(finding.file)
            if file.parent.name == "ladders":
                found.setdefault(file.stem, []).append(finding)
        return found

    def _now(self) -> Checked:
        """Checking renders every template, which takes a second: it is done when somebody first asks."""
        with self._lock:
            if self._checked is None:
                folders = (self._settings.config, self._settings.templates)
                self._checked = LastGood(folders, self._check)
            return self._checked.current()

    def _check(self) -> Checked:
        settings = self._settings
        return check_config(
            settings.config,
            settings.templates,
            case_kinds=frozenset(CaseKind),
            own_domain=settings.own_domain,
            authserv_id=settings.authserv_id,
        )
