"""An authoritative DNS server for TXT records, on a UDP port of this machine."""

from __future__ import annotations

import socket
from threading import Thread
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class DnsServer:
    """Answers with ``records``, which a test may change; a name that is not there does not exist."""

    def __init__(self, records: dict[str, list[str]] | None = None) -> None:
        self.records = dict(records or {})
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"dns://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", self._socket.getsockname())  # nothing to answer: the thread ends
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            wire, client = self._socket.recvfrom(4096)
            if not wire:
                return
            self._socket.sendto(self._answer(dns.message.from_wire(wire)).to_wire(), client)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        name = query.question[0].name
        plain = name.to_text(omit_final_dot=True)
        self.asked.append(plain)
        if plain in self.records:
            texts = [_quoted(text) for text in self.records[plain]]
            answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", texts))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


def _quoted(text: str) -> str:
    """In strings of at most 255 characters, as a zone file writes a long record."""
    return " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))
