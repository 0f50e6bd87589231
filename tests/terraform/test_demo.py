"""`make demo`: what it prints is what the README shows."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.program import REPOSITORY
from tests.terraform import cli_config
from tests.terraform.running import need
from tests.test_docs import FENCE


def test_the_readme_shows_what_the_demo_prints() -> None:
    need(cli_config.EXTERNAL)
    page = (REPOSITORY / "README.md").read_text("utf-8").partition("**`make demo`**")[2]
    block = FENCE.search(page)
    assert block
    done = subprocess.run(
        [sys.executable, "-m", "tests.terraform.demo"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    pattern = r"\s+".join(map(re.escape, block[2].split())).replace("…", ".*").replace(r"after\s+0s", r"after\s+\d+s")
    assert re.search(pattern, done.stdout.replace(" -no-color", ""), re.DOTALL), done.stdout
