"""The one writer of policy files: a change is read as a whole policy before it takes the place of the file.

A file that does not load is never put there; a crash leaves the old file or the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from workers.errors import ConfigurationError, UserError
from workers.policy.policy_set import PolicySet

Check = Callable[[Path], PolicySet]


def try_text(config_dir: Path, name: str, text: str, check: Check) -> PolicySet:
    """The policy as it would be with this text in a file; raises `UserError` where it would not load."""
    with TemporaryDirectory(prefix="collectbot-policy-") as folder:
        tried = Path(folder) / "config"
        shutil.copytree(config_dir, tried)
        (tried / name).write_text(text, encoding="utf-8")
        try:
            return check(tried)
        except ConfigurationError as error:
            raise UserError(f"{name} would not load with this rule: {error}") from error


def replace_file(config_dir: Path, name: str, before: str, text: str) -> None:
    """Put the text in the place of the file, if the file still is as it was when the text was made of it."""
    file = config_dir / name
    try:
        if file.read_text(encoding="utf-8") != before:
            raise UserError(f"{file} has changed meanwhile: nothing was written, try again")
        fresh = file.with_name(f".{name}.{os.getpid()}.new")
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(file, fresh)
        fresh.replace(file)
    except OSError as error:
        raise UserError(f"{file} cannot be written ({error.strerror}): apply the rule's diff by hand") from error
