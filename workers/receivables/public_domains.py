"""Mail domains that anybody can have an address in: such a domain says nothing of whom its writer works for. Data."""

from __future__ import annotations

import re

_NAMES = frozenset(
    re.findall(
        r"\S+",
        """gmail googlemail outlook hotmail live msn yahoo ymail rocketmail aol icloud me mac proton protonmail pm gmx
        web mail email t-online freenet 1und1 arcor orange wanadoo free laposte sfr bbox libero tiscali virgilio alice
        telefonica terra movistar btinternet sky virginmedia comcast verizon att sbcglobal bellsouth cox charter
        earthlink zoho fastmail hey tutanota mailbox posteo yandex qq 163 126 naver rediffmail bigpond bluewin
        hispeed telenet skynet ziggo kpnmail xs4all home planet""",
    )
)
_OTHERS = frozenset(
    ("t-online.de", "mail.de", "mail.com", "web.de", "me.com", "pm.me", "home.nl", "free.fr", "live.com")
)
# Of a short everyday word, only these whole domains are public; a firm may be called Home or Planet.
_EVERYDAY = frozenset(("web", "mail", "email", "me", "free", "home", "planet", "live", "sky", "orange", "alice", "hey"))
_EVERYDAY_ENDINGS = ("com", "de", "fr", "nl", "it", "es", "co.uk")


def is_public(domain: str) -> bool:
    """Whether a domain is a mail provider's.

    >>> is_public("yahoo.co.uk"), is_public("adler.example")
    (True, False)
    """
    name, _, ending = domain.lower().partition(".")
    return domain.lower() in _OTHERS or (name in _NAMES and (name not in _EVERYDAY or ending in _EVERYDAY_ENDINGS))
