"""`provider-bridge diff`: which tags change between two revisions, why, and what becomes of the resources."""

from __future__ import annotations

import errno
import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from provider_bridge.cli import cli

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Files, Project, Repository

JOB = """\
tenant_id: acme
finops: {cost_center: A-1}
infrastructure:
  provider: aws
  tags:
    Team: data
"""
ASSET = "compliance:\n  classification: [PII]\n  regulations: [GDPR]\n"
IN_PLACE = "the value of the tag changes in place; runs in progress keep the old value"
REMOVED = "the tag is removed in place; reports by it no longer include this job"
MOVED = 'its resources are destroyed and created again, unless "moved" blocks map the old job key to the new one'
ERRORS = "the job, its asset or the configuration file has errors"
ONE = "1 tag changed in 1 job\n"
ACTIVATE = "a new key counts after its activation for cost allocation"

CHANGES: dict[str, tuple[Files, Files, str]] = {
    "nothing": ({"jobs/a.yaml": JOB}, {"jobs/a.yaml": f"# a comment\n{JOB}"}, "no changes\n"),
    "a value": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": JOB.replace("A-1", "B-2")},
        f"{ONE}jobs/a (AWS)\n"
        "  ~ dativo:cost-center = A-1 -> B-2\n"
        f"      jobs/a.yaml:2: {IN_PLACE}\n",
    ),
    "a value that another layer takes over": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": f"{JOB}    dativo:cost-center: B-2\n"},
        f"{ONE}jobs/a (AWS)\n"
        "  ~ dativo:cost-center = A-1 -> B-2\n"
        f"      jobs/a.yaml:7: {IN_PLACE}\n",
    ),
    "a new tag": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": f"{JOB}    Owner: ada\n"},
        f"{ONE}jobs/a (AWS)\n"
        "  + Owner = ada\n"
        f"      jobs/a.yaml:7: the tag is added in place; {ACTIVATE}\n",
    ),
    "a tag that goes": (
        {"jobs/a.yaml": f"{JOB}    Owner: ada\n"},
        {"jobs/a.yaml": JOB},
        f"{ONE}jobs/a (AWS)\n"
        "  - Owner = ada\n"
        f"      jobs/a.yaml:7: {REMOVED}\n",
    ),
    "a tag that null removes": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": f"{JOB}    dativo:cost-center: null\n"},
        f"{ONE}jobs/a (AWS)\n"
        "  - dativo:cost-center = A-1\n"
        f"      jobs/a.yaml:7: {REMOVED}\n",
    ),
    "a key": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": JOB.replace("Team", "Squad")},
        "2 tags changed in 1 job\n"
        "jobs/a (AWS)\n"
        "  + Squad = data (was Team)\n"
        "      jobs/a.yaml:6: the key changes, reports by the old key end here; "
        "activate the new key for cost allocation\n"
        "  - Team = data\n"
        f"      jobs/a.yaml:6: {REMOVED}\n",
    ),
    "an asset": (
        {"jobs/a.yaml": f"asset_path: asset.yaml\n{JOB}", "jobs/b.yaml": f"asset_path: asset.yaml\n{JOB}",
         "asset.yaml": ASSET},
        {"asset.yaml": ASSET.replace("PII", "public")},
        "2 tags changed in 2 jobs\n" + "".join(
            f"jobs/{name} (AWS)\n  ~ dativo:classification = pii -> public\n      asset.yaml:2: {IN_PLACE}\n"
            for name in "ab"
        ),
    ),
    "a new job": (
        {},
        {"jobs/a.yaml": "tenant_id: acme\ninfrastructure: {provider: gcp}\n"},
        "1 job added\n"
        "+ jobs/a (GCP), added\n"
        "    jobs/a.yaml:1: its resources are created\n"
        "jobs/a (GCP)\n"
        "  + dativo-job = a\n"
        "  + dativo-tenant = acme\n",
    ),
    "a job that comes to the bridge": (
        {"jobs/a.yaml": "tenant_id: acme\n"},
        {"jobs/a.yaml": "tenant_id: acme\ninfrastructure: {provider: gcp, tags: {dativo:job: null}}\n"},
        "1 job added\n"
        "+ jobs/a (GCP), added\n"
        "    jobs/a.yaml:1: its resources are created\n"
        "jobs/a (GCP)\n"
        "  + dativo-tenant = acme\n",
    ),
    "a job that goes": (
        {"jobs/a.yaml": "tenant_id: acme\nname: orders\ninfrastructure: {provider: azure}\n"},
        {"jobs/a.yaml": None},
        "1 job removed\n"
        "- jobs/a (Azure), removed\n"
        "    jobs/a.yaml: its resources are destroyed\n",
    ),
    "a job that loses its infrastructure": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": "tenant_id: acme\n"},
        "1 job removed\n"
        "- jobs/a (AWS), removed\n"
        "    jobs/a.yaml: its resources are destroyed\n",
    ),
    "a job that moves": (
        {"jobs/a.yaml": f"name: orders\n{JOB}"},
        {"jobs/a.yaml": None, "jobs/eu/b.yaml": f"name: orders\n{JOB}    Owner: ada\n"},
        "1 job renamed, 1 tag changed in 1 job\n"
        "> jobs/eu/b (AWS), renamed from jobs/a\n"
        f"    jobs/eu/b.yaml:1: {MOVED}\n"
        "jobs/eu/b (AWS)\n"
        "  + Owner = ada\n"
        f"      jobs/eu/b.yaml:8: the tag is added in place; {ACTIVATE}\n",
    ),
    "a job that moves and is named after its file": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": None, "jobs/b.yaml": JOB},
        "1 job renamed, 1 tag changed in 1 job\n"
        "> jobs/b (AWS), renamed from jobs/a, resources acme-a -> acme-b\n"
        "    jobs/b.yaml:1: its resources are replaced under the new name\n"
        "jobs/b (AWS)\n"
        "  ~ dativo:job = a -> b\n"
        "      jobs/b.yaml:1: set on the new resources\n",
    ),
    "one of two equal jobs is gone": (
        {"jobs/a.yaml": JOB, "jobs/b.yaml": JOB},
        {"jobs/a.yaml": None, "jobs/b.yaml": None, "jobs/c.yaml": JOB},
        "1 job added, 2 jobs removed\n"
        "- jobs/a (AWS), removed\n"
        "    jobs/a.yaml: its resources are destroyed\n"
        "- jobs/b (AWS), removed\n"
        "    jobs/b.yaml: its resources are destroyed\n"
        "+ jobs/c (AWS), added\n"
        "    jobs/c.yaml:1: its resources are created\n"
        "jobs/c (AWS)\n"
        "  + Team = data\n"
        "  + dativo:cost-center = A-1\n"
        "  + dativo:job = c\n"
        "  + dativo:tenant = acme\n",
    ),
    "another cloud": (
        {"jobs/a.yaml": "tenant_id: acme\ninfrastructure:\n  provider: aws\n  tags: {dativo:job: null}\n"},
        {"jobs/a.yaml": "tenant_id: acme\ninfrastructure:\n  provider: gcp\n  tags: {dativo:job: null}\n"},
        "1 job replaced, 2 tags changed in 1 job\n"
        "~ jobs/a (GCP), replaced, provider aws -> gcp\n"
        "    jobs/a.yaml:3: its resources are destroyed, and created on the new provider\n"
        "jobs/a (AWS)\n"
        "  - dativo:tenant = acme\n"
        "      jobs/a.yaml:1: removed with the job's resources\n"
        "jobs/a (GCP)\n"
        "  + dativo-tenant = acme\n"
        "      jobs/a.yaml:1: set when the job's resources are created\n",
    ),
    "another name": (
        {"jobs/a.yaml": JOB},
        {"jobs/a.yaml": f"name: orders\n{JOB}"},
        "1 job replaced, 1 tag changed in 1 job\n"
        "~ jobs/a (AWS), replaced, resources acme-a -> acme-orders\n"
        "    jobs/a.yaml:1: its resources are replaced under the new name\n"
        "jobs/a (AWS)\n"
        "  ~ dativo:job = a -> orders\n"
        "      jobs/a.yaml:1: set on the new resources\n",
    ),
    "tags and labels": (
        {"jobs/a.yaml": JOB.replace("  tags:", "  runtime: {type: kubernetes}\n  tags:")},
        {"jobs/a.yaml": JOB.replace("  tags:", "  runtime: {type: kubernetes}\n  tags:").replace("A-1", "B 2")},
        "2 tags changed in 1 job\n"
        "jobs/a (AWS)\n"
        "  ~ dativo:cost-center = A-1 -> B 2\n"
        f"      jobs/a.yaml:2: {IN_PLACE}\n"
        "jobs/a (Kubernetes)\n"
        "  ~ dativo/cost-center = A-1 -> B-2\n"
        "      jobs/a.yaml:2: the value of the label changes in place; runs in progress keep the old value\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "text"), CHANGES.values(), ids=CHANGES)
def test_what_changes(before: Files, after: Files, text: str, repository: Repository) -> None:
    repository.commit({"jobs/.keep": "", **before})
    repository.write(after)
    ran = repository.diff("HEAD", "--jobs", "jobs")
    assert ran.out == text
    assert (ran.code, ran.err) == (0, "")


# --- forms


@pytest.fixture
def changed(repository: Repository) -> Repository:
    """Two changes that aren't committed, one with what Markdown and HTML would obey."""
    azure = JOB.replace("aws", "azure")
    repository.commit({"jobs/a.yaml": azure})
    repository.write({"jobs/a.yaml": azure.replace("A-1", "B-2") + "    Note: 'a|b <img> `x` \\'\n"})
    return repository


def test_json(changed: Repository) -> None:
    changed.write({"jobs/b.yaml": JOB, "jobs/c.yaml": "tenant_id: [\n"})
    difference = json.loads(changed.diff("HEAD", "--jobs", "jobs", "--format", "json").out)
    side = {"key": "jobs/b", "provider": "aws", "slug": "acme-b"}
    assert difference["jobs"] == [
        {
            "job": "jobs/b",
            "change": "added",
            "before": None,
            "after": side,
            "cause": "jobs/b.yaml:1",
            "effect": "its resources are created",
        }
    ]
    assert difference["changes"][:2] == [
        {
            "job": "jobs/a",
            "provider": "azure",
            "key": "Note",
            "before": None,
            "after": "a|b <img> `x` \\",
            "old_key": None,
            "cause": "jobs/a.yaml:7",
            "effect": "the tag is added in place",
        },
        {
            "job": "jobs/a",
            "provider": "azure",
            "key": "dativo:cost-center",
            "before": "A-1",
            "after": "B-2",
            "old_key": None,
            "cause": "jobs/a.yaml:2",
            "effect": "the value of the tag changes in place",
        },
    ]
    assert difference["not_compared"] == [{"path": "jobs/c.yaml", "side": "the working tree", "reason": "errors"}]


def test_markdown(changed: Repository) -> None:
    changed.write({"jobs/b.yaml": f"name: b\n{JOB}"})
    commit = changed.commit({"jobs/c.yaml": "tenant_id: [\n"})
    changed.write({"jobs/b.yaml": f"name: c\n{JOB}", "jobs/c.yaml": JOB, "jobs/a.yaml": None})
    assert changed.diff("HEAD", "--jobs", "jobs", "--format", "markdown").out == (
        "### Tags: 1 job removed, 1 job replaced, 1 tag changed in 1 job, 1 not compared\n"
        "\n"
        "| job | cloud | change | before | after | cause | effect |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| `jobs/a` | Azure | removed |   |   | `jobs/a.yaml` | its resources are destroyed |\n"
        "| `jobs/b` | AWS | replaced | `acme-b` | `acme-c` | `jobs/b.yaml:1` "
        "| its resources are replaced under the new name |\n"
        "\n"
        "| job | cloud | tag | before | after | cause | effect |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        f"| `jobs/b` | AWS | `dativo:job` | `b` | `c` | `jobs/b.yaml:1` | set on the new resources |\n"
        "\n"
        f"- Not compared: `jobs/c.yaml` in `{commit[:10]}`: {ERRORS}\n"
    )


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("text", "no changes\n"),
        ("json", '{\n  "jobs": [],\n  "changes": [],\n  "not_compared": []\n}\n'),
        ("markdown", "### Tags: no changes\n"),
    ],
)
def test_no_change(form: str, expected: str, repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    ran = repository.diff("HEAD", "--jobs", "jobs", "--format", form)
    assert (ran.code, ran.out, ran.err) == (0, expected, "")


# --- revisions


def test_two_revisions_and_the_working_tree(repository: Repository) -> None:
    first = repository.commit({"jobs/a.yaml": JOB})
    repository.commit({"jobs/a.yaml": JOB.replace("A-1", "B-2")})
    repository.git("tag", "v2")
    repository.write({"jobs/a.yaml": JOB.replace("A-1", "C-3"), "jobs/untracked.yaml": JOB})

    def values(*arguments: str) -> list[tuple[str, str | None, str | None]]:
        return [
            (change["job"], change["before"], change["after"])
            for change in repository.changes(*arguments, "--jobs", "jobs")
            if change["key"] == "dativo:cost-center"
        ]

    assert values(first, "v2") == [("jobs/a", "A-1", "B-2")]
    assert values("HEAD", "HEAD~1") == [("jobs/a", "B-2", "A-1")]
    assert values("HEAD") == [("jobs/a", "B-2", "C-3"), ("jobs/untracked", None, "A-1")]


def test_a_shallow_clone_with_both_revisions(repository: Repository, program: Program) -> None:
    base = repository.commit({"jobs/a.yaml": JOB})
    repository.commit({"jobs/a.yaml": JOB.replace("A-1", "B-2")})
    clone, origin = repository.project.root / "clone", repository.project.root.as_uri()
    repository.git("clone", "--quiet", "--depth=1", origin, str(clone))
    refused = program.command("diff", base, "--jobs", "jobs", cwd=clone)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == (
        f'provider-bridge: revision "{base}" not found in this repository\n'
        f"  fix: correct it, or fetch it into a shallow clone: git fetch --depth=1 origin {base}\n"
    )
    repository.git("fetch", "--quiet", "--depth=1", "origin", base, cwd=clone)
    assert "A-1 -> B-2" in program.command("diff", base, "HEAD", "--jobs", "jobs", cwd=clone).out


@pytest.mark.parametrize("revision", ["nope", "HEAD~9", "--output=x", "HEAD:jobs", ""])
def test_an_unknown_revision(revision: str, repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    for revisions in ([revision], ["HEAD", revision]):
        ran = repository.diff("--jobs", "jobs", "--", *revisions)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f'provider-bridge: revision "{revision}" not found in this repository\n')


def test_not_a_git_repository(program: Program, project: Project) -> None:
    project.job("jobs/a.yaml")
    ran = program.command("diff", "HEAD", "--jobs", "jobs", cwd=project.root, env={"GIT_CEILING_DIRECTORIES": "/"})
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("provider-bridge: not a git repository")


def test_without_git(repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    ran = repository.program.command(
        "diff", "HEAD", "--jobs", "jobs", cwd=repository.project.root, env={"PATH": "/nowhere"}
    )
    assert (ran.code, ran.out, ran.err) == (1, "", "provider-bridge: git is not on PATH\n  fix: install git\n")


# --- jobs


def test_a_job_that_is_broken_on_one_side(repository: Repository) -> None:
    """It is said, it is not taken for gone, and the others are compared."""
    commit = repository.commit({"jobs/a.yaml": JOB, "jobs/b.yaml": JOB, "jobs/c.yaml": JOB.replace("aws", "awz")})
    repository.write({path: JOB.replace("A-1", "B-2") for path in ("jobs/a.yaml", "jobs/c.yaml")})
    repository.write({"jobs/b.yaml": "tenant_id: [\n"})
    ran = repository.diff("HEAD", "--jobs", "jobs")
    assert ran.code == 0
    assert ran.out == (
        "1 tag changed in 1 job, 2 not compared\n"
        "jobs/a (AWS)\n"
        "  ~ dativo:cost-center = A-1 -> B-2\n"
        f"      jobs/a.yaml:2: {IN_PLACE}\n"
        f"not compared: jobs/b.yaml in the working tree: {ERRORS}\n"
        f"not compared: jobs/c.yaml in {commit[:10]}: {ERRORS}\n"
    )
    assert ran.err == ""


def test_a_job_that_moves_and_then_has_errors_is_not_taken_for_gone(repository: Repository) -> None:
    """Its file is the same, and its asset is missing where it is now."""
    job = f"asset_path: ${{DATA:-asset.yaml}}\n{JOB}"
    repository.commit({"jobs/a.yaml": job, "asset.yaml": ASSET})
    repository.write({"jobs/a.yaml": None, "jobs/b.yaml": job, "asset.yaml": None})
    missing = f"not compared: jobs/b.yaml in the working tree: {ERRORS}\n"
    assert repository.diff("HEAD", "--jobs", "jobs").out == f"no changes, 1 not compared\n{missing}"


def test_a_job_below_a_folder_with_an_at_sign(repository: Repository) -> None:
    repository.commit({"jobs/ada@acme/a.yaml": JOB})
    repository.write({"jobs/ada@acme/a.yaml": JOB.replace("A-1", "B-2")})
    assert [change["job"] for change in repository.changes("HEAD", "--jobs", "jobs")] == ["jobs/ada@acme/a"]


def test_a_shared_job_for_each_tenant(repository: Repository) -> None:
    shared = JOB.replace("acme", "${TENANT_ID}")
    repository.commit({"jobs/a.yaml": shared})
    repository.write({"jobs/a.yaml": shared.replace("A-1", "'${TENANT_ID}-2'")})
    changes = repository.changes("HEAD", "--jobs", "jobs", "--tenant", "acme", "--tenant", "globex")
    assert [(change["job"], change["after"]) for change in changes] == [
        ("jobs/a@acme", "acme-2"),
        ("jobs/a@globex", "globex-2"),
    ]


def test_a_file_named_exactly_may_be_new_or_gone(repository: Repository) -> None:
    repository.commit({"jobs/old.yaml": JOB})
    repository.write({"jobs/old.yaml": None, "jobs/new.yaml": JOB})
    for name, before in (("old", "acme"), ("new", None)):
        changes = repository.changes("HEAD", "--jobs", f"jobs/{name}.yaml")
        assert {"dativo:tenant": before} == {
            change["key"]: change["before"] for change in changes if change["key"] == "dativo:tenant"
        }


@pytest.mark.parametrize("jobs", ["jbos", "jbos/*.yaml", "jobs/none.yaml"])
def test_jobs_that_neither_side_has_are_an_error(jobs: str, repository: Repository) -> None:
    """No change would be a false all-clear on a pull request."""
    repository.commit({"jobs/a.yaml": JOB})
    ran = repository.diff("HEAD", "--jobs", jobs, "--format", "markdown")
    assert (ran.code, ran.out) == (1, "")
    assert jobs in ran.err


def test_a_folder_that_only_one_side_has_is_fine(repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    repository.write({"more/b.yaml": JOB})
    assert {change["job"] for change in repository.changes("HEAD", "--jobs", "more")} == {"more/b"}
    repository.commit({})
    repository.write({"more/b.yaml": None})
    (repository.project.root / "more").rmdir()
    for jobs in ("more", "more/", str(repository.project.root / "more")):
        assert {change["job"] for change in repository.changes("HEAD", "--jobs", jobs)} == {"more/b"}


@pytest.mark.parametrize("jobs", ["{outside}/jobs", "{outside}/*.yaml", "../*/jobs/*.yaml", ".."])
def test_jobs_outside_the_checkout_are_an_error(
    jobs: str, repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No revision has them: each would be new."""
    repository.commit({"jobs/a.yaml": JOB})
    jobs = jobs.format(outside=tmp_path_factory.mktemp("outside"))
    ran = repository.diff("HEAD", "--root", ".", "--jobs", jobs)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f'provider-bridge: "{jobs}" is outside the checkout {repository.project.root}\n'
        "  fix: give jobs inside the checkout\n"
    )


# --- clouds


def test_all_providers_and_each_change_once(repository: Repository) -> None:
    job = JOB.replace("  tags:", "  runtime: {type: kubernetes}\n  tags:")
    repository.commit({"jobs/a.yaml": job})
    repository.write({"jobs/a.yaml": "name: orders\n" + job.replace("A-1", "B-2")})
    difference = json.loads(repository.diff("HEAD", "--jobs", "jobs", "--provider", "all", "--format", "json").out)
    changes = difference["changes"]
    assert sorted((change["provider"], change["key"]) for change in changes if "center" in change["key"]) == [
        ("aws", "dativo:cost-center"),
        ("azure", "dativo:cost-center"),
        ("gcp", "dativo-cost-center"),
        ("kubernetes", "dativo/cost-center"),
    ]
    assert [job["after"]["slug"] for job in difference["jobs"]] == ["acme-orders"]


def test_the_format_of_another_provider(repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    repository.write({"jobs/a.yaml": JOB.replace("A-1", "B-2")})
    (change,) = repository.changes("HEAD", "--jobs", "jobs", "--provider", "gcp")
    assert (change["provider"], change["key"], change["after"]) == ("gcp", "dativo-cost-center", "b-2")
    assert change["effect"] == "the value of the label changes in place; runs in progress keep the old value"


def test_from_a_cluster_to_a_cloud_each_label_goes_once(repository: Repository) -> None:
    job = "tenant_id: acme\ninfrastructure:\n  provider: kubernetes\n"
    repository.commit({"jobs/a.yaml": job})
    repository.write({"jobs/a.yaml": job.replace("kubernetes", "aws")})
    changes = repository.changes("HEAD", "--jobs", "jobs")
    assert sorted((change["provider"], change["key"], change["effect"]) for change in changes) == [
        ("aws", "dativo:job", "set when the job's resources are created"),
        ("aws", "dativo:tenant", "set when the job's resources are created"),
        ("kubernetes", "dativo/job", "removed with the job's resources"),
        ("kubernetes", "dativo/tenant", "removed with the job's resources"),
    ]


# --- files


def test_a_root_below_the_checkouts_top(repository: Repository) -> None:
    """Asked from anywhere, with the policy and the assets of each side."""
    repository.commit(
        {
            "etl/provider-bridge.yaml": "tag_prefix: old\n",
            "etl/asset.yaml": ASSET,
            "etl/jobs/a.yaml": f"asset_path: /app/asset.yaml\n{JOB}",
        }
    )
    repository.write({"etl/provider-bridge.yaml": "tag_prefix: new\n"})
    shown = {
        repository.diff("HEAD", *jobs, cwd=cwd).out
        for cwd, jobs in (
            ("", ["--jobs", "etl/jobs"]),
            ("", ["--jobs", "etl"]),
            ("etl", ["--jobs", "jobs/*.yaml"]),
            ("etl", []),
            ("etl/jobs", ["--jobs", "a.yaml"]),
        )
    }
    (out,) = shown
    assert "  + new:classification = pii (was old:classification)\n      asset.yaml:2: the key changes, " in out


def test_a_policy_of_ones_own_and_its_tag_policies(repository: Repository) -> None:
    """Both are read as each side has them: there too a job that the policy refuses isn't compared."""
    tag_policy = '{"tags": {"team": {"tag_key": "Team", "tag_value": ["data"]}}}'
    repository.commit({"org.yaml": "aws_tag_policies: [tags.json]\n", "tags.json": tag_policy, "jobs/a.yaml": JOB})
    repository.write({"jobs/a.yaml": JOB.replace("data", "web"), "tags.json": tag_policy.replace("data", "web")})
    (change,) = repository.changes("HEAD", "--jobs", "jobs", "--config", "org.yaml")
    assert (change["key"], change["after"]) == ("Team", "web")


def test_a_policy_outside_the_checkout_is_that_of_both_sides(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    policy = tmp_path_factory.mktemp("outside") / "org.yaml"
    policy.write_text("tag_prefix: org\n")
    repository.commit({"jobs/a.yaml": JOB})
    repository.write({"jobs/a.yaml": JOB.replace("A-1", "B-2")})
    (change,) = repository.changes("HEAD", "--jobs", "jobs", "--config", str(policy))
    assert (change["key"], change["before"], change["after"]) == ("org:cost-center", "A-1", "B-2")


def test_a_tag_policy_alone_is_judged_by_on_either_side(repository: Repository) -> None:
    """No job's own files change: it is said all the same where the old policy refused it."""
    tag_policy = '{"tags": {"team": {"tag_key": "Team", "tag_value": ["web"]}}}'
    commit = repository.commit(
        {"org.yaml": "aws_tag_policies: [tags.json]\n", "tags.json": tag_policy, "jobs/a.yaml": JOB}
    )
    repository.write({"tags.json": tag_policy.replace("web", "data")})
    ran = repository.diff("HEAD", "--jobs", "jobs", "--config", "org.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"no changes, 1 not compared\nnot compared: jobs/a.yaml in {commit[:10]}: {ERRORS}\n"


def test_a_link_to_an_asset(repository: Repository) -> None:
    repository.write({"assets/v1.yaml": ASSET})
    (repository.project.root / "assets" / "latest.yaml").symlink_to("v1.yaml")
    repository.commit({"jobs/a.yaml": f"asset_path: assets/latest.yaml\n{JOB}"})
    repository.write({"assets/v1.yaml": ASSET.replace("GDPR", "HIPAA")})
    (change,) = repository.changes("HEAD", "--jobs", "jobs")
    assert (change["key"], change["after"], change["cause"]) == ("dativo:regulations", "HIPAA", "assets/latest.yaml:3")


def test_a_link_that_is_a_job(repository: Repository) -> None:
    (repository.project.root / "latest.yaml").symlink_to("jobs/a.yaml")
    repository.commit({"jobs/a.yaml": JOB})
    repository.write({"jobs/a.yaml": JOB.replace("A-1", "B-2")})
    for jobs in ("latest.yaml", "*.yaml"):
        (change,) = repository.changes("HEAD", "--jobs", jobs)
        assert (change["job"], change["before"], change["after"]) == ("latest", "A-1", "B-2")


@pytest.mark.parametrize("others", [{}, {"jobs/b.yaml": JOB.replace("A-1", "B-2")}], ids=["alone", "with a job"])
def test_an_asset_alone_changes_every_job_that_names_it(others: Files, repository: Repository) -> None:
    named = {f"jobs/{name}.yaml": f"asset_path: asset.yaml\n{JOB}" for name in "ac"}
    repository.commit({"asset.yaml": ASSET, "jobs/b.yaml": JOB, **named})
    repository.write({"asset.yaml": ASSET.replace("GDPR", "HIPAA"), **others})
    changes = repository.changes("HEAD", "--jobs", ".")
    assert {change["job"] for change in changes if change["after"] == "HIPAA"} == {"jobs/a", "jobs/c"}
    assert ("jobs/b" in {change["job"] for change in changes}) == bool(others)


def test_an_asset_that_takes_anothers_place(repository: Repository) -> None:
    """Of two folders that `path_map` names the longer one is looked into first."""
    repository.commit(
        {
            "provider-bridge.yaml": "path_map: {/app: ., /app/assets: shared}\n",
            "assets/a.yaml": ASSET,
            "jobs/a.yaml": f"asset_path: /app/assets/a.yaml\n{JOB}",
        }
    )
    repository.write({"shared/a.yaml": ASSET.replace("GDPR", "HIPAA")})
    (change,) = repository.changes("HEAD", "--jobs", "jobs")
    assert (change["before"], change["after"]) == ("GDPR", "HIPAA")
    repository.commit({})
    repository.write({"shared/a.yaml": None})
    (change,) = repository.changes("HEAD", "--jobs", "jobs")
    assert (change["before"], change["after"]) == ("HIPAA", "GDPR")


def test_an_asset_that_goes_breaks_its_jobs(repository: Repository) -> None:
    repository.commit({"asset.yaml": ASSET, "jobs/a.yaml": f"asset_path: asset.yaml\n{JOB}", "jobs/b.yaml": JOB})
    repository.write({"asset.yaml": None})
    ran = repository.diff("HEAD", "--jobs", ".")
    assert (ran.code, ran.err) == (0, "")
    missing = f"not compared: jobs/a.yaml in the working tree: {ERRORS}\n"
    assert ran.out == f"no changes, 1 not compared\n{missing}"


@pytest.mark.parametrize("number", [None, errno.EPERM, errno.EMLINK])
def test_contents_that_files_share(
    number: int | None, repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What two revisions share is written once and linked; where it can't be, it is copied."""
    if number:

        def refused(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "link", refused)
    other = JOB.replace("A-1", "B-2")
    repository.commit({"jobs/a.yaml": JOB, "jobs/b.yaml": other, "jobs/c.yaml": JOB, "jobs/d.yaml": JOB})
    repository.commit({"jobs/a.yaml": other, "jobs/b.yaml": JOB, "jobs/d.yaml": other})
    monkeypatch.chdir(repository.project.root)
    arguments = ["diff", "HEAD~1", "HEAD", "--jobs", "jobs", "--format", "json"]
    assert cli.main(arguments, standalone_mode=False) == 0
    assert [
        (change["job"], change["before"], change["after"]) for change in json.loads(capsys.readouterr().out)["changes"]
    ] == [
        ("jobs/a", "A-1", "B-2"),
        ("jobs/b", "B-2", "A-1"),
        ("jobs/d", "A-1", "B-2"),
    ]


def test_files_that_no_revision_holds_are_no_change(repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    repository.write({".terraform/modules/modules.json": "{}", ".terraform/modules/a/jobs/a.yaml": JOB})
    ran = repository.diff("HEAD", "--jobs", ".")
    assert (ran.code, ran.out, ran.err) == (0, "no changes\n", "")


def test_nothing_stays_behind(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    repository.commit({"jobs/a.yaml": JOB})
    status = repository.git("status", "--porcelain")
    ran = repository.program.command(
        "diff", "HEAD", "--jobs", "jobs", cwd=repository.project.root, env={"TMPDIR": str(folder)}
    )
    assert (ran.code, os.listdir(folder), repository.git("status", "--porcelain")) == (0, [], status)


@pytest.mark.parametrize("jobs", [".", "*/*/*/*.yaml", "**/.*/**/*.yaml", ".*/**/*.yaml"])
@pytest.mark.parametrize("place", ["", "tmp", "[tmp]"])
def test_the_folder_for_temporary_files_lies_in_the_estate(place: str, jobs: str, repository: Repository) -> None:
    """What is written there for the comparison are no jobs of the working tree, nor of a revision."""
    (repository.project.root / place).mkdir(exist_ok=True)
    hidden = ".hidden/jobs/sub/b.yaml"
    repository.commit({"jobs/sub/sub/a.yaml": JOB, hidden: JOB, "x.json": "{}"})
    repository.write({"jobs/sub/sub/a.yaml": JOB.replace("A-1", "B-2"), hidden: JOB.replace("A-1", "B-2")})
    repository.git("commit", "--all", "--quiet", "--message", "change")
    for revisions in (["HEAD~1"], ["HEAD~1", "HEAD"]):
        ran = repository.diff(*revisions, "--jobs", jobs, TMPDIR=str(repository.project.root / place))
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.count("(AWS)") == ran.out.count("A-1 -> B-2") == 1
        assert (".hidden/jobs/sub/b (AWS)" in ran.out) == ("." in jobs.removesuffix(".yaml") and jobs != ".")


def test_a_wrong_command_line(program: Program, project: Project) -> None:
    assert shutil.which("git")
    for arguments in ([], ["HEAD", "--format", "html"], ["HEAD", "HEAD", "HEAD"]):
        ran = program.command("diff", *arguments, cwd=project.root)
        assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize("config", ["tag_prefix: [", "tag_prefx: corp\n", "tag_prefix: 1x\n"])
def test_no_job_is_compared_by_a_broken_configuration_file(config: str, repository: Repository) -> None:
    repository.commit({"provider-bridge.yaml": "tag_prefix: corp\n", "jobs/a.yaml": JOB, "jobs/b.yaml": JOB})
    repository.write({"provider-bridge.yaml": config})
    ran = repository.diff("HEAD", "--jobs", "jobs")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"no changes, 1 not compared\nnot compared: provider-bridge.yaml in the working tree: {ERRORS}\n"
    )
