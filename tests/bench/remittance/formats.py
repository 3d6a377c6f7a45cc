"""How a payer writes amounts and days. Pure text; every style was seen on a real advice or in a thread about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Minus: TypeAlias = Literal["-x", "x-", "(x)", "x CR", "xCR", "- x", "<x>", "\N{MINUS SIGN}x"]

_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """``1.234,56-`` and its relatives; ``fill`` pads with asterisks as on cheques, ``trim`` drops needless decimals."""

    point: str = "."
    group: str = ","
    minus: Minus = "-x"
    indian: bool = False
    trim: bool = False
    before: str = ""
    after: str = ""
    zero: str = ""

    def write_or_blank(self, minor: int) -> str:
        """As ``write``; nothing taken is written in the payer's own way (empty, a dash, 0.00)."""
        return self.write(minor) if minor else self.zero

    def write(self, minor: int) -> str:
        whole, cents = divmod(abs(minor), 100)
        digits = self._grouped(str(whole)) + ("" if self.trim and not cents else f"{self.point}{cents:02d}")
        digits = f"{self.before}{digits}{self.after}"
        return _signed(digits, self.minus) if minor < 0 else digits

    def _grouped(self, digits: str) -> str:
        head, tail = digits[:-3], digits[-3:]
        step = 2 if self.indian else 3
        parts = [tail]
        while head:
            parts.insert(0, head[-step:])
            head = head[:-step]
        return self.group.join(parts)


def _signed(digits: str, minus: Minus) -> str:
    match minus:
        case "(x)":
            return f"({digits})"
        case _:
            return minus.replace("x", digits)


def write_day(day: date, pattern: str, language: str) -> str:
    """``pattern`` is strftime's, with %b and %B in the payer's language."""
    month = _MONTHS[language].split()[day.month - 1]
    return day.strftime(pattern.replace("%B", "\2").replace("%b", "\1")).replace("\2", month).replace("\1", month[:3])
