"""The JSON Schema of ladders: an editor accepts what the loader accepts, and completes with a sentence a key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.unit.policy.policy_files import LADDER, write_policy
from workers.policy.document import read_document
from workers.policy.schema import ladder_schema

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = ladder_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def content_of(folder: Path, text: str) -> Any:
    return read_document(write_policy(folder, ladder=text) / "ladders/standard.yaml").content


@pytest.mark.parametrize("path", sorted((CONFIG / "ladders").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_ladders_are_valid(validator: Draft202012Validator, path: Path) -> None:
    assert [error.message for error in validator.iter_errors(read_document(path).content)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("channels: [email]", "chanels: [email]"),
        ("[email, sms]", "[email, fax]"),
        ("days_after_due: 3\n", "days_after_due: soon\n"),
        ("    notice: friendly_reminder\n", ""),
        ("levels:\n", "name: standard\nlevels:\n"),
        ("  - name: friendly", "  - number: 1\n    name: friendly"),
        ('{EUR: "10.00"}', '{EUR: "ten"}'),
        ('{EUR: "10.00"}', '{euro: "10.00"}'),
        ("agency: by_rule", "approval: never"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(
    tmp_path: Path, validator: Draft202012Validator, old: str, new: str
) -> None:
    assert validator.is_valid(content_of(tmp_path, LADDER))
    assert not validator.is_valid(content_of(tmp_path, LADDER.replace(old, new, 1)))


def test_every_key_has_a_sentence_for_the_editor() -> None:
    schema = ladder_schema()
    for kind in (schema, *schema["$defs"].values()):
        for name, prop in kind["properties"].items():
            assert prop.get("description", "").endswith("."), name


def test_the_schema_beside_the_shipped_ladders_is_current() -> None:
    """Regenerate it with `collectbot ladder schema > config/ladder.schema.json`."""
    assert json.loads((CONFIG / "ladder.schema.json").read_text(encoding="utf-8")) == ladder_schema()
