"""Write what `provider-bridge diff` printed as a comment on the pull request, and update that comment at the next push.

Arguments: the Markdown file and the jobs of the comparison. The environment is that of a GitHub runner.
A comment that cannot be written is a warning, as on pull requests from forks: the job's summary has the same tables.
"""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

MAX_CHARACTERS = 65_000
"""GitHub's comments have at most 65,536: https://docs.github.com/rest/issues/comments (read 2026-11-30)."""
NO_CHANGES = "### Tags: no changes\n"
SHORTENED = "\n\nShortened: the summary of the job has all tables.\n"
PER_PAGE = 100


class Api:
    """The comments of one pull request."""

    def __init__(self, url: str, repository: str, number: int, token: str) -> None:
        self.url, self.issues, self.number, self.token = url, f"/repos/{repository}/issues", number, token

    def comment(self, body: str, marker: str) -> str | None:
        """Write or update the comment with this marker, and return what was done."""
        own = self.own_comment(marker)
        if own is not None:
            self.call("PATCH", f"{self.issues}/comments/{own}", {"body": body})
            return "updated"
        if body.removeprefix(marker).lstrip() == NO_CHANGES:
            return None
        self.call("POST", f"{self.issues}/{self.number}/comments", {"body": body})
        return "written"

    def own_comment(self, marker: str) -> int | None:
        """Return the ID of the comment that an earlier run wrote; a marker in a comment of others does not count."""
        login, page = self.login(), 1
        while True:
            query = f"per_page={PER_PAGE}&page={page}"
            comments = self.call("GET", f"{self.issues}/{self.number}/comments?{query}")
            for comment in comments:
                author = comment["user"] or {}
                is_own = author.get("login") == login if login else author.get("type") == "Bot"
                if is_own and comment["body"].startswith(marker):
                    number = comment["id"]
                    assert isinstance(number, int)
                    return number
            if len(comments) < PER_PAGE:
                return None
            page += 1

    def login(self) -> str | None:
        """Return the user of a personal token; None for the token of a workflow or an app, whose user is a bot."""
        try:
            login = self.call("GET", "/user")["login"]
        except HTTPError:
            return None
        return str(login)

    def call(self, method: str, path: str, data: dict[str, str] | None = None) -> Any:
        """Return the answer to a request."""
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        body = None if data is None else json.dumps(data).encode()
        with urlopen(Request(self.url + path, body, headers, method=method), timeout=30) as answer:  # noqa: S310 (https)
            return json.loads(answer.read())


def shortened(markdown: str) -> str:
    """Return Markdown that fits in a comment, cut at the end of a line."""
    if len(markdown) <= MAX_CHARACTERS:
        return markdown
    return markdown[: markdown.rfind("\n", 0, MAX_CHARACTERS)] + SHORTENED


def pull_request(environ: os._Environ[str]) -> int | None:
    """Return the number of the pull request that the workflow runs for, or None."""
    event = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    number = (event.get("pull_request") or {}).get("number")
    return number if isinstance(number, int) else None


def main() -> int:
    """Write the comment; exit with 0 in any case."""
    file, jobs = Path(sys.argv[1]), sys.argv[2]
    number = pull_request(os.environ)
    if number is None or not file.is_file():
        print("no comment: not a pull request, or no comparison: set diff-base")
        return 0
    marker = f"<!-- provider-bridge diff {sha256(jobs.encode()).hexdigest()[:12]} -->"
    api = Api(os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], number, os.environ["GITHUB_TOKEN"])
    try:
        done = api.comment(f"{marker}\n{shortened(file.read_text('utf-8'))}", marker)
    except (HTTPError, URLError, TimeoutError) as error:
        hint = "grant the permission pull-requests: write; on a pull request from a fork the token is read-only"
        reason = f"status {error.code}" if isinstance(error, HTTPError) else "no connection"
        print(f"::warning title=comment::the comment could not be written ({reason}); {hint}")
        return 0
    print(f"comment {done}" if done else "no comment: no changes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
