"""How much of an item may be disputed, and whether a credit that was asked for has come. Pure."""

from __future__ import annotations

from collections.abc import Collection

from workers.errors import UserError


def disputable(amount: int | None, open_amount: int, held: int | None) -> int | None:
    """The amount to hold of an item of which other disputes hold some; None holds all of it. Raises `UserError`.

    >>> disputable(20_000, 100_000, 0), disputable(100_000, 100_000, 0), disputable(None, 100_000, 0)
    (20000, None, None)
    """
    if open_amount <= 0:
        raise UserError("nothing of that item is open any more")
    if held is None or held >= open_amount:
        raise UserError("all of that item is disputed already")
    if amount is None:
        if held:
            raise UserError("a part of that item is disputed already: say which amount this is about")
        return None
    if not 0 < amount <= open_amount - held:
        raise UserError("a disputed amount is above zero, and no more than is open and not disputed yet")
    return None if amount == open_amount else amount


def has_come(credit: int, fallen: int, memos: Collection[int]) -> bool:
    """Whether the system of record credited it: by lowering the item, or by a credit memo of that amount.

    >>> has_come(20_000, 20_000, ()), has_come(20_000, 0, (20_000,)), has_come(20_000, 19_999, (19_999,))
    (True, True, False)
    """
    return fallen >= credit or credit in memos
