"""What `init` sees of a directory: jobs, Terraform roots, git, CI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provider_bridge.starter.survey import TerraformRoot, survey

if TYPE_CHECKING:
    from tests.project import Project


def test_an_empty_or_missing_directory_has_nothing(project: Project) -> None:
    for directory in (".", "new"):
        present = survey(directory)
        assert (present.config, present.jobs, present.unfinished, present.terraform, present.ci) == (
            None,
            (),
            (),
            (),
            (),
        )


def test_files_look_like_jobs_by_their_top_level_keys(project: Project) -> None:
    project.job("etl/a.yaml")
    project.write("etl/b.yml", '"tenant_id" : acme\nsource: {}\n')
    project.write("etl/c.yaml", "x:\n  infrastructure: {}\n")
    project.write("etl/d.yaml", b"\xff\xfe")
    project.write("node_modules/e.yaml", "infrastructure: {}\n")
    project.write(".github/f.yaml", "infrastructure: {}\n")
    project.write("provider-bridge.yaml", "tenant_id: acme\n")
    present = survey(".")
    assert (present.jobs, present.unfinished) == (("etl/a.yaml",), ("etl/b.yml",))
    assert present.config == "provider-bridge.yaml"
    assert not present.has_shared_jobs


def test_shared_jobs_are_seen(project: Project) -> None:
    project.job("a.yaml", tenant_id="${TENANT_ID:-acme}")
    assert survey(".").has_shared_jobs


def test_terraform_roots_are_directories_with_code_that_are_no_modules(project: Project) -> None:
    project.write(
        "infra/main.tf", 'terraform {\n  required_providers {\n    google = { source = "hashicorp/google" }\n}}\n'
    )
    project.write("infra/modules/job/main.tf", 'provider "aws" {}\n')
    project.write("main.tf", 'module "bridge" { source = "git::https://example.com/provider-bridge.git" }\n')
    present = survey(".")
    assert {*present.terraform} == {
        TerraformRoot("infra", "", True, frozenset({"gcp"})),
        TerraformRoot(".", "main.tf", False, frozenset()),
    }
    assert present.clouds == {"gcp"}


def test_the_repository_its_ci_and_the_project_may_be_above(project: Project) -> None:
    project.write(".git/HEAD", "")
    project.write(".github/workflows/ci.yml", "")
    project.write("etl/provider-bridge.yaml", "")
    project.write("etl/jobs/a.yaml", "")
    present = survey("etl/jobs")
    assert (present.repository, present.config, present.ci) == ("../..", "../provider-bridge.yaml", ("github",))
