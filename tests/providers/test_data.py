"""Data files are read only by who needs them: most queries need none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.providers import data, text
from provider_bridge.providers.classes import aws_classes
from provider_bridge.tags.normalize import format_key, format_value

if TYPE_CHECKING:
    from tests.project import Project


@pytest.mark.parametrize(
    ("provider", "query", "tags", "files"),
    [
        ("aws", {}, {"Team": "data"}, 0),
        ("aws", {}, {"Équipe": "Zürich 東京"}, 0),
        ("gcp", {}, {"Team": "data"}, 0),
        ("kubernetes", {}, {"Team": "R&D, Europe"}, 0),
        ("gcp", {}, {"Team": "Zürich"}, 1),
        ("aws", {"resource": "s3-object"}, {"Team": "data"}, 1),
        ("aws", {"resource": "bedrock"}, {"Team": "Zürich"}, 2),
    ],
)
def test_a_query_reads_the_data_that_it_needs(
    provider: str, query: dict[str, str], tags: dict[str, Any], files: int, project: Project
) -> None:
    project.job(infrastructure={"tags": tags})
    for cached in (data.load, aws_classes, text._latin_ascii, format_key, format_value):
        cached.cache_clear()
    assert project.ask({"job": "job.yaml", "provider": provider, **query}).code == 0
    assert data.load.cache_info().misses == files
