"""E-mail addresses and phone numbers in the form they are stored in. Must not reach any network.

An address that cannot be used is kept and marked invalid: it parks one account, it does not stop a whole file.
"""

from __future__ import annotations

import re

import phonenumbers

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
