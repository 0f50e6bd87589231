"""`provider-bridge init`: what it writes works, and nothing that is there changes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from provider_bridge import __version__
from tests.program import run
from tests.release.bundling import started
from tests.terraform import cli_config
from tests.terraform.running import Terraform, need

if TYPE_CHECKING:
    from pathlib import Path

    from tests.program import Program, Ran
    from tests.project import Project

ALL = ("--ci", "github", "--pre-commit")


@pytest.fixture
def init(program: Program, project: Project) -> Init:
    return Init(program, project.root)


class Init:
    """The command in a project."""

    def __init__(self, program: Program, root: Path) -> None:
        self.program, self.root = program, root

    def __call__(self, *arguments: str) -> list[str]:
        """The lines of a run that went well."""
        ran = self.ran(*arguments)
        assert (ran.code, ran.err) == (0, "")
        return ran.out.splitlines()

    def ran(self, *arguments: str) -> Ran:
        return self.program.command("init", *arguments, cwd=self.root)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".terraform" not in path.as_posix()
        }


def test_an_empty_directory_becomes_a_project(init: Init) -> None:
    assert init() == [
        "written: provider-bridge.yaml",
        "written: jobs/acme/first_job.yaml",
        "written: provider-bridge.tf",
        "next: provider-bridge validate jobs",
        "then: terraform init && terraform plan",
    ]
    for command in ("validate", "tags"):
        ran = init.program.command(command, "jobs", *["--strict"] * (command == "validate"), cwd=init.root)
        assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure", "kubernetes"])
def test_the_first_job_is_right_on_each_provider(provider: str, init: Init) -> None:
    init("--provider", provider, "--tenant", "globex", "--tenant", "acme")
    ran = init.program({"jobs": "jobs/**/*.yaml", "strict": "true"}, init.root)
    assert (ran.job["provider"], ran.job["tenant_id"]) == (provider, "globex")
    assert yaml.safe_load((init.root / "provider-bridge.yaml").read_text("utf-8"))["tenants"] == ["globex", "acme"]


def test_the_provider_is_that_of_the_terraform_code(init: Init, project: Project) -> None:
    project.write("infra/main.tf", 'provider "google" {}\n')
    assert "written: infra/provider-bridge.tf" in init()
    assert b"provider: gcp\n" in init.files()["jobs/acme/first_job.yaml"]
    assert b'["${path.root}/../jobs/**/*.y*ml"]' in init.files()["infra/provider-bridge.tf"]


@pytest.mark.parametrize("tenant", ["../x", "a/b", "", "a\nb", "a..b"])
def test_a_tenant_that_no_job_may_have_is_refused(tenant: str, init: Init) -> None:
    assert init.ran("--tenant", tenant).code == 2
    assert init.files() == {}


# --- what is there


def test_a_second_run_writes_nothing(init: Init) -> None:
    init(*ALL)
    before = init.files()
    lines = init(*ALL)
    assert [line for line in lines if line.startswith("written")] == []
    assert sum(line.startswith("skipped: ") for line in lines) == 4
    assert init.files() == before


def test_half_of_it_is_completed(init: Init, project: Project) -> None:
    project.write("provider-bridge.yaml", "required_tags: [Team]\n")
    project.job("etl/orders.yml", {"tags": {"Team": "data"}})
    project.write("etl/later.yaml", "tenant_id: acme\n")
    assert init() == [
        "skipped: provider-bridge.yaml: the file exists",
        "written: provider-bridge.tf",
        "1 file looks like a job: etl/orders.yml",
        '1 file looks like a job without "infrastructure": etl/later.yaml',
        "next: provider-bridge validate etl",
        "then: terraform init && terraform plan",
    ]
    assert init.files()["provider-bridge.yaml"] == b"required_tags: [Team]\n"
    assert b'etl_jobs["etl/orders"].tags' in init.files()["provider-bridge.tf"]


def test_files_without_infrastructure_are_left_to_their_author(init: Init, project: Project) -> None:
    project.write("etl/later.yaml", "tenant_id: acme\n")
    assert "written: jobs/acme/first_job.yaml" not in init()
    assert init.program({"jobs": "etl/**/*.y*ml"}, init.root).code == 0


def test_a_project_above_keeps_its_root(init: Init, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    assert "skipped: provider-bridge.yaml: the project has ../provider-bridge.yaml" in init("etl")
    assert "etl/provider-bridge.yaml" not in init.files()
    assert b'etl_jobs["etl/jobs/acme/first_job"].tags' in init.files()["etl/provider-bridge.tf"]


def test_code_that_calls_the_program_is_enough(init: Init, project: Project) -> None:
    project.write("live/main.tf", 'data "external" "a" { program = ["provider-bridge"] }\n')
    lines = init()
    assert "skipped: provider-bridge.tf: live/main.tf calls provider-bridge already" in lines
    assert not any(line.startswith("then: ") for line in lines)


def test_several_terraform_roots_are_a_choice(init: Init, project: Project) -> None:
    for name in ("a", "b"):
        project.write(f"{name}/main.tf", "")
    reason = "there are several Terraform roots (a, b): run init in one, or copy the block"
    assert f"skipped: provider-bridge.tf: {reason}" in init()


def test_shared_jobs_need_tenants(init: Init, project: Project) -> None:
    project.job("jobs/a.yaml", tenant_id="${TENANT_ID}")
    assert 'jobs with "tenant_id: ${TENANT_ID}" need "tenants" in provider-bridge.yaml' in init()


def test_a_dry_run_writes_nothing(init: Init, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    lines = init(*ALL, "--dry-run")
    assert [line for line in lines if line.startswith("would write: ")] == [
        "would write: jobs/acme/first_job.yaml",
        "would write: provider-bridge.tf",
        "would write: .github/workflows/provider-bridge.yml",
        "would write: .pre-commit-config.yaml",
    ]
    assert init.files() == {"provider-bridge.yaml": b""}


def test_a_link_out_of_the_project_is_not_followed(init: Init, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (init.root / "jobs").symlink_to(outside)
    ran = init.ran()
    assert (ran.code, ran.err) == (
        1,
        "provider-bridge: cannot write jobs/acme/first_job.yaml: the path is outside the project root\n",
    )
    assert list(outside.iterdir()) == []
    assert "written: provider-bridge.tf\n" in ran.out


def test_a_file_in_the_way_of_a_directory_is_reported(init: Init, project: Project) -> None:
    project.write("jobs", "")
    ran = init.ran()
    assert (ran.code, ran.err) == (1, "provider-bridge: cannot write jobs/acme/first_job.yaml: Not a directory\n")
    assert ran.out == "written: provider-bridge.yaml\nwritten: provider-bridge.tf\n"


def test_a_file_in_place_of_the_directory_is_a_wrong_command_line(init: Init, project: Project) -> None:
    project.write("a", "")
    assert init.ran("a").code == 2


# --- CI


@pytest.mark.parametrize(
    ("service", "path"),
    [("github", ".github/workflows/provider-bridge.yml"), ("gitlab", ".gitlab/provider-bridge.yml")],
)
def test_ci_validates_the_jobs_from_the_top_of_the_repository(
    service: str, path: str, init: Init, project: Project
) -> None:
    project.write(".git/HEAD", "")
    project.job("a team's/etl/orders.yaml")
    init("a team's", "--ci", service, "--pre-commit")
    text = init.files()[path].decode()
    assert isinstance(yaml.safe_load(text), dict)
    assert "provider-bridge validate 'a team'\"'\"'s/etl'" in text
    assert f"provider-bridge=={__version__}" in text
    (hook,) = yaml.safe_load(init.files()[".pre-commit-config.yaml"])["repos"]
    assert hook["hooks"][0]["args"] == ["a team's/etl"]
    assert hook["rev"] == f"v{__version__}"


def test_a_gitlab_pipeline_that_is_there_is_to_include_the_job(init: Init, project: Project) -> None:
    project.write(".gitlab-ci.yml", "stages: [test]\n")
    advice = 'to run the job, add "- local: .gitlab/provider-bridge.yml" under "include"'
    assert f"skipped: .gitlab-ci.yml: the file exists; {advice}" in init("--ci", "gitlab")


def test_ci_is_offered_where_it_is_used(init: Init, project: Project) -> None:
    project.write(".github/workflows/ci.yml", "")
    assert "to validate the jobs in CI: provider-bridge init --ci github" in init()
    assert not any("in CI" in line for line in init("--ci", "github"))


# --- Terraform


@pytest.mark.parametrize("infra", ["", "infra"])
def test_terraform_plans_with_what_is_written(
    infra: str, init: Init, project: Project, terraform_environment: dict[str, str]
) -> None:
    need(cli_config.EXTERNAL)
    if infra:
        project.write(
            "infra/main.tf",
            'terraform {\n  required_providers {\n    external = { source = "hashicorp/external" }\n  }\n}\n',
        )
    init()
    terraform = Terraform(init.root / infra, terraform_environment).ready()
    tags = terraform.planned()["outputs"]["etl_tags"]["value"]
    assert tags["jobs/acme/first_job"]["Team"] == "data-engineering"
    assert terraform("fmt", "-check").returncode == 0


def test_the_bundle_writes_code_that_starts_the_bundle(
    archive: Path, init: Init, terraform_environment: dict[str, str]
) -> None:
    need(cli_config.EXTERNAL)
    (init.root / "bin").mkdir()
    copy = init.root / "bin" / "provider-bridge.pyz"
    shutil.copy(archive, copy)
    ran = run("init", cwd=init.root, program=started(copy))
    assert ran.code == 0
    assert "next: python3 bin/provider-bridge.pyz validate jobs\n" in ran.out
    assert b'["python3", "-I", "-S", "${path.root}/bin/provider-bridge.pyz"]' in init.files()["provider-bridge.tf"]
    terraform = Terraform(init.root, terraform_environment).ready()
    assert list(terraform.planned()["outputs"]["etl_tags"]["value"]) == ["jobs/acme/first_job"]
