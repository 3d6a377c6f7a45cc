"""Files in config/ that look like policy and that nobody would read. Must not read any."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workers.errors import ConfigurationError

_FILES = (
    "robot.yaml", "agencies.yaml", "rates.yaml", "deduction_codes.yaml", "remittance_formats.yaml",
    "resolution_matrix.yaml", "credit.yaml", "arrangements.yaml", "write_off.yaml",
)  # fmt: skip
_FOLDERS = ("ladders", "rule_packs", "reply_rules")


def stray_files(config_dir: Path) -> Iterable[ConfigurationError]:
    """An error for each, and one for a folder that is not there."""
    if not config_dir.is_dir():
        yield ConfigurationError("there is no such folder", file=str(config_dir), hint="set COLLECTBOT_CONFIG")
    for path in sorted([*config_dir.rglob("*.yaml"), *config_dir.rglob("*.yml")]):
        where = path.relative_to(config_dir)
        in_folder = len(where.parts) == 2 and where.parts[0] in _FOLDERS
        if path.suffix == ".yml":
            hint = f"rename it to {path.stem}.yaml"
        elif str(where) in _FILES or in_folder:
            continue
        else:
            known = f"{', '.join(_FILES)} ladders/NAME.yaml, rule_packs/NAME.yaml and reply_rules/LANGUAGE.yaml"
            hint = f"known are {known}"
        yield ConfigurationError("the robot does not read this file", file=str(path), hint=hint)
