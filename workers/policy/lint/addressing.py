"""Relations between the addressing words of ladders and robot.yaml: who signs, who is told, what to fall back on.

Pure: findings are values.
"""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.ladder import Ladder
from workers.policy.lint.finding import Finding, Path
from workers.policy.robot import RobotPolicy
from workers.policy.violations import suggestion

ACCOUNT_OWNER = "account_owner"


def lint_senders(robot: RobotPolicy) -> Iterator[Finding]:
    """A mail from another domain than ours would fail every check of its receiver."""
    for name, sender in robot.senders.items():
        if not is_ours(sender.email_from, robot.own_domain):
            message = f"{sender.email_from} is not an address of our own domain {robot.own_domain}"
            path = ("senders", name, "email_from")
            yield Finding("foreign-sender", path, message, "set reply_to to have answers go elsewhere")


def lint_addressing(ladder: Ladder, robot: RobotPolicy) -> Iterator[Finding]:
    """Senders that do not exist, copies that would leave the house, and fallbacks that would be no other way."""
    for index, level in enumerate(ladder.levels):
        at: Path = ("levels", index)
        if level.sender is not None and level.sender not in robot.senders:
            hint = suggestion(level.sender, sorted(robot.senders)) or "write one of `senders` in robot.yaml"
            yield Finding("unknown-sender", (*at, "sender"), f"'{level.sender}' does not exist", hint)
        for number, address in enumerate(level.internal_copy):
            if address != ACCOUNT_OWNER and not is_ours(address, robot.own_domain):
                hint = f"write {ACCOUNT_OWNER}, or an address at {robot.own_domain}"
                message = f"'{address}' is nobody of us, and would be told what customers owe"
                yield Finding("foreign-copy", (*at, "internal_copy", number), message, hint)
            elif address in level.internal_copy[:number]:
                path = (*at, "internal_copy", number)
                yield Finding("repeated-copy", path, f"'{address}' stands here twice", "remove one of the two")
        for number, channel in enumerate(level.fallback_channels):
            if channel in (*level.channels, *level.fallback_channels[:number]):
                path = (*at, "fallback_channels", number)
                message = f"'{channel}' is tried before anyway"
                yield Finding("useless-fallback", path, message, "write a channel that is not used yet, or none")


def is_ours(address: str, own_domain: str) -> bool:
    """Whether an address is at our own domain or below it.

    >>> is_ours("cfo@us.example", "us.example"), is_ours("cfo@bus.example", "us.example"), is_ours("cfo", "us.example")
    (True, False, False)
    """
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    return bool(local) and (domain == own_domain or domain.endswith(f".{own_domain}"))
