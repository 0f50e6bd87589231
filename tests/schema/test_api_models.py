"""The models of the contract with Terraform name what the program takes and gives."""

from __future__ import annotations

from provider_bridge.query.checks import FIELDS, QUERY_KEYS
from provider_bridge.schema.api_models import Query, ResolvedJob


def test_the_keys_of_a_query_are_the_fields_of_its_model() -> None:
    assert set(Query.model_fields) == QUERY_KEYS


def test_the_fields_of_a_query_are_those_of_a_resolved_job() -> None:
    assert list(FIELDS) == list(ResolvedJob.model_fields)
