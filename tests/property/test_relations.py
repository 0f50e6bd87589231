"""Relations between runs: what a job comes to depends on its own files, its tenant and the policy, on nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.program import Ran, run_here
from tests.property.forms import FORMS
from tests.property.projects import ASSETS, ENVIRON, TENANTS, Files, Outcome, Workplace, job, projects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

some = settings(max_examples=max(settings().max_examples // 2, 1))
few = settings(max_examples=max(settings().max_examples // 5, 1))
two_tenants = st.lists(st.sampled_from([*TENANTS, "a b"]), min_size=2, max_size=2, unique=True)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """One for all examples of a property."""
    return Workplace(tmp_path_factory.mktemp("project").resolve())


def union(outcomes: Iterable[Outcome]) -> Outcome:
    """What several queries come to, in one."""
    every = list(outcomes)
    return Outcome(
        {key: text for each in every for key, text in each.jobs.items()},
        {about: diagnostics for each in every for about, diagnostics in each.diagnostics.items()},
    )


# --- files, tenants, globs


@given(files=projects())
def test_jobs_together_equal_each_alone(workplace: Workplace, files: Files) -> None:
    workplace.write(files.all)
    alone = union(workplace.alone(path) for path in files.jobs)
    assert workplace.resolve().without_conflicts() == alone.without_conflicts()


@given(files=projects(), tenants=two_tenants)
def test_a_tenants_result_does_not_depend_on_another_tenant(
    workplace: Workplace, files: Files, tenants: list[str]
) -> None:
    workplace.write(files.all)
    alone = union(workplace.resolve(tenants=[tenant]) for tenant in tenants)
    assert workplace.resolve(tenants=tenants).without_conflicts() == alone.without_conflicts()


@given(files=projects(), random=st.randoms(use_true_random=False))
def test_the_order_of_tenants_and_globs_is_irrelevant(workplace: Workplace, files: Files, random: Any) -> None:
    workplace.write(files.all)
    globs = ["jobs/*.yaml", *(path.replace(".yaml", ".y*ml") for path in files.jobs)]
    random.shuffle(globs)
    assert workplace.resolve(*globs, tenants=TENANTS[1::-1]) == workplace.resolve()


@given(files=projects(), random=st.randoms(use_true_random=False))
def test_the_order_of_files_is_irrelevant(workplace: Workplace, files: Files, random: Any) -> None:
    workplace.write(files.all)
    before = workplace.resolve()
    paths = list(files.jobs)
    random.shuffle(paths)
    names = dict(zip(files.jobs, paths, strict=True))
    workplace.write({**{names[path]: data for path, data in files.jobs.items()}, **files.others})
    after = workplace.resolve()
    assert by_name(after) == by_name(before)
    moved = [(names.get(document, document), *rest) for document, *rest in before.without_conflicts().rules()]
    assert sorted(moved) == [tuple(each) for each in after.without_conflicts().rules()]


def by_name(outcome: Outcome) -> list[dict[str, Any]]:
    """The jobs without what their file's name decides."""
    jobs = [json.loads(text) for text in outcome.jobs.values()]
    for each in jobs:
        del each["key"], each["path"], each["container_path"]
    return sorted(jobs, key=lambda each: (each["name"], each["tenant_id"]))


@given(files=projects(), random=st.randoms(use_true_random=False))
def test_the_order_of_keys_is_irrelevant(workplace: Workplace, files: Files, random: Any) -> None:
    workplace.write(files.all)
    before = workplace.resolve()
    workplace.write({path: shuffled(data, random) for path, data in files.all.items()})
    after = workplace.resolve()
    assert (after.jobs, after.rules()) == (before.jobs, before.rules())


def shuffled(data: Any, random: Any) -> Any:
    """The same data with the keys of its mappings in another order."""
    if isinstance(data, list):
        return [shuffled(each, random) for each in data]
    if not isinstance(data, dict):
        return data
    pairs = [(key, shuffled(value, random)) for key, value in data.items()]
    random.shuffle(pairs)
    return dict(pairs)


# --- what is unrelated


@given(files=projects(most=3), other=job(7), asset=ASSETS)
def test_an_unrelated_job_or_asset_changes_nothing(
    workplace: Workplace, files: Files, other: dict[str, Any], asset: dict[str, Any]
) -> None:
    workplace.write(files.all)
    before = workplace.resolve().without_conflicts()
    workplace.write({**files.all, "jobs/h.yaml": other, "assets/other.yaml": asset})
    own = workplace.alone("jobs/h.yaml").without_conflicts()
    assert workplace.resolve().without_conflicts() == union([before, own])


@given(files=projects(), when=st.sampled_from([{"environment": "nowhere"}, {"tenant_id": "nobody"}]))
def test_an_unrelated_rule_changes_nothing(workplace: Workplace, files: Files, when: dict[str, str]) -> None:
    rule = {"name": "unrelated", "schema": {"required": ["Nothing"]}, "when": when}
    config = dict(files.others["provider-bridge.yaml"])
    rules = config.pop("rules", [])  # last in the file, so that no line moves
    workplace.write({**files.all, "provider-bridge.yaml": {**config, "rules": rules}})
    before = workplace.resolve()
    workplace.write({**files.all, "provider-bridge.yaml": {**config, "rules": [*rules, rule]}})
    assert workplace.resolve() == before


# --- forms of YAML


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@given(files=projects(most=2))
@some
def test_every_form_of_the_same_yaml_gives_the_same_jobs(
    form: Callable[[dict[str, Any]], str], workplace: Workplace, files: Files
) -> None:
    workplace.write(files.all)
    expected = workplace.resolve()
    policy = files.others["provider-bridge.yaml"]
    workplace.write({path: data if data is policy else form(data) for path, data in files.all.items()})
    outcome = workplace.resolve()
    assert (outcome.jobs, outcome.rules()) == (expected.jobs, expected.rules())


# --- commands that must agree


def ran(workplace: Workplace, *arguments: str, query: dict[str, str] | None = None) -> Ran:
    """The program in a project's directory, asked about all its jobs for two tenants."""
    if query is not None:
        query = {"jobs": "jobs/*.yaml", "tenants": "acme,globex", **query}
        return run_here(stdin=json.dumps(query).encode(), cwd=workplace.root, env=ENVIRON)
    tenants = ("--tenant", "acme", "--tenant", "globex")
    return run_here(*arguments, "jobs/*.yaml", *tenants, cwd=workplace.root, env=ENVIRON)


@given(files=projects(most=2), data=st.data())
def test_commands_agree_with_the_query(workplace: Workplace, files: Files, data: st.DataObject) -> None:
    workplace.write(files.all)
    answer = ran(workplace, query={})
    validated = ran(workplace, "validate")
    assert validated.code == answer.code
    if answer.err:
        assert validated.out == answer.err
    if answer.code:
        return
    tags = {key: each["tags"] for key, each in answer.jobs.items()}
    assert json.loads(ran(workplace, "tags", "--format", "json").out) == tags
    explained = json.loads(ran(workplace, "explain", "--format", "json").out)
    assert {each["job"]: formatted(each) for each in explained} == tags
    emitted = sorted((key, *pair) for key, of_job in tags.items() for pair in of_job.items())
    key, tag, value = data.draw(st.sampled_from(emitted))
    hits = json.loads(ran(workplace, "find", f"{tag}={value}", "--format", "json").out)
    assert (key, tag, value) in [(hit["job"], hit["key"], hit["value"]) for hit in hits]


def formatted(explained: dict[str, Any]) -> dict[str, str]:
    """The tags that `explain` says a job emits."""
    return {tag["formatted_key"]: tag["value"] for tag in explained["tags"] if tag["formatted_key"] is not None}


@given(files=projects(most=2))
@few
def test_trees_of_the_same_data_have_no_difference(workplace: Workplace, files: Files) -> None:
    workplace.write(files.all)
    workplace.commit()
    workplace.write({path: f"# the same\n{json.dumps(data)}" for path, data in files.all.items()})
    compared = ran(workplace, "diff", "HEAD", "--format", "json", "--jobs")
    difference = json.loads(compared.out)
    assert (compared.code, difference["jobs"], difference["changes"]) == (0, [], [])
