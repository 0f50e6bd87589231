"""Whatever the query, the files and the plan hold: a result or a reason, never a traceback and never half a result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.cases import AUDIT, COMMANDS, ESTATE, Case, parse, seeds, text
from tests.fuzz.odd_plans import PLANS
from tests.fuzz.promise import check
from tests.fuzz.splices import CHANGES, Change, spliced
from tests.fuzz.targets import TARGETS, Workplace, seeds_of
from tests.program import Ran
from tests.property.generated import ANYTHING, TYPED, documents

HERE = Path(__file__).parent
JOB = {"tenant_id": "acme", "asset_path": "asset.yaml", "infrastructure": {"provider": "aws"}}
BYTES = st.binary(max_size=60) | TYPED.map(str.encode)
VALUES = st.sampled_from(
    [
        *("acme", "prod", "a b", "../x", "${A}", "${A:-b}", "$${", "${", "null", "aws", "gcp", "kubernetes", "ecs"),
        *("/app/x", "asset.yaml", "x" * 300, "a\x1bb", "é", "60", "true", "git::x?ref=v1", "", "a\0b", "/app/a\0b"),
        *("${TENANT_ID}", "${ENVIRONMENT}", "${JOB_NAME}", "${A}${B}", "\ud7ff\u0301", "\u202e", "\x85", "-", "#/a"),
    ]
)
ENVIRONMENTS = st.dictionaries(
    st.sampled_from(["A", "B", "TENANT_ID", "ENVIRONMENT", "JOB_NAME", "NO_COLOR", "HOME"]),
    st.sampled_from(["", "acme", "globex", "${A}", "../x", "\udcff", "x" * 2000]),
    max_size=3,
)
thorough = settings(max_examples=2 * settings().max_examples)
some = settings(max_examples=max(settings().max_examples // 2, 1))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """One for all examples of a property."""
    return Workplace(tmp_path_factory.mktemp("fuzz").resolve())


def spread(data: Any, value: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """The same tree with other texts in it."""
    if isinstance(data, dict):
        return st.fixed_dictionaries({key: spread(below, value) for key, below in data.items()})
    if isinstance(data, list):
        return st.tuples(*(spread(below, value) for below in data)).map(list)
    return st.just(data) if data is None else value


def tree(kind: str) -> st.SearchStrategy[bytes]:
    """Documents of a kind with odd values, as YAML."""
    return documents(kind).flatmap(lambda data: spread(data, VALUES)).map(written)


def written(data: Any) -> bytes:
    return yaml.safe_dump(data).encode()


def asked(pairs: dict[str, str]) -> bytes:
    return json.dumps(pairs).encode()


KNOWN = {target: list(seeds_of(target, list(seeds(HERE.parent)))) for target in TARGETS}
FOUND = sorted(path for path in (HERE / "found").iterdir() if path.suffix)
"""Input that once broke a promise."""


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once(path: Path, place: Workplace) -> None:
    case = TARGETS[path.name.partition(".")[0]](path.read_bytes())
    assert case is not None
    place.promised(case)


@pytest.mark.parametrize("case", list(seeds(HERE.parent)), ids=lambda case: " ".join(case.arguments)[:40])
def test_every_example_and_what_is_written_of_it(case: Case, place: Workplace) -> None:
    place.promised(case)
    again = parse(text(case))
    assert again is not None
    assert again.files.keys() == case.files.keys()


@given(target=st.sampled_from(list(KNOWN)), data=st.data(), changes=CHANGES)
@thorough
def test_known_input_with_changes(place: Workplace, target: str, data: st.DataObject, changes: list[Change]) -> None:
    case = TARGETS[target](spliced(data.draw(st.sampled_from(KNOWN[target])), changes))
    if case is not None:
        place.promised(case)


@given(raw=BYTES | ANYTHING.map(lambda data: json.dumps(data).encode()))
@thorough
def test_any_query(place: Workplace, raw: bytes) -> None:
    assert place.promised(Case(ESTATE, raw)).code == 1


@given(
    pairs=st.dictionaries(
        st.sampled_from(
            ["job", "jobs", "provider", "output", "resource", "root", "config", "tenants", "strict", "api", "origins"]
        ),
        st.sampled_from(
            [
                *("job.yaml", "*.yaml", '["job.yaml"]', ".", "aws", "tags", "variables", "s3-object", "true", "1"),
                *("a,b", '["a\\u0000b"]', '["\\ud800/x"]', "**", "\n", "sub/../job.yaml", '["*.yaml", 1e999]'),
            ]
        ),
        max_size=4,
    )
)
@thorough
def test_any_query_of_our_keys(place: Workplace, pairs: dict[str, str]) -> None:
    place.promised(Case(ESTATE, asked(pairs)))


@given(name=st.sampled_from(["job", "asset", "policy", "tag-policy", "plan"]), data=BYTES)
@thorough
def test_any_bytes_as_a_document(place: Workplace, name: str, data: bytes) -> None:
    case = TARGETS[name](data)
    assert case is not None
    place.promised(case)


@given(
    job=tree("job"),
    asset=tree("asset"),
    provider=st.sampled_from([None, "aws", "gcp", "azure", "kubernetes"]),
    output=st.sampled_from(["tags", "variables", None]),
    env=ENVIRONMENTS,
)
@thorough
def test_any_job_with_any_asset(
    place: Workplace, job: bytes, asset: bytes, provider: str | None, output: str | None, env: dict[str, str]
) -> None:
    files = {"job.yaml": job, "asset.yaml": asset, "provider-bridge.yaml": b""}
    query = {"job": "job.yaml", "output": output} if output else {"jobs": "*.yaml", "origins": "true", "tenants": "a,b"}
    place.promised(Case(files, asked({**query, **({"provider": provider} if provider else {})}), env=env))


@given(policy=tree("config"))
def test_any_policy(place: Workplace, policy: bytes) -> None:
    files = {"job.yaml": written({**JOB, "finops": {"a": "b"}}), "asset.yaml": b"", "provider-bridge.yaml": policy}
    place.promised(Case(files))


OBJECTS = (
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "required",
    "unevaluatedProperties",
)
OF_PARTS = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "contains", "dependentRequired")
LIMITS = ("type", "enum", "const", "pattern", "minLength", "minProperties", "maxProperties")
KEYWORDS = st.sampled_from([*OBJECTS, *OF_PARTS, *LIMITS, "$ref", "$defs", "$id", "requird", "a"])
SCHEMAS = st.recursive(
    st.sampled_from(["true", "string", "#/$defs/a", "#/allOf/0", "[", "^a", "3", "-1", "", "x", None]),
    lambda below: st.dictionaries(KEYWORDS, below, max_size=3) | st.lists(below, max_size=2),
)


@given(schema=st.dictionaries(KEYWORDS, SCHEMAS, max_size=3))
@thorough
def test_any_schema_in_a_policy(place: Workplace, schema: Any) -> None:
    policy = written({"rules": [{"name": "r", "schema": schema}]})
    place.promised(Case({**ESTATE, "provider-bridge.yaml": policy}))


@given(plan=PLANS, form=st.sampled_from(["text", "json", "sarif", "github"]))
@thorough
def test_any_plan(place: Workplace, plan: bytes, form: str) -> None:
    place.promised(
        Case({**ESTATE, "plan.json": plan}, arguments=(*AUDIT[:-1], form, "--jobs", "*.yaml", "--tenant", "a"))
    )


@given(
    command=st.sampled_from(COMMANDS),
    at=st.integers(0, 8),
    argument=VALUES.filter(lambda value: "\0" not in value)
    | st.sampled_from(["--tag", "=", "--", "*", "-q", "\udcff=é"]),
    job=tree("job"),
)
@some
def test_any_arguments(place: Workplace, command: tuple[str, ...], at: int, argument: str, job: bytes) -> None:
    arguments = (*command[: at + 1], argument, *command[at + 2 :])
    if "--help" not in arguments:
        place.promised(Case({**ESTATE, "other.yaml": job}, arguments=arguments))


def test_options_behind_two_hyphens_are_jobs(place: Workplace) -> None:
    ran = place.promised(Case(ESTATE, arguments=("validate", "--", ".", "--format", "json")))
    assert '\nquery: error: [file-missing] file "--format" not found\n' in ran.out


def test_what_is_checked_can_fail(place: Workplace) -> None:
    """The promise itself: each of these is a run that breaks it."""

    said = "provider-bridge: 1 error in job.yaml\njob.yaml:1:1: error: [field-type] a\n  fix: b\n"
    case = Case({"job.yaml": b"a: b\n"})
    check(case, Ran(1, "", said))
    broken = [
        Ran(3, "", "Traceback (most recent call last):\n"),
        Ran(1, "{", said),
        Ran(1, "", ""),
        Ran(1, "", "Traceback\n" + said),
        Ran(1, "", said.replace("1 error", "2 errors")),
        Ran(1, "", said.replace(":1:1", ":9:1")),
        Ran(1, "", said.replace(":1:1", ":1:9")),
        Ran(1, "", said.replace("field-type", "field-typo")),
        Ran(1, "", said.replace("] a", "] a\x1b[2J")),
        Ran(0, "", ""),
        Ran(0, "{}{}\n", ""),
        Ran(0, '{"a":1}\n', ""),
        Ran(0, '{"b":"","a":""}\n', ""),
        Ran(0, "{}", ""),
        Ran(0, "{}\n", said),
    ]
    for ran in broken:
        with pytest.raises((AssertionError, ValueError)):
            check(case, ran)
