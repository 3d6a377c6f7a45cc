"""How receivers can tell that a mail is ours: the part of robot.yaml. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field


@dataclass(frozen=True, slots=True)
class MailAuthentication:
    """Our mail server signs; the robot only looks up the key that it signs with."""

    dkim_selector: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]*$")] = ""
