"""Mail and SMS servers as processes of their own, for tests that kill everything else and then count.

`SmtpSinkProcess` and `TwilioPeerProcess` run this project's own peers; `PostfixSink` is the fast one for benchmarks.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.servers.launcher import Server, ServerMissing, own_account
from tests.servers.smtp_sink import AcceptedMail, stored_mails
from tests.servers.twilio_peer import ACCOUNT_SID, TOKEN, stored_messages

_ROOT = Path(__file__).resolve().parent.parent.parent


class SmtpSinkProcess(Server):
    """`tests.servers.smtp_sink` as a process."""

    def __init__(self) -> None:
        super().__init__(own_account())

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-m", "tests.servers.smtp_sink", str(self.port), self.folder / "mails"]

    def working_folder(self) -> Path:
        return _ROOT

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def accepted(self) -> list[AcceptedMail]:
        return stored_mails(self.folder / "mails")

    @property
    def accepted_count(self) -> int:
        """How many mails it has accepted, without reading them."""
        return sum(1 for _ in (self.folder / "mails").glob("*.json"))


class TwilioPeerProcess(Server):
    """`tests.servers.twilio_peer` as a process."""

    def __init__(self) -> None:
        super().__init__(own_account())

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-m", "tests.servers.twilio_peer", str(self.port), self.folder / "messages.jsonl"]

    def working_folder(self) -> Path:
        return _ROOT

    @property
    def url(self) -> str:
        """The address for ``open_sms``."""
        return f"twilio://{ACCOUNT_SID}:{TOKEN}@?from=%2B15005550006&base=http://127.0.0.1:{self.port}"

    @property
    def accepted(self) -> list[dict[str, Any]]:
        return stored_messages(self.folder / "messages.jsonl")


class PostfixSink(Server):
    """Postfix's ``smtp-sink``: takes every mail and keeps none. `ServerMissing` where Postfix is not installed."""

    def __init__(self) -> None:
        super().__init__(own_account())
        found = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
        if found is None:
            raise ServerMissing("smtp-sink (apt install postfix)")
        self._binary = found

    def command(self) -> Sequence[str | Path]:
        as_nobody = ("-u", "nobody") if os.geteuid() == 0 else ()
        return [self._binary, *as_nobody, f"127.0.0.1:{self.port}", "100"]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"
