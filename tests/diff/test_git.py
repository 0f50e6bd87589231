"""git as `diff` runs it: wherever it is started, it reads the repository of the jobs, and paths as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.program import Ran
    from tests.project import Files, Repository

JOB = "tenant_id: acme\ninfrastructure: {provider: aws, tags: {Team: data}}\n"
CHANGED = "1 tag changed in 1 job\njobs/a (AWS)\n  ~ Team = data -> web\n"


def is_changed(ran: Ran) -> bool:
    return (ran.code, ran.err) == (0, "") and ran.out.startswith(CHANGED)


@pytest.mark.parametrize(
    "env",
    [
        {"GIT_DIR": ".git"},
        {"GIT_DIR": "{root}/.git"},
        {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index", "GIT_PREFIX": "jobs/"},
        {"GIT_DIR": "{other}/.git", "GIT_WORK_TREE": "{other}"},
        {"GIT_OBJECT_DIRECTORY": "{other}/.git/objects", "GIT_COMMON_DIR": "{other}/.git"},
        {"GIT_GLOB_PATHSPECS": "1"},
        {"GIT_EXTERNAL_DIFF": "false", "GIT_PAGER": "false"},
    ],
)
def test_variables_of_a_hook(
    env: dict[str, str], repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """git sets them for the hooks that it runs: they name the index and the directory of what it works on."""
    repository.commit({"jobs/a.yaml": JOB})
    other = tmp_path_factory.mktemp("other")
    repository.git("init", "--quiet", str(other))
    repository.write({"jobs/a.yaml": JOB.replace("data", "web")})
    given = {name: value.format(root=repository.project.root, other=other) for name, value in env.items()}
    assert is_changed(repository.diff("HEAD", "--jobs", "jobs", **given))


@pytest.mark.parametrize("hook", ["", "GIT_DIR"])
def test_a_worktree(hook: str, repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    worktree = repository.project.root / "worktree"
    repository.git("worktree", "add", "--quiet", str(worktree))
    (worktree / "jobs" / "a.yaml").write_text(JOB.replace("data", "web"))
    env = {hook: repository.git("rev-parse", "--absolute-git-dir", cwd=worktree)} if hook else {}
    assert is_changed(repository.diff("HEAD", "--jobs", "jobs", cwd="worktree", **env))
    assert repository.diff("HEAD", "--jobs", "jobs", **env).out == "no changes\n"


@pytest.mark.parametrize("root", [":x", ":(glob)x", ":!x", "[x]", "*"])
def test_a_root_that_is_named_like_a_pathspec(root: str, repository: Repository) -> None:
    files: Files = {f"{root}/provider-bridge.yaml": "", f"{root}/jobs/a.yaml": JOB, "x/jobs/b.yaml": JOB}
    repository.commit(files)
    repository.write({f"{root}/jobs/a.yaml": JOB.replace("data", "web")})
    assert is_changed(repository.diff("HEAD", "--jobs", "jobs", cwd=root))
    assert is_changed(repository.diff("HEAD", "--jobs", f"./{root}/jobs"))


def test_a_directory_that_looks_like_a_repository_is_none(repository: Repository) -> None:
    """Its configuration could name programs that git runs."""
    repository.commit({"jobs/a.yaml": JOB})
    bare = repository.project.root / "jobs"
    repository.git("init", "--quiet", "--bare", str(bare))
    (bare / "a.yaml").write_text(JOB.replace("data", "web"))
    assert is_changed(repository.diff("HEAD", "--jobs", "a.yaml", "--root", "..", cwd="jobs"))
