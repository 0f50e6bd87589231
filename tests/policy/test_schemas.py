"""Schemas of rules: read from YAML, and refused where they would check something else than their author means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Project

UNRESOLVABLE = {
    "nowhere": {"$ref": "#/$defs/team"},
    "in circles": {"$ref": "#"},
    "in longer circles": {"properties": {"Team": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}},
    "to an anchor that isn't there": {"$dynamicRef": "#team"},
    "to the network": {"$ref": "https://example.com/schema.json"},
}


@pytest.mark.parametrize("schema", UNRESOLVABLE.values(), ids=UNRESOLVABLE)
def test_a_reference_that_leads_nowhere_is_the_policys_error(
    schema: dict[str, Any], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is asked of the network."""
    asked: list[object] = []
    monkeypatch.setattr("urllib.request.urlopen", asked.append)
    project.job()
    project.write("provider-bridge.yaml", {"rules": [{"name": "rule", "schema": schema}]})
    ran = project.ask()
    assert (ran.code, ran.rules, asked) == (1, ["config-invalid"], [])
    assert ran.found[0].startswith("provider-bridge.yaml:")
