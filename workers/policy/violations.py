"""Validates a document against a policy type and words what is wrong for the people who wrote it.

The types say what is allowed; this module only translates. Must not check relations between values
(`workers.policy.lint`).
"""

from __future__ import annotations

import json
import types
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workers.errors import ConfigurationError
from workers.policy.adapters import adapter_of
from workers.policy.cash_application import CashApplicationPolicy
from workers.policy.document import Document
from workers.policy.fields import FORMS
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.policy.rule_pack import RulePack

T = TypeVar("T")

_UNKNOWN = "unexpected_keyword_argument"

# Fields that the loader fills in; nobody writes them in a file.
DERIVED: Mapping[type, frozenset[str]] = {
    Ladder: frozenset({"name", "hash"}),
    Level: frozenset({"number"}),
    RulePack: frozenset({"name"}),
    CashApplicationPolicy: frozenset({"authserv_id", "own_domain"}),
}


def validate(document: Document, kind: type[T], content: Any) -> T | None:
    """A value of `kind` from some content of the document, or None with the reasons in the document's `errors`."""
    try:
        # By way of JSON, because only there strict means: lists for tuples, text for times, nothing else.
        return adapter_of(kind).validate_json(json.dumps(content))
    except ValidationError as error:
        details = error.errors()
        meant = {_meant(kind, detail) for detail in details if detail["type"] == _UNKNOWN}
        # A key that is missing because it is misspelt is one mistake, not two.
        told = [detail for detail in details if detail["type"] != "missing" or detail["loc"] not in meant]
        told = [detail for detail in told if detail["type"] != "too_short" or not _has_bad_parts(detail, details)]
        document.errors.extend(_translate(document, kind, detail) for detail in told)
    return None


def unknown_key(document: Document, kind: type, path: tuple[Any, ...]) -> ConfigurationError:
    """The error for a key that does not exist, with the key that was probably meant."""
    known = _known_keys(_type_at(kind, path[:-1]))
    hint = suggestion(str(path[-1]), known) or f"known here: {', '.join(known)}"
    return document.error(path, f"unknown key '{path[-1]}'", hint=hint, at_key=True)


def suggestion(word: str, known: Collection[str]) -> str:
    """``did you mean 'channels'?``, or nothing when no known word is near."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that was probably meant, or nothing."""
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.6)), "")


def _meant(kind: type, detail: ErrorDetails) -> tuple[Any, ...]:
    *at, key = detail["loc"]
    return (*at, nearest(str(key), _known_keys(_type_at(kind, tuple(at)))))


def _has_bad_parts(detail: ErrorDetails, details: Collection[ErrorDetails]) -> bool:
    """A list is empty to pydantic when none of its parts is right; they have complained already."""
    at = detail["loc"]
    return any(len(other["loc"]) > len(at) and other["loc"][: len(at)] == at for other in details)


def _translate(document: Document, kind: type, detail: ErrorDetails) -> ConfigurationError:
    path, context = tuple(detail["loc"]), detail.get("ctx", {})
    match detail["type"]:
        case "unexpected_keyword_argument":
            return unknown_key(document, kind, path)
        case "missing":
            return document.error(path[:-1], f"the key '{path[-1]}' is missing", at_key=True)
    if path and path[-1] == "[key]":
        message, hint = _explain(detail)
        return document.error(path[:-1], message, hint=hint, at_key=True)
    if "key" in context and detail["type"] in {"amount", "currency"}:
        path = (*path, context["key"])
    message, hint = _explain(detail)
    at_key = detail["type"] == "currency"
    return document.error(path, f"{_name(path)}: {message}", hint=hint, at_key=at_key)


def _name(path: tuple[Any, ...]) -> str:
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")


def _explain(detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong with the value, and what to write instead."""
    value, context = detail["input"], detail.get("ctx", {})
    if value is None:
        return "has no value", "write one, or remove the key to take the default"
    match detail["type"]:
        case "literal_error":
            allowed = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
            return f"'{value}' is not allowed", suggestion(str(value), allowed) or f"allowed: {', '.join(allowed)}"
        case "string_pattern_mismatch":
            return f"'{value}' has the wrong form", FORMS.get(context["pattern"], "")
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{_show(value)} is not a whole number", ""
        case "string_type":
            return f"{_show(value)} is not text", "put it in quotes" if isinstance(value, int) else ""
        case "bool_type":
            return f"{_show(value)} is not true or false", ""
        case "time_parsing" | "time_type":
            return f"{_show(value)} is not a time of day", 'write it as "09:00"'
        case "tuple_type":
            return f"{_show(value)} is not a list", "write [a, b], or one '- a' a line"
        case "dataclass_type" | "dataclass_exact_type" | "mapping_type" | "dict_type":
            return f"{_show(value)} is not a group of keys", "write 'key: value' lines, indented"
        case "too_short" | "string_too_short":
            return "must not be empty", ""
        case "greater_than_equal":
            return f"{value} is too small", f"at least {context['ge']}"
        case "less_than_equal":
            return f"{value} is too large", f"at most {context['le']}"
        case "amount":
            return detail["msg"], 'write digits and a point, such as "1000.00"'
        case "decimal_parsing" | "decimal_type":
            return f"{_show(value)} is not a decimal number", ""
    return detail["msg"][:1].lower() + detail["msg"][1:], ""


def _show(value: Any) -> str:
    match value:
        case dict():
            return "a group of keys"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
    return f"'{value}'"


def _known_keys(kind: Any) -> list[str]:
    if not is_dataclass(kind):
        return []
    derived: frozenset[str] = next((names for owner, names in DERIVED.items() if owner is kind), frozenset())
    return sorted({field.name for field in fields(kind) if field.init} - derived)


def _type_at(kind: Any, path: tuple[Any, ...]) -> Any:
    """The type of the value at `path` below a value of `kind`."""
    for part in path:
        match _bare(kind):
            case found if is_dataclass(found):
                kind = get_type_hints(found, include_extras=False).get(part)
            case found if get_origin(found) is tuple:
                kind = get_args(found)[0]
            case found if get_args(found):
                kind = get_args(found)[-1]
    return _bare(kind)


def _bare(kind: Any) -> Any:
    """Without ``Annotated`` and without ``| None``."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, types.UnionType}:
        return _bare(next(part for part in get_args(kind) if part is not types.NoneType))
    return kind
