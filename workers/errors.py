"""The error tree: few classes, each with one consequence at the edge.

A business outcome (on hold, no match, short payment) is never an exception: it is a decision with a reason.
The docstring of a class is its default message. Must not import anything of the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class CollectionsError(Exception):
    """Something went wrong in Collectbot."""

    exit_code = 3

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class UserError(CollectionsError):
    """The input cannot be used as it is."""

    exit_code = 1


class ConfigurationError(UserError):
    """The configuration is wrong: shown as ``file:line:column: message [rule] (hint)``.

    ``rule`` is the stable id of the lint rule that says so. A finding with ``warning`` is shown and never raised.
    """

    def __init__(
        self, message: str, *, file: str = "", line: int = 0, column: int = 0, hint: str = "", rule: str = "",
        warning: bool = False,
    ) -> None:  # fmt: skip
        place = ":".join(str(part) for part in (file, line, column) if part)
        super().__init__(
            (f"{place}: " if place else "") + message + (f" [{rule}]" if rule else "") + (f" ({hint})" if hint else "")
        )
        self.message, self.rule, self.warning = message, rule, warning
        self.file, self.line, self.column, self.hint = file, line, column, hint


class ConfigurationErrors(ConfigurationError):
    """Several errors found in one reading of the configuration, a line each."""

    def __init__(self, errors: Sequence[ConfigurationError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)
        first = errors[0]
        self.file, self.line, self.column, self.hint = first.file, first.line, first.column, first.hint


class TransientError(CollectionsError):
    """This may work later: the edge tries again with back-off, and opens a case when tries run out."""

    exit_code = 1


class ServerUnreachable(TransientError):
    """A database, broker or mail server did not answer."""


class LedgerBusy(TransientError):
    """The database was busy for longer than its time-out."""


class PermanentError(CollectionsError):
    """This will never work: no retry, a case with the evidence."""

    exit_code = 1


class UnreadableDocument(PermanentError):
    """The document cannot be read; ``kind`` is an exception kind of the remittance policy."""

    def __init__(self, message: str = "", *, kind: str = "unreadable") -> None:
        super().__init__(message)
        self.kind = kind


class InvariantViolation(CollectionsError):
    """Money does not add up or a law is broken: roll back, hold the account, open an urgent case."""

    def __init__(self, message: str = "", *, accounts: Iterable[int | None] = ()) -> None:
        super().__init__(message)
        # Those concerned, where the one who raises it knows them; None is an account that nobody knows.
        self.accounts = sorted({account for account in accounts if account is not None})
