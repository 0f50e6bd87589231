"""Near misses, held against every word that some edits make of a field."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from provider_bridge.schema.check import fields
from provider_bridge.schema.near_miss import near_miss

if TYPE_CHECKING:
    from tests.project import Project

FIELDS = sorted({*fields("job"), *fields("asset")})
LONG = [field for field in FIELDS if len(field) >= 6]


def edited(word: str, letters: str) -> set[str]:
    """Every word that one edit makes of a word, and the word."""
    halves = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    return {
        word,
        *(head + tail[1:] for head, tail in halves),
        *(head + letter + tail for head, tail in halves for letter in letters),
        *(head + letter + tail[1:] for head, tail in halves for letter in letters),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1),
    }


def plain(key: str) -> str:
    return key.lower().translate({ord(char): None for char in "-_ "})


@pytest.mark.parametrize("field", LONG)
def test_one_edit_is_near(field: str) -> None:
    near = {word for word in edited(field, "abcdefghijklmnopqrstuvwxyz_-0é") if near_miss(word, field)}
    plural = {f"{field}s"} - {"infrastructures"}
    assert near == edited(field, "abcdefghijklmnopqrstuvwxyz_-0é") - {field} - plural
    assert all(near_miss(word.upper(), field) for word in near)


@pytest.mark.parametrize("field", [field for field in LONG if field != "infrastructure"])
def test_two_edits_are_not_near(field: str) -> None:
    one = edited(field, "aeins_-")
    for word in set().union(*(edited(each, "aeins_-") for each in one)) - one:
        assert near_miss(word, field) == (plain(word) == plain(field)), word


def test_two_edits_of_infrastructure_are_near() -> None:
    one = edited("infrastructure", "aefinrstx")
    two = set().union(*(edited(word, "aefinrstx") for word in one))
    assert len(two) > 20_000
    assert [word for word in two - {"infrastructure"} if not near_miss(word, "infrastructure")] == []


def test_three_edits_of_infrastructure_are_not_near() -> None:
    """All words in which three letters are replaced or gone."""
    field = "infrastructure"
    for a, b, c in product(range(len(field)), repeat=3):
        if a < b < c:
            assert not near_miss(
                field[:a] + "0" + field[a + 1 : b] + "1" + field[b + 1 : c] + "2" + field[c + 1 :], field
            )
            assert not near_miss(field[:a] + field[a + 1 : b] + field[b + 1 : c] + field[c + 1 :], field)


@pytest.mark.parametrize("field", [field for field in FIELDS if len(field) < 6])
def test_of_a_short_field_only_another_spelling_is_near(field: str) -> None:
    for word in edited(field, "abcdefghijklmnopqrstuvwxyz_- "):
        assert near_miss(word, field) == (word != field and plain(word) == field), word
    assert near_miss(field.title(), field)


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("tenantId", "tenant_id"),
        ("TENANT-ID", "tenant_id"),
        ("asset path", "asset_path"),
        ("Name", "name"),
        ("Infra-Structure", "infrastructure"),
        ("infrastructures", "infrastructure"),
        ("Infrastructures", "infrastructure"),
        ("infrastrucutre", "infrastructure"),
        ("infratsructre", "infrastructure"),
        ("enviroment", "environment"),
        ("finop", "finops"),
        ("complaince", "compliance"),
    ],
)
def test_a_misspelled_field_is_near(key: str, field: str) -> None:
    assert near_miss(key, field)


@pytest.mark.parametrize(
    "key",
    [
        *("infra", "names", "environments", "Environments", "finance", "namespace", "assets", "data_asset", "tenant"),
        *("tenants", "tenant_ids", "asset_paths", "finopss", "id", "path", "", "structure", "source", "schedule"),
    ],
)
def test_another_word_is_near_no_field(key: str) -> None:
    assert [field for field in FIELDS if near_miss(key, field)] == []


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_not_a_near_miss(field: str) -> None:
    assert [other for other in FIELDS if near_miss(field, other)] == []


@pytest.mark.parametrize("query", [{"job": "job.yaml"}, {"jobs": "*.yaml"}])
def test_a_field_without_a_space_after_its_colon_is_reported(query: dict[str, str], project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("job.yaml", "tenant_id: acme\nfinops:{team: x}\ninfrastructure:\n  provider: aws\n  tags:{a: b}\n")
    ran = project.ask(query)
    assert ran.lines == [
        'job.yaml:2:1: warning: [field-unknown] unknown field "finops:{team" (did you mean "finops"?)',
        'job.yaml:5:3: warning: [field-unknown] unknown field "tags:{a" in "infrastructure"',
    ]
    assert 'fix: add a space after "finops:"' in ran.err
    assert 'fix: add a space after "tags:"' in ran.err


def test_infrastructure_without_a_space_after_its_colon_skips_no_job(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("job.yaml", "tenant_id: acme\ninfrastructure:{provider: aws}\n")
    ran = project.ask({"jobs": "*.yaml"})
    assert ran.rules == ["infrastructure-missing"]
    assert ran.lines[0].startswith("job.yaml:2:1: error: ")
    assert 'fix: add a space after "infrastructure:"' in ran.err


def test_a_string_in_place_of_a_mapping_may_lack_a_space(project: Project) -> None:
    project.write("job.yaml", "tenant_id: acme\nfinops:\n  team:x # text\ninfrastructure: {provider: aws}\n")
    ran = project.ask()
    assert ran.lines == ['job.yaml:3:3: error: [field-type] "finops" must be a mapping, found the string "team:x"']
    assert 'fix: add a space after "team:"' in ran.err
