"""Small random projects, right ones and wrong ones, and one directory that holds one of them at a time."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from hypothesis import strategies as st

from provider_bridge import pipeline, result
from provider_bridge.query.parse import Query
from tests.program import GIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from provider_bridge.diagnostics import Diagnostic
    from provider_bridge.jobs.job import Job
    from provider_bridge.project import Project

ENVIRON = {"REGION": "eu", "OWNER": "data web", "EMPTY": ""}
TENANTS = ("acme", "globex", "initech")
CONFLICTS = {"slug-collision", "value-merged", "key-collision"}
"""Rules about several jobs."""

KEYS = st.sampled_from(["Team", "team", "CostCenter", "cost_center", "Data Owner", "R&D", "a:b", "dativo:tenant"])
GOOD = (
    *("data", "Data", "a-2", "a_2", "R&D", "Zürich", "x" * 70, "pii, gdpr", "", "null", "10", "yes"),
    *("${REGION}", "${REGION}-${TENANT_ID}", "${OWNER}", "${NOBODY:-later}", "${JOB_NAME}", "$${x}", "a${EMPTY}"),
)
BAD = ("${NOBODY}", "${", "AKIAIOSFODNN7EXAMPLE", "${DB_PASSWORD}")
TEXTS = st.sampled_from(GOOD)
VALUES = st.one_of(st.sampled_from([*GOOD, *GOOD, *BAD]), st.lists(TEXTS, max_size=3), st.none())
TAGS = st.dictionaries(KEYS, VALUES, max_size=4)
FIELDS = st.sampled_from(["cost_center", "CostCenter", "project", "business_tags", "environment", "classification"])
LAYERS = st.dictionaries(FIELDS, VALUES | st.dictionaries(FIELDS, TEXTS, max_size=2), max_size=3)
NAMES = ("orders", "customers", "stripe-eu", "a" * 60, "orders.daily")

PROVIDERS = st.sampled_from([*("aws", "gcp") * 3, *("azure", "kubernetes") * 2, "${CLOUD:-gcp}", "awz"])
RUNTIMES = st.sampled_from([*("kubernetes", "airflow") * 4, "ecs", "cloud_run"])
BOOLEANS = st.sampled_from([*("true", "false") * 4, "maybe"])
INFRASTRUCTURES = st.fixed_dictionaries(
    {"provider": PROVIDERS},
    optional={
        "tags": TAGS,
        "runtime": st.fixed_dictionaries({"type": RUNTIMES}),
        "networking": st.fixed_dictionaries({"private_networking": BOOLEANS}),
    },
)
ASSETS = st.fixed_dictionaries({}, optional={"compliance": LAYERS, "finops": LAYERS, "schema": st.just(["id"])})
RULE = st.fixed_dictionaries(
    {"name": st.just("short"), "schema": st.just({"properties": {"Team": {"maxLength": 4}}})},
    optional={"severity": st.just("warning"), "when": st.just({"environment": "prod"})},
)
CONFIGS = st.fixed_dictionaries(
    {},
    optional={
        "required_tags": st.lists(KEYS, max_size=1),
        "tag_prefix": st.sampled_from(["acme", "acme", "a b"]),
        "rules": st.lists(RULE, max_size=1),
    },
)


def job(index: int) -> st.SearchStrategy[dict[str, Any]]:
    """A job whose name no other job of the project has."""
    return st.fixed_dictionaries(
        {
            "tenant_id": st.sampled_from([*["${TENANT_ID}"] * 6, *TENANTS, "a b"]),
            "name": st.just(f"{NAMES[index % len(NAMES)]}-{index}"),
            "infrastructure": INFRASTRUCTURES,
        },
        optional={
            "environment": st.sampled_from(["prod", "dev", "${REGION}"]),
            "asset_path": st.sampled_from([*("/app/assets/a.yaml", "assets/b.yaml") * 2, "assets/${TENANT_ID}.yaml"]),
            "finops": LAYERS,
            "source": st.just({"uri": "${NOBODY}"}),
        },
    )


class Files(NamedTuple):
    """The files of a project, as data, by their paths."""

    jobs: dict[str, dict[str, Any]]
    others: dict[str, dict[str, Any]]

    @property
    def all(self) -> dict[str, dict[str, Any]]:
        return {**self.jobs, **self.others}


@st.composite
def projects(draw: st.DrawFn, most: int = 4) -> Files:
    """A project of a few jobs, with assets that some of them name."""
    number = draw(st.integers(1, most))
    jobs = {f"jobs/{'abcdefgh'[index]}.yaml": draw(job(index)) for index in range(number)}
    assets = {f"assets/{name}.yaml": draw(ASSETS) for name in ("a", "b", "acme", "globex")}
    return Files(jobs, {**assets, "provider-bridge.yaml": draw(CONFIGS)})


class Outcome(NamedTuple):
    """What a query comes to: each good job as JSON, by key, and the diagnostics by what they are about."""

    jobs: dict[str, str]
    diagnostics: dict[object, list[Diagnostic]]

    def without_conflicts(self) -> Outcome:
        """The same without the diagnostics about several jobs."""
        diagnostics = {
            thing: [each for each in of_thing if each.rule not in CONFLICTS]
            for thing, of_thing in self.diagnostics.items()
        }
        return Outcome(self.jobs, {thing: of_thing for thing, of_thing in diagnostics.items() if of_thing})

    def rules(self) -> list[tuple[str, str, str]]:
        """Document, rule and severity of each diagnostic: all that stays where texts and lines change."""
        return sorted(
            (each.location.document, each.rule, each.severity) for some in self.diagnostics.values() for each in some
        )


class Workplace:
    """A directory with the files of one project at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, Any]) -> None:
        """Write these files and no others: texts as they are, data as YAML."""
        for entry in self.root.iterdir():
            if entry.name != ".git":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        for path, content in files.items():
            file = self.root / path
            file.parent.mkdir(exist_ok=True)
            text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            file.write_bytes(text.encode())

    def commit(self) -> None:
        """Commit the files as they are."""
        for command in ("init --quiet", "add --all", "commit --quiet --allow-empty --message files"):
            subprocess.run(["git", *command.split()], cwd=self.root, env=GIT, check=True)

    def resolve(self, *globs: str, tenants: Sequence[str] = TENANTS[:2]) -> Outcome:
        """Resolve the jobs of globs, without one all."""
        paths = tuple(f"{self.root}/{glob}" for glob in globs or ("jobs/*.yaml",))
        run = pipeline.run(Query(jobs=paths, root=str(self.root), tenants=tuple(tenants)), ENVIRON, _as_json)
        return Outcome(dict(run.kept), {thing: [*each] for thing, each in run.diagnostics.items() if each})

    def alone(self, path: str, tenants: Sequence[str] = TENANTS[:2]) -> Outcome:
        """Resolve one file, by a glob as the others: a file that is named exactly is read in another way."""
        return self.resolve(f"{path[:-6]}[{path[-6]}].yaml", tenants=tenants)


def _as_json(job: Job, project: Project) -> str:
    return result.job_json(job, (), None)
