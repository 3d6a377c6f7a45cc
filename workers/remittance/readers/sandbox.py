"""No network for a reader process, whatever a document makes its libraries do, and for what it starts.

On Linux the kernel refuses the system calls (seccomp), which nothing in the process can lift again; elsewhere Python
refuses its own sockets. Must be called before the first document is read.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Any

# By machine: the architecture's number in audit records, then socket, connect, bind, sendto, sendmsg, ptrace,
# process_vm_writev and io_uring_setup.
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 49, 44, 46, 101, 311, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 206, 211, 117, 271, 425)),
}
_X32 = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def cut_off() -> None:
    """From here on this process, and every process it starts, opens no connection."""
    if sys.platform != "linux" or not _forbid_calls():
        sys.addaudithook(_refuse_sockets)


def _forbid_calls() -> bool:
    """Whether the kernel took the filter."""
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    code = _filter(*known)
    held = ctypes.create_string_buffer(code)
    program = _Program(len(code) // 8, ctypes.cast(held, ctypes.c_void_p))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(kernel.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """Instructions of (code, jump if true, jump if false, value): the calls and foreign call tables are refused."""
    left = len(calls)
    # Jumps count the instructions passed over; the refusal is the last one, behind the comparisons and the leave.
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 0, left + 3, architecture), (_LOAD, 0, 0, 0), (_AT_LEAST, left + 1, 0, _X32)]
    steps += [(_EQUAL, left - index, 0, call) for index, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _refuse_sockets(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith("socket."):
        raise PermissionError(errno.EACCES, "a reader process has no network")
