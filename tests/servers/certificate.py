"""A self-signed certificate for localhost, for the servers that speak TLS in tests."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate is its own authority: clients name it as ``ca=``."""

    certificate: Path
    key: Path


def make_certificate(folder: Path) -> Certificate:
    """Valid for two days, for ``localhost`` and 127.0.0.1."""
    made = Certificate(folder / "cert.pem", folder / "key.pem")
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    files = ("-keyout", str(made.key), "-out", str(made.certificate))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    return made
