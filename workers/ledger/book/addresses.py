"""E-mail addresses, phone numbers and postal addresses in the form they are stored in. Must not reach any network.

An address that cannot be used is kept and marked invalid: it parks one account, it does not stop a whole file.
"""

from __future__ import annotations

import re

import phonenumbers

ENVELOPE_LINES = 5
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")


def valid_email(text: str) -> bool:
    """Whether ``text`` is one plain address and nothing else; empty is fine, there is nothing to use.

    >>> valid_email("ap@customer.example"), valid_email("ap@customer.example, cfo@customer.example")
    (True, False)
    """
    return not text or bool(_EMAIL.match(text))


def valid_phone(text: str, country: str) -> tuple[str, bool]:
    """The number in E.164 when it is possible, else as it was; and whether it is.

    >>> valid_phone("089 / 1234567", "DE"), valid_phone("call us", "DE")
    (('+49891234567', True), ('call us', False))
    """
    if not text:
        return "", True
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return text, False
    if not phonenumbers.is_possible_number(number):
        return text, False
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), True


def postal_lines(text: str) -> str:
    """An address as an envelope shows it below the name; ``|`` is a line break too. `ValueError`: too many lines.

    >>> postal_lines(" Musterstr.  1 | 12345 Berlin ")
    'Musterstr. 1\\n12345 Berlin'
    """
    lines = [" ".join(line.split()) for line in text.replace("|", "\n").splitlines()]
    filled = [line for line in lines if line]
    if len(filled) > ENVELOPE_LINES:
        raise ValueError(f"has {len(filled)} lines, but an envelope shows {ENVELOPE_LINES}")
    return "\n".join(filled)
