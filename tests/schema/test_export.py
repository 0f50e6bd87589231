"""The exported schemas: current, well-formed, documented, and true of the examples."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.program import Program

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("job", "asset", "config", "query", "result")


def schema(kind: str) -> dict[str, Any]:
    loaded = json.loads((ROOT / "schemas" / f"{kind}.json").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def validator(kind: str) -> Any:
    return jsonschema.Draft202012Validator(schema(kind))


def test_everything_made_from_the_models_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "schemas/export.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_program_prints_the_exported_schema(kind: str, program: Program) -> None:
    assert program.command("schema", kind).out == (ROOT / "schemas" / f"{kind}.json").read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_a_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_documented_with_an_example_that_holds(kind: str) -> None:
    for name, field in fields(schema(kind)):
        assert field.get("title"), name
        assert field.get("description"), name
        assert field.get("examples"), name
        for example in field["examples"]:
            validator(kind).evolve(schema=field).validate(example)


def fields(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of every object in a schema."""
    if isinstance(part, dict):
        for name, field in part.get("properties", {}).items():
            if "$ref" not in field or len(field) > 1:
                yield name, field
    parts = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, below in parts:
        if name not in ("examples", "default", "allOf"):
            yield from fields(below)


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "jobs").rglob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_takes_the_examples_jobs(path: Path) -> None:
    """As an editor reads them: numbers and booleans as YAML has them."""
    validator("job").validate(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "assets").rglob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_takes_the_examples_assets(path: Path) -> None:
    validator("asset").validate(yaml.safe_load(path.read_text("utf-8")))


def test_an_editor_takes_the_policies() -> None:
    for path in (ROOT / "examples" / "provider-bridge.yaml", ROOT / "examples" / "seed" / "required-tags.yaml"):
        validator("config").validate(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("job", {"infrastructure": {"provider": "aws"}}),
        ("job", {"tenant_id": "a", "infrastructure": {"provider": "awz"}}),
        ("job", {"tenant_id": "a", "infrastructure": {"runtime": {"type": "esc"}}}),
        ("job", {"tenant_id": "a", "infrastructure": {"runtimes": {}}}),
        ("job", {"tenant_id": "a", "infrastructure": {"tags": {"a": {"b": "c"}}}}),
        ("job", {"tenant_id": "a", "finops": {"a": [{"b": "c"}]}}),
        ("job", {"tenant_id": "a..b"}),
        ("job", {"tenant_id": "a", "name": ""}),
        ("job", {"tenant_id": "a", "infrastructure": {"provider": "gcp", "runtime": {"type": "ecs"}}}),
        ("job", {"tenant_id": "a", "infrastructure": {"compute": {"max_runtime_seconds": "an hour"}}}),
        ("job", {"tenant_id": "a", "infrastructure": {"compute": {"max_runtime_seconds": 0}}}),
        ("job", {"tenant_id": "a", "infrastructure": {"networking": {"private_networking": "yes"}}}),
        ("job", {"tenant_id": "a", "infrastructure": {"networking": {"subnet_ids": [""]}}}),
        ("job", {"tenant_id": "a", "infrastructure": {"dagster": {"resource_requirements": {"limit_cpu": ""}}}}),
        ("asset", {"asset": {"compliance": "GDPR"}}),
        ("config", {"required_tag": ["Team"]}),
        ("config", {"tag_prefix": "1"}),
        ("config", {"path_map": {"app": "."}}),
        ("config", {"rules": [{"name": "a b", "schema": {}}]}),
        ("config", {"severity": {"module-unpinned": "warning"}}),
        ("config", {"exemptions": [{"rule": "tag-secret", "reason": "a", "owner": "b", "expires": "2027-03-31"}]}),
        ("config", {"exemptions": [{"rule": "policy/a", "reason": "a", "owner": "b", "expires": "31.3.2027"}]}),
        ("query", {"jbo": "a.yaml"}),
        ("query", {"job": "a.yaml", "output": "tag"}),
        ("query", {"job": 1}),
        ("query", {"job": None}),
        ("query", {"job": "a.yaml", "provider": "${CLOUD}"}),
    ],
)
def test_an_editor_marks_what_the_program_refuses(kind: str, data: Any) -> None:
    assert not validator(kind).is_valid(data)


@pytest.mark.parametrize(
    "data",
    [
        {
            "tenant_id": "${TENANT_ID}",
            "infrastructure": {"provider": "${CLOUD}", "runtime": {"type": "${RUNTIME:-ecs}"}},
        },
        {
            "tenant_id": 42,
            "infrastructure": {"compute": {"cpu": 2048}, "tags": {"Port": 5432, "On": True, "Off": None}},
        },
        {"tenant_id": "a", "infrastructure": {"provider": "gcp", "runtime": {"type": "${RUNTIME}"}}},
        {"tenant_id": "a", "infrastructure": {"provider": "${CLOUD}", "runtime": {"type": "ecs"}}},
        {"tenant_id": "a", "infrastructure": {"provider": None, "runtime": {"type": "cloud_run"}}},
        {"tenant_id": "a", "infrastructure": {"provider": "aws", "runtime": None}},
        {"tenant_id": "a", "infrastructure": {"compute": {"max_runtime_seconds": "${SECONDS}"}}},
        {"tenant_id": "a", "infrastructure": {"networking": {"private_networking": "False"}}},
        {"tenant_id": "a", "infrastructure": None, "finops": {"budget": {"limit": 1200}}},
    ],
)
def test_an_editor_takes_variables_and_plain_scalars(data: Any) -> None:
    validator("job").validate(data)


def test_a_query_may_hold_variables() -> None:
    validator("query").validate({"job": "a.yaml", "env.REGION": "eu", "strict": "true"})


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_offers_no_null_and_repeats_no_title(kind: str) -> None:
    """A null default is offered first, and a title of a definition or alternative is shown beside the field's."""
    parts = [*parts_of(schema(kind))]
    assert [part for part in parts if "default" in part and part["default"] is None] == []
    assert [part for part in parts if {"type": "null"} in part.get("anyOf", ())] == []
    assert {*schema(kind).get("$defs", {})} <= {"TagTree"}


def parts_of(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts_of(below)


def test_vs_code_gets_the_schemas_of_this_repository() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    for path, pattern in settings["yaml.schemas"].items():
        assert (ROOT / path).is_file()
        assert [*ROOT.glob(pattern if "/" in pattern else f"examples/**/{pattern}")]
