"""A reader process has no network and none of our secrets, leaves nothing behind, and takes its children with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.remittance.reader_processes import reader_processes
from workers.remittance.document import Document, Source
from workers.remittance.readers.pool import ReaderPool

TRY = """
import socket, subprocess, sys
from workers.remittance.readers.sandbox import cut_off
cut_off()
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(family)
    except PermissionError:
        print("refused")
child = "import socket\\ntry: socket.socket()\\nexcept PermissionError: print('refused')"
print(subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stdout.strip())
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter and /proc are Linux's")


@linux
def test_neither_it_nor_its_children_can_open_a_socket() -> None:
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused"] * 4


@linux
def test_every_reader_process_stands_under_the_filter_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTBOT_SECRET_KEY", "whisper")
    with ReaderPool() as pool:
        assert isinstance(pool.read([Source("t.txt", "text/plain", b"paid 12.00")])[0], Document)
        (reader,) = reader_processes()
        assert "Seccomp:\t2" in Path(f"/proc/{reader}/status").read_text()
        assert b"whisper" not in Path(f"/proc/{reader}/environ").read_bytes()


@linux
def test_nothing_is_left_of_the_readers_when_the_pool_is_closed() -> None:
    with ReaderPool(jobs=2) as pool:
        pool.read([Source("t.txt", "text/plain", b"paid 12.00")] * 4)
        assert list(reader_processes())

    assert not list(reader_processes())
