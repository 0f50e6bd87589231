"""The comment that the GitHub action writes on a pull request: one, which later runs update."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).resolve().parents[1] / ".github" / "comment.py"
BOT = {"login": "github-actions[bot]", "type": "Bot"}
CHANGES = "### Tags: 1 tag changed in 1 job\n\n| job |\n"


class GitHub:
    """The part of GitHub's interface that comments need."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.comments: list[dict[str, Any]] = []
        self.user: dict[str, str] | None = None
        """The user of the token; None for the token of a workflow."""
        self.refuses = 0
        """The status of refused requests."""
        self.requests: list[str] = []

    def write(self, body: str, user: dict[str, str] | None = None) -> None:
        self.comments.append({"id": len(self.comments) + 1, "body": body, "user": user or self.user or BOT})

    def answer(self, method: str, path: str, data: Any) -> tuple[int, Any]:
        self.requests.append(method)
        if path == "/user":
            return (200, self.user) if self.user else (403, {})
        if self.refuses:
            return self.refuses, {}
        page = re.fullmatch(r"/repos/acme/etl/issues/7/comments\?per_page=100&page=(\d+)", path)
        if method == "GET" and page:
            start = 100 * (int(page[1]) - 1)
            return 200, self.comments[start : start + 100]
        if (method, path) == ("POST", "/repos/acme/etl/issues/7/comments"):
            self.write(data["body"])
            return 201, self.comments[-1]
        edited = re.fullmatch(r"/repos/acme/etl/issues/comments/(\d+)", path)
        assert method == "PATCH"
        assert edited
        self.comments[int(edited[1]) - 1]["body"] = data["body"]
        return 200, self.comments[int(edited[1]) - 1]


@pytest.fixture
def github() -> Iterator[GitHub]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            assert self.headers["Authorization"] == "Bearer secret"
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, data = service.answer(self.command, self.path, json.loads(body) if body else None)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(data).encode())

        do_GET = do_POST = do_PATCH = handle_any  # noqa: N815 (http.server's names)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        service = GitHub(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield service
        server.shutdown()
        thread.join()


def comment(github: GitHub, folder: Path, changes: str | None, jobs: str = "jobs", event: Any = None) -> str:
    """Run the script as the action does, and return what it prints."""
    (folder / "event.json").write_text(json.dumps(event or {"pull_request": {"number": 7}}))
    if changes is not None:
        (folder / "changes.md").write_text(changes, "utf-8")
    env = {
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": "acme/etl",
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_TOKEN": "secret",
    }
    command = [sys.executable, str(SCRIPT), str(folder / "changes.md"), jobs]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_comment_is_written_once_and_then_updated(github: GitHub, tmp_path: Path) -> None:
    github.write("LGTM", {"login": "ada", "type": "User"})
    assert comment(github, tmp_path, CHANGES) == "comment written\n"
    assert comment(github, tmp_path, CHANGES.replace("1 tag", "2 tags")) == "comment updated\n"
    assert len(github.comments) == 2
    marker, _, body = github.comments[1]["body"].partition("\n")
    assert re.fullmatch("<!-- provider-bridge diff [0-9a-f]{12} -->", marker)
    assert body == CHANGES.replace("1 tag", "2 tags")


def test_no_changes_are_no_comment_but_update_one(github: GitHub, tmp_path: Path) -> None:
    assert comment(github, tmp_path, "### Tags: no changes\n") == "no comment: no changes\n"
    assert github.comments == []
    comment(github, tmp_path, CHANGES)
    comment(github, tmp_path, "### Tags: no changes\n")
    assert [each["body"].partition("\n")[2] for each in github.comments] == ["### Tags: no changes\n"]


def test_each_set_of_jobs_has_its_comment(github: GitHub, tmp_path: Path) -> None:
    for jobs in ("jobs", "other", "jobs"):
        comment(github, tmp_path, CHANGES, jobs)
    assert len(github.comments) == 2


def test_a_comment_beyond_the_first_hundred_is_updated(github: GitHub, tmp_path: Path) -> None:
    for _ in range(199):
        github.write("LGTM", {"login": "ada", "type": "User"})
    comment(github, tmp_path, CHANGES)
    github.write("LGTM", {"login": "ada", "type": "User"})
    assert comment(github, tmp_path, CHANGES) == "comment updated\n"
    assert len(github.comments) == 201


def test_a_marker_in_a_comment_of_somebody_else_does_not_count(github: GitHub, tmp_path: Path) -> None:
    comment(github, tmp_path, CHANGES)
    stolen = github.comments.pop()["body"]
    github.write(stolen, {"login": "mallory", "type": "User"})
    assert comment(github, tmp_path, CHANGES) == "comment written\n"
    assert len(github.comments) == 2


def test_with_a_personal_token(github: GitHub, tmp_path: Path) -> None:
    github.user = {"login": "ada", "type": "User"}
    github.write("<!-- provider-bridge diff x -->", BOT)
    assert comment(github, tmp_path, CHANGES) == "comment written\n"
    assert comment(github, tmp_path, CHANGES) == "comment updated\n"


def test_a_comment_that_is_too_long_is_cut_at_a_line(github: GitHub, tmp_path: Path) -> None:
    comment(github, tmp_path, CHANGES + "| row of the table |\n" * 5000)
    body = github.comments[0]["body"]
    assert len(body) < 65_536
    assert body.endswith("| row of the table |\n\nShortened: the summary of the job has all tables.\n")


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_comment_that_is_refused_is_a_warning(status: int, github: GitHub, tmp_path: Path) -> None:
    github.refuses = status
    out = comment(github, tmp_path, CHANGES)
    assert out.startswith(f"::warning title=comment::the comment could not be written (status {status}); grant ")


def test_without_a_connection_there_is_a_warning(github: GitHub, tmp_path: Path) -> None:
    github.url = "http://127.0.0.1:1"
    assert "(no connection)" in comment(github, tmp_path, CHANGES)


def test_without_a_pull_request_or_a_comparison_nothing_is_sent(github: GitHub, tmp_path: Path) -> None:
    assert comment(github, tmp_path, None).startswith("no comment: ")
    assert comment(github, tmp_path, CHANGES, event={"ref": "refs/heads/main"}).startswith("no comment: ")
    assert github.requests == []
