"""The pydantic models and the interpreted schemas agree about every document."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provider_bridge.diagnostics import is_error
from provider_bridge.schema import brief, check, models
from provider_bridge.schema.errors import explain
from tests.property.generated import ANYTHING, documents, paths_of


def agree(kind: str, document: Any) -> None:
    """Assert that both refuse a document or none does, and where they do."""
    refused = check.refused(kind, document)
    diagnostics = explain(kind, document, "a.yaml")
    assert bool(refused) == bool(diagnostics)
    assert {diagnostic.location.path for diagnostic in diagnostics} <= {*refused}
    # one error in the tree of a tag hides its others from pydantic
    assert {path[:2] for path in refused} == {diagnostic.location.path[:2] for diagnostic in diagnostics}


@pytest.mark.parametrize("kind", models.MODELS)
@given(data=st.data())
@settings(max_examples=5 * settings().max_examples)
def test_the_models_and_the_interpreted_schema_agree(kind: str, data: st.DataObject) -> None:
    agree(kind, data.draw(documents(kind)))


@pytest.mark.parametrize("kind", models.MODELS)
@given(document=ANYTHING)
def test_they_agree_about_anything(kind: str, document: Any) -> None:
    agree(kind, document)


@pytest.mark.parametrize("explain", [explain, brief.explain])
@pytest.mark.parametrize("kind", models.MODELS)
@given(data=st.data())
def test_every_diagnostic_is_located_in_the_document(kind: str, explain: Any, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    paths = set(paths_of(document, ()))
    for diagnostic in explain(kind, document, "a.yaml"):
        assert diagnostic.message
        assert diagnostic.fix
        assert diagnostic.location.path in paths or diagnostic.rule in ("field-missing", "config-invalid")


@pytest.mark.parametrize("kind", models.MODELS)
@given(data=st.data())
def test_a_brief_report_stops_the_same_documents(kind: str, data: st.DataObject) -> None:
    """Where pydantic is not installed, as many documents are refused, and a warning is still one."""
    document = data.draw(documents(kind))
    in_full, briefly = explain(kind, document, "a.yaml"), brief.explain(kind, document, "a.yaml")
    assert any(map(is_error, in_full)) == any(map(is_error, briefly))
    assert bool(in_full) == bool(briefly)
    assert all(diagnostic in in_full or "pydantic" in diagnostic.fix for diagnostic in briefly)
