"""Scores predictions against truth files, with the definitions of the development set's scorer (see POLICY.md, Scores).

A line is right if its reference is the printed one or the document's and its net is exact. Straight through: applied,
every figure as in the truth. A false application posts anything beyond what the truth lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
_ZERO = Decimal(0)
_FIGURES = ("cash", "discount", "writeoff")


@dataclass(slots=True)
class Tally:
    """The sums of one family, or of all."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counter[str]) -> None:
        self.counts.update(other)

    def share(self, part: str, whole: str) -> float | None:
        return self.counts[part] / self.counts[whole] if self.counts[whole] else None

    @property
    def line_f1(self) -> float | None:
        both = self.counts["lines"] + self.counts["lines_read"]
        return 2 * self.counts["lines_right"] / both if both else None

    def as_json(self) -> Json:
        rates = {
            "line_f1": self.line_f1,
            "straight_through": self.share("straight_through", "applies"),
            "false_applications": self.counts["false"],
            "kind_right": self.share("kind_right", "exceptions"),
        }
        return {"documents": self.counts["documents"]} | {
            name: round(value, 4) if isinstance(value, float) else value for name, value in rates.items()
        }


def score(truth: Json, prediction: Json) -> Counter[str]:
    """What one document adds to a tally."""
    expected = truth["expected"]
    posted, allowed = _posted(prediction["allocations"]), _posted(expected["allocations"])
    applied = prediction["outcome"] == "apply"
    counts = Counter(
        documents=1,
        lines=len(truth["lines"]),
        lines_read=len(prediction["lines"]),
        lines_right=_right_lines(truth["lines"], prediction["lines"]),
        false=int(_goes_beyond(posted, allowed)),
    )
    if expected["outcome"] == "apply":
        counts.update(applies=1, straight_through=int(applied and posted == allowed))
    else:
        kinds = {expected["exception_kind"], *expected["also_accepted_kinds"]}
        counts.update(exceptions=1, kind_right=int(not applied and prediction["exception_kind"] in kinds))
    return counts


def is_clean(counts: Counter[str]) -> bool:
    """Nothing to look at: lines, outcome and kind are right."""
    whole = counts["lines"] == counts["lines_read"] == counts["lines_right"]
    decided = counts["straight_through"] == counts["applies"] and counts["kind_right"] == counts["exceptions"]
    return whole and decided and not counts["false"]


def _plain(text: object) -> str:
    return re.sub(
        r"[^0-9A-Z]", "", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", str(text or "")).upper())
    )


def _keys(*references: object) -> set[str]:
    plain = {_plain(reference) for reference in references} - {""}
    return plain | {text.lstrip("0") or text for text in plain}


def _right_lines(truth: list[Json], read: list[Json]) -> int:
    left = [(_keys(line["ref_as_printed"], line["document_number"]), Decimal(line["net"])) for line in truth]
    right = 0
    for line in read:
        keys, net = _keys(line["ref"]), Decimal(line["net"] or "NaN")
        for place, (wanted, wanted_net) in enumerate(left):
            nameless = not keys and not any(any(c.isdigit() for c in key) for key in wanted)
            if net == wanted_net and (keys & wanted or nameless):
                right += 1
                left.pop(place)
                break
    return right


def _posted(allocations: list[Json]) -> dict[str, tuple[Decimal, ...]]:
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO] * len(_FIGURES))
    for allocation in allocations:
        entry = sums[_plain(allocation["document_number"])]
        for place, name in enumerate(_FIGURES):
            entry[place] += Decimal(allocation[name] or 0)
    return {number: tuple(figures) for number, figures in sums.items() if any(figures)}


def _goes_beyond(posted: dict[str, tuple[Decimal, ...]], allowed: dict[str, tuple[Decimal, ...]]) -> bool:
    nothing = (_ZERO,) * len(_FIGURES)
    return any(
        not min(_ZERO, most) <= got <= max(_ZERO, most)
        for number, figures in posted.items()
        for got, most in zip(figures, allowed.get(number, nothing), strict=True)
    )
