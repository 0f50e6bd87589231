"""The models and the code made from them accept the same documents."""

from __future__ import annotations

from typing import Any

import pytest
from generated import ANYTHING, documents, paths_of
from hypothesis import given, settings
from hypothesis import strategies as st

from provider_bridge.schema import accept, models
from provider_bridge.schema import errors as explanation


@pytest.mark.parametrize("kind", models.MODELS)
@given(data=st.data())
@settings(max_examples=5 * settings().max_examples)
def test_models_and_accepting_code_agree(kind: str, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    assert getattr(accept, kind)(document) == (explanation.problems(kind, document) == [])


@pytest.mark.parametrize("kind", models.MODELS)
@given(document=ANYTHING)
def test_they_agree_about_anything(kind: str, document: Any) -> None:
    assert getattr(accept, kind)(document) == (explanation.problems(kind, document) == [])


@pytest.mark.parametrize("kind", models.MODELS)
@given(data=st.data())
def test_every_problem_stands_somewhere_in_the_document(kind: str, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    for problem in explanation.problems(kind, document):
        assert problem.message
        assert problem.fix
        assert problem.path in set(paths_of(document, ())) or problem.rule in ("field-missing", "config-invalid")
