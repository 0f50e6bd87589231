"""`make demo`: one job's tags in a Terraform plan, then in the terminal, with the trail of one of them.

Works on a copy of examples/, so that Terraform leaves nothing in the project.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.terraform import binary, cli_config

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
JOB = "jobs/acme/stripe_customers.yaml"
TAG = "dativo:cost-center"
COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def main() -> None:
    scripts = str(Path(sys.executable).parent)
    os.environ["PATH"] = scripts + os.pathsep + os.environ["PATH"]  # Terraform looks for provider-bridge there
    with tempfile.TemporaryDirectory(prefix="provider-bridge-") as directory:
        examples = Path(directory) / "examples"
        shutil.copytree(EXAMPLES, examples)
        plan(examples / "quick-start", Path(directory))
        show(["provider-bridge", "tags", JOB], examples)
        show(["provider-bridge", "explain", JOB, "--tag", TAG], examples)


def plan(root: Path, directory: Path) -> None:
    if not binary.here():
        say("Terraform is not on PATH. To see the plan: https://developer.hashicorp.com/terraform/install")
        return
    source = cli_config.where(cli_config.EXTERNAL)
    if source in ("stand-in", "double"):
        say(f"The provider hashicorp/external can't be had here: this project's {source} of it takes its place.")
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "grpcio", "msgpack"], check=True)
    environment = cli_config.environment(directory)
    options = ["-input=false"] if COLOUR else ["-input=false", "-no-color"]
    show([binary.NAME, "init", *options], root, environment, quiet=True)
    show([binary.NAME, "plan", *options], root, environment)


def show(command: list[str], directory: Path, environment: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Run a command; a quiet one prints only when it fails, and one that fails ends the demo."""
    say(f"$ {' '.join(command)}")
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(command, cwd=directory, env=environment, check=False, stdout=output, stderr=output, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout or ''}{done.stderr or ''}{command[0]} ended with exit code {done.returncode}")


def say(line: str) -> None:
    print(f"\n\033[1m{line}\033[0m" if COLOUR else f"\n{line}", flush=True)


if __name__ == "__main__":
    main()
