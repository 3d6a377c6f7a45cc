"""The robot as its operators run it: the Procfile's processes under honcho, and commands beside them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.robot_home import ROOT, clean_environment
from tests.servers.launcher import free_port

_BIN = Path(sys.executable).parent
_STOP_SECONDS_MAX = 60


class RunningRobot:
    """Everything of one robot; ``settings`` are its COLLECTBOT_ variables, ``folder`` takes its log."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "honcho.log"
        self._variables = clean_environment() | {
            **settings,
            "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}",
            "WORKER_PROCESSES": "1",
            # Many short processes of the same program: compiled once, wherever it is installed.
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        self._groups: list[subprocess.Popen[bytes]] = []

    def start(self, *names: str) -> None:
        """Start processes of the Procfile; they stop together."""
        self._groups.append(self._honcho("start", "--port", str(self.port), *names))

    def release(self) -> None:
        """Run the Procfile's release process to its end."""
        assert self._honcho("start", "release").wait(timeout=120) == 0, self.log.read_text()

    def command(self, *arguments: str) -> list[dict[str, Any]]:
        """A command in a process of its own; returns the JSON lines that it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "workers", *arguments, "--json"],
            cwd=ROOT,
            env=self._variables,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stderr}\n{done.stdout}"
        return [json.loads(line) for line in done.stdout.splitlines()]

    def stop(self) -> str:
        """Stop all processes, as a supervisor does; returns what they logged while they lived."""
        for group in self._groups:
            group.send_signal(signal.SIGTERM)
        while self._groups:
            self._groups.pop().wait(timeout=_STOP_SECONDS_MAX)
        return self.log.read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _honcho(self, *arguments: str) -> subprocess.Popen[bytes]:
        # Told to stop when the test run dies, honcho takes its processes with it.
        die_with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        command = [*die_with_us, str(_BIN / "honcho"), "--no-colour", *arguments]
        with self.log.open("ab") as output:
            return subprocess.Popen(command, cwd=ROOT, env=self._variables, stdout=output, stderr=output)
