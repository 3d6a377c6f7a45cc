"""All layout families by id: the readers may be tuned on ``tuned`` ones, nobody looks at ``kept_out`` ones meanwhile.

Every module of the two packages contributes ``FAMILY``, or ``FAMILIES`` where several belong together.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.bench.remittance.families import kept_out, tuned
from tests.bench.remittance.family import Family


def _collect(package: str, paths: list[str]) -> tuple[Family, ...]:
    found: list[Family] = []
    for module in sorted(iter_modules(paths), key=lambda info: info.name):
        content = import_module(f"{package}.{module.name}")
        found += getattr(content, "FAMILIES", None) or [content.FAMILY]
    return tuple(found)


TUNED = _collect(tuned.__name__, list(tuned.__path__))
KEPT_OUT = _collect(kept_out.__name__, list(kept_out.__path__))
# What any machine can draw: a figure of these is the same with and without Chromium.
PORTABLE = tuple(family for family in (*TUNED, *KEPT_OUT) if family.format != "chromium")
FAMILIES = {family.id: family for family in (*TUNED, *KEPT_OUT)}

if len(FAMILIES) != len(TUNED) + len(KEPT_OUT):
    raise RuntimeError("two layout families share an id")
