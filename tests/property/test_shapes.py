"""The models and the code made from them accept the same documents."""

from __future__ import annotations

from typing import Any

import pytest
from generated import ANYTHING, documents, paths_of
from hypothesis import given, settings
from hypothesis import strategies as st

from provider_bridge.schema import accept, models
from provider_bridge.schema.errors import explain


@pytest.mark.parametrize("kind", models.MODELS)
@given(data=st.data())
@settings(max_examples=5 * settings().max_examples)
def test_models_and_accepting_code_agree(kind: str, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    assert getattr(accept, kind)(document) == (explain(kind, document, "a.yaml") == [])


@pytest.mark.parametrize("kind", models.MODELS)
@given(document=ANYTHING)
def test_they_agree_about_anything(kind: str, document: Any) -> None:
    assert getattr(accept, kind)(document) == (explain(kind, document, "a.yaml") == [])


@pytest.mark.parametrize("kind", models.MODELS)
@given(data=st.data())
def test_every_diagnostic_is_located_in_the_document(kind: str, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    paths = set(paths_of(document, ()))
    for diagnostic in explain(kind, document, "a.yaml"):
        assert diagnostic.message
        assert diagnostic.fix
        assert diagnostic.location.path in paths or diagnostic.rule in ("field-missing", "config-invalid")
