"""One bank line for several announced payments, or several lines for one: sums that fit in one way only. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from workers.ledger.cash.applications import Share

MOST = 5
# Beyond so many candidates a sum proves nothing: chance makes one.
_MOST_CANDIDATES = 16


def only_sum(target: int, amounts: Sequence[int], with_index: int | None = None) -> tuple[int, ...] | None:
    """The indices of the two to five amounts that make the target, if that can be done in one way only.

    ``with_index`` must be among them.

    >>> only_sum(150, [100, 50, 70]), only_sum(150, [100, 50, 50]), only_sum(100, [100, 30])
    ((0, 1), None, None)
    """
    if len(amounts) > _MOST_CANDIDATES:
        return None
    found = list(_first_two(target, amounts, with_index))
    return found[0] if len(found) == 1 else None


def _first_two(target: int, amounts: Sequence[int], with_index: int | None) -> Iterator[tuple[int, ...]]:
    number = 0
    for size in range(2, min(MOST, len(amounts)) + 1):
        for chosen in combinations(range(len(amounts)), size):
            if with_index is not None and with_index not in chosen:
                continue
            if sum(amounts[index] for index in chosen) == target:
                yield chosen
                number += 1
                if number == 2:
                    return


def merge_shares(parts: Sequence[Sequence[Share]]) -> tuple[Share, ...]:
    """The shares of several advices as one: what two of them give an item is added up."""
    merged: dict[int, Share] = {}
    for share in (share for shares in parts for share in shares):
        before = merged.get(share.item_id, Share(share.item_id, 0))
        merged[share.item_id] = Share(
            share.item_id, before.cash + share.cash, before.discount + share.discount, before.writeoff + share.writeoff
        )
    return tuple(merged[item_id] for item_id in sorted(merged))


def split_shares(shares: Sequence[Share], amounts: Sequence[int]) -> list[tuple[Share, ...]]:
    """The shares of one advice over the payments that brought its money, each used up to the cent.

    Credit memos come first, so that no payment has to give more than it brought; discounts go with the last piece.

    >>> split_shares([Share(1, 100, 5), Share(2, 50)], [120, 30])
    [(Share(item_id=1, cash=100, discount=5, writeoff=0), Share(item_id=2, cash=20, discount=0, writeoff=0)), (Share(item_id=2, cash=30, discount=0, writeoff=0),)]
    """  # noqa: E501 (a doctest's output is one line)
    waiting = sorted(shares, key=lambda share: (share.cash >= 0, share.item_id))
    pieces: list[tuple[Share, ...]] = []
    for amount in amounts:
        own: list[Share] = []
        while waiting and (amount or waiting[0].cash <= 0):
            share = waiting.pop(0)
            if share.cash > amount:
                own.append(Share(share.item_id, amount))
                waiting.insert(0, Share(share.item_id, share.cash - amount, share.discount, share.writeoff))
                amount = 0
            else:
                own.append(share)
                amount -= share.cash
        pieces.append(tuple(own))
    return pieces
