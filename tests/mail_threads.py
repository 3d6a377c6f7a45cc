"""Threads as mail programs show them: the algorithm of Jamie Zawinski (jwz.org/doc/threading.html), without its last
step, which guesses by subjects.
"""

from __future__ import annotations

from collections.abc import Iterable

from workers.receivables.mail import Mail


def threads_of(mails: Iterable[Mail]) -> list[set[str]]:
    """The Message-IDs of each thread; an id that only a chain names ties mails together without being shown."""
    parent: dict[str, str] = {}
    shown: list[str] = []
    for mail in mails:
        shown.append(mail.message_id)
        chain = [*mail.references, *(one for one in mail.in_reply_to[:1] if one not in mail.references)]
        for above, below in zip(chain, [*chain[1:], mail.message_id], strict=False):
            if below not in parent and _root(parent, above) != below:
                parent[below] = above
        if chain:
            parent[mail.message_id] = chain[-1]
    threads: dict[str, set[str]] = {}
    for message_id in shown:
        threads.setdefault(_root(parent, message_id), set()).add(message_id)
    return list(threads.values())


def _root(parent: dict[str, str], message_id: str) -> str:
    seen = {message_id}
    while (above := parent.get(message_id)) is not None and above not in seen:
        message_id = above
        seen.add(message_id)
    return message_id
