"""Words and domains that are made, or happen, to be taken for others: one letter off, or letters that look alike. Pure.

Must not know which words or domains matter: whoever asks names them.
"""

from __future__ import annotations

import re
import unicodedata

_MIN_LOOK_ALIKE_LENGTH = 6
_MIN_NAME = 4
_FOLDED = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "2": "z", "|": "l", "3": "e", "4": "a"})
# Letters of other scripts that print as Latin ones: a part of Unicode's confusables, Cyrillic, Greek and rare Latin.
_CYRILLIC = (
    "\u0430\u0431\u0435\u0451\u043e\u0440\u0441\u0443\u0445\u0456\u0457\u0458\u0455\u0501\u051b\u051d\u04bb",
    "abeeopcyxiijsdqwh",
)
_CYRILLIC_SMALL = ("\u043a\u043c\u043d\u0442\u0432\u0433\u043f", "kmhtbrn")
_GREEK = ("\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5\u03c7\u03b5\u03b7\u03c9\u03b2", "aopviktyxenwb")
_RARE = ("\u0131\u0142\u00f8\u0111\u0261\u0251\u0269\u1d0f", "ilodgaio")
_PAIRS = (_CYRILLIC, _CYRILLIC_SMALL, _GREEK, _RARE)
_SCRIPTS = str.maketrans({sign: latin for signs, letters in _PAIRS for sign, latin in zip(signs, letters, strict=True)})
# Words of trade that a forger puts around a firm's name, and a firm does not make its name of.
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        """accounts account accounting ap ar billing bill invoice invoices pay payment payments remit payable payables
        receivable receivables remittance finance treasury mail email mailer office group global international intl
        corp corporate company co inc ltd llc gmbh ag kg sa sarl srl bv online secure security support service
        services admin team hq portal web net usa us uk de eu fr es the my new official""",
    )
)
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "ac", "gob", "gouv"))


def one_edit_apart(a: str, b: str) -> bool:
    """One letter changed, added, dropped, or two neighbours swapped.

    >>> one_edit_apart("bankrupcy", "bankruptcy"), one_edit_apart("cat", "dog")
    (True, False)
    """
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) != len(b):
        longer, shorter = sorted((rest_a, rest_b), key=len, reverse=True)
        return longer[1:] == shorter
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or swapped


def is_within(domain: str, parent: str) -> bool:
    """Whether ``domain`` is ``parent`` or lies below it.

    >>> is_within("mail.a.example", "a.example"), is_within("ba.example", "a.example")
    (True, False)
    """
    domain, parent = domain.lower(), parent.lower()
    return domain == parent or domain.endswith("." + parent)


def imitates(domain: str, known: str) -> bool:
    """Whether ``domain`` is not ``known`` but made to be taken for it.

    By look-alike letters (also of other scripts, in punycode), one letter off, another ending, or words around it.

    >>> imitates("vance-hydrau1ics.example", "vance-hydraulics.example"), imitates("a.example", "a.example")
    (True, False)
    >>> imitates("vance-hydraulics-payments.com", "vance-hydraulics.com")
    True
    """
    if not domain or not known or is_within(domain, known) or is_within(known, domain):
        return False
    if len(known) < _MIN_LOOK_ALIKE_LENGTH:
        return False
    ours, theirs = _skeleton(domain), _skeleton(known)
    if ours.startswith(theirs) or one_edit_apart(ours, theirs):
        return True
    name, named = _name_of(domain), _name_of(known)
    if len(_folded(named)) < _MIN_NAME:
        return False
    return _folded(name) == _folded(named) or _is_wrapped(domain, named)


def readable(domain: str) -> str:
    """A domain as a person sees it: punycode labels as their letters.

    >>> readable("xn--brse-5qa.example")
    'börse.example'
    """
    return ".".join(_label(label) for label in domain.lower().split("."))


def _label(label: str) -> str:
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except (UnicodeError, ValueError):
        return label


def _folded(text: str) -> str:
    latin = unicodedata.normalize("NFKD", text.lower().translate(_SCRIPTS))
    bare = "".join(sign for sign in latin if not unicodedata.combining(sign))
    folded = bare.translate(_FOLDED).replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return re.sub(r"[-_.]", "", folded)


def _skeleton(domain: str) -> str:
    return _folded(readable(domain))


def _name_of(domain: str) -> str:
    """The part that a firm chose: ``vance`` of ``mail.vance.co.uk``."""
    labels = readable(domain).split(".")
    ending = 2 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 1
    return labels[-ending - 1] if len(labels) > ending else labels[0]


def _is_wrapped(domain: str, named: str) -> bool:
    """Whether the name stands in a domain with only words of trade around it, or before another domain's end."""
    labels = readable(domain).split(".")
    words = [word for label in labels[:-1] for word in re.split(r"[-_]", label) if word]
    own = re.split(r"[-_]", named)
    folded, target = [_folded(word) for word in words], [_folded(word) for word in own]
    for start in range(len(folded) - len(target) + 1):
        if folded[start : start + len(target)] == target:
            rest = words[:start] + words[start + len(target) :]
            return all(word in _GENERIC or word in _SECOND_LEVEL for word in rest)
    joined, whole = _folded("".join(words)), _folded(named)
    around = joined.replace(whole, " ", 1).split() if whole in joined else []
    generic = {_folded(word) for word in _GENERIC}
    return bool(around) and all(word in generic for word in around)
