"""What is wrong with a file that came by mail, before anybody opens it: a program, a page with scripts, two endings.

Judges by the first bytes and the name alone; opens nothing. Must not read a document: readers do.
"""

from __future__ import annotations

import re

from workers.receivables.mail import Attachment, Mail

_PROGRAMS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut that starts a program"),
)
_PROGRAM_NAME = re.compile(
    r"\.(?:exe|scr|com|pif|bat|cmd|vbs?|vbe|jse?|wsf|wsh|hta|ps1|msi|msix|jar|lnk|iso|img|vhdx?|reg|cpl|dll|apk|app"
    r"|appx|scf|url|website|xll|one|chm|docm|xlam|pptm|dotm)\Z",
    re.IGNORECASE,
)
_DOCUMENT_NAME = r"(?:pdf|docx?|xlsx?|csv|txt|tiff?|jpe?g|png)"
_TWO_ENDINGS = re.compile(
    rf"\.{_DOCUMENT_NAME}[\s.]*\.(?!{_DOCUMENT_NAME}\Z|zip\Z|p7s\Z|p7m\Z|gz\Z|sig\Z)\w{{2,5}}\Z", re.I
)
# Signs that turn the direction of writing let "fdp.exe" read as "exe.pdf".
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PAGE_NAME = re.compile(r"\.(?:s?html?|xhtml|xht|mht|mhtml|svgz?)\Z", re.IGNORECASE)
_PAGE = re.compile(
    rb"\A\s{0,200}(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|script|svg|body|meta)\b", re.I | re.S
)
_LIVE = re.compile(rb"<\s*(?:script|form|iframe|object|embed|input)\b|javascript:|http-equiv\s*=\s*[\"']?refresh", re.I)
_START = 4_000


def find_bad_attachment(mail: Mail) -> str:
    """What is wrong with the first file of the mail that nobody may open; empty when none is.

    >>> find_bad_attachment(Mail(attachments=(Attachment("advice.pdf", "application/pdf", b"MZ\\x90"),)))
    'advice.pdf is a Windows program'
    """
    wrong = (_wrong_with(file) for part in mail.walk() for file in part.attachments)
    return next((reason for reason in wrong if reason), "")


def is_page(file: Attachment) -> bool:
    """Whether a file is a web page, whatever it is called."""
    if file.content.startswith(b"%PDF"):
        return False
    by_name = _PAGE_NAME.search(file.name) is not None or file.content_type in ("text/html", "image/svg+xml")
    return by_name or _PAGE.match(file.content[:_START]) is not None


def _wrong_with(file: Attachment) -> str:
    name = file.name.strip() or "a file without a name"
    if _TURNED.search(name):
        return f"{_TURNED.sub('', name)} hides its real ending"
    program = next((what for magic, what in _PROGRAMS if file.content.startswith(magic)), "")
    if program and not (program == "a script" and file.name.lower().endswith((".csv", ".txt"))):
        return f"{name} is {program}"
    if _PROGRAM_NAME.search(name):
        return f"{name} is a program by its name"
    if _TWO_ENDINGS.search(name):
        return f"{name} has two endings"
    if is_page(file) and _LIVE.search(file.content):
        return f"{name} is a web page that does something"
    return ""
