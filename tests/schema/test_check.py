"""The interpreted schemas: what they refuse and where, and the report where pydantic is not installed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import provider_bridge
from provider_bridge.schema import brief, check, config_models, models
from tests.program import REPOSITORY

if TYPE_CHECKING:
    from provider_bridge.diagnostics import Diagnostic
    from tests.project import Project

PACKAGE = Path(provider_bridge.__file__).parent


def job(**infrastructure: Any) -> dict[str, Any]:
    return {"tenant_id": "acme", "infrastructure": infrastructure}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("job", job(provider="awz", runtime={"type": "${RUNTIME}"}), []),  # values are judged later
        ("job", {"tenant_id": "acme", "source": {"1": [None]}}, []),
        ("job", [], [()]),
        ("job", {"name": []}, [("tenant_id",), ("name",)]),
        ("job", {"tenant_id": None}, [("tenant_id",)]),
        ("job", job(tags={"b": {}, "a": ["c", None, "d", []]}), [("b",), ("a", 1), ("a", 3)]),
        ("job", job(runtime={"x": "1", "type": [], "y": "2"}), [("x",), ("type",), ("y",)]),
        ("asset", {"asset": "orders"}, []),
        ("asset", {"asset": {"finops": []}}, [("asset", "finops")]),
        ("config", {"required_tags": ["a", {"key": "b"}, {"kye": "c"}, None]}, [(2, "key"), (2, "kye"), (3,)]),
        ("config", {"rules": [{"name": "a"}]}, [("rules", 0, "schema")]),
    ],
)
def test_a_schema_refuses_locations(kind: str, data: Any, expected: list[tuple[str | int, ...]]) -> None:
    refused = list(check.refused(kind, data))
    assert [path[len(path) - len(end) :] for path, end in zip(refused, expected, strict=True)] == expected
    assert check.first_refused(kind, data) == (refused[0] if refused else None)
    assert check.matches(kind, data) == (not expected)


def test_fields_are_those_of_the_models() -> None:
    assert check.fields("job") == tuple(models.Job.model_fields)
    assert check.fields("job", "infrastructure") == tuple(models.Infrastructure.model_fields)
    assert check.fields("job", "infrastructure", "dagster", "resource_requirements") == tuple(
        models.ResourceRequirements.model_fields
    )
    assert check.fields("job", "infrastructure", "tags") == ()
    assert check.fields("job", "infrastructure", "tags", "Team") == ()
    assert check.fields("asset", "asset") == tuple(models.Governance.model_fields)
    assert check.fields("config", "rules", 0, "when") == tuple(config_models.When.model_fields)
    assert check.fields("config", "required_tags", 0) == tuple(config_models.RequiredTag.model_fields)


def described(diagnostics: list[Diagnostic]) -> list[str]:
    return [f"{each.severity} {each.rule} {'.'.join(map(str, each.location.path))}" for each in diagnostics]


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("job", job(compute=[], storage=[]), ["error field-type infrastructure.compute"]),
        ("job", "text", ["error field-type "]),
        ("job", {}, ["error field-missing tenant_id"]),
        ("job", job(x="1", compute={"y": "2"}, tags=[]), ["error field-type infrastructure.tags"]),
        (
            "job",
            job(x="1", compute={"y": "2"}),
            ["warning field-unknown infrastructure.x", "warning field-unknown infrastructure.compute.y"],
        ),
        ("config", {"required_tag": []}, ["error config-invalid required_tag"]),
        ("config", {"rules": [{"name": "a"}]}, ["error config-invalid rules.0.schema"]),
        (
            "config",
            {"allocation": {"shared": [{"name": "a", "where": {"Team": []}}]}},
            ["error config-invalid allocation.shared.0.where.Team"],
        ),
    ],
)
def test_a_brief_report_has_the_first_error_or_all_unknown_fields(kind: str, data: Any, expected: list[str]) -> None:
    assert described(brief.explain(kind, data, "a.yaml")) == expected


def test_the_schemas_of_the_package_are_read_from_a_zip_file_without_pydantic(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    with zipfile.ZipFile(bundle, "w") as file:
        for path in PACKAGE.rglob("*.py"):
            file.write(path, Path("provider_bridge", path.relative_to(PACKAGE)))
        for path in (REPOSITORY / "schemas").glob("*.json"):
            file.write(path, f"provider_bridge/schemas/{path.name}")
    code = f"""
import sys
sys.path = [{str(bundle)!r}, *sys.path]
from provider_bridge.schema import refusal
assert not refusal.errors("job", {{"tenant_id": "acme"}}, "a.yaml")
print(*(f"{{each.message}} / {{each.fix}}" for each in refusal.errors("job", {{"tenant_id": []}}, "a.yaml")))
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    message = "{0} does not match the schema of {1:bare}"
    assert (
        done.stdout
        == f"{message} / install provider-bridge with pipx or pip, which installs pydantic too, for the full report\n"
    )


def test_without_pydantic_a_second_wrong_value_has_no_consequence(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "provider_bridge.schema.errors", None)
    project.write("job.yaml", "tenant_id: acme\nfinops: 5\ninfrastructure: foo\n")
    assert project.ask().rules == ["field-type"]
