"""Where orchestrators are installed: environments of their own, with each version pinned, in .venv-orchestrators/."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.terraform.running import REPOSITORY

HERE = Path(__file__).resolve().parent
FOLDER = REPOSITORY / ".venv-orchestrators"
UV = "uv==0.13.9"


@dataclass(frozen=True)
class Environment:
    """The packages of requirements/NAME.txt, and the tests that run with them."""

    name: str
    least_python: tuple[int, int]
    tests: tuple[str, ...]
    uv: bool = False  # pip takes minutes for Airflow's packages, where uv takes seconds

    def lacks(self) -> str | None:
        """What this machine lacks to have the environment."""
        if sys.version_info >= self.least_python:
            return None
        return f"{self.name}: its packages need Python {'.'.join(map(str, self.least_python))}"

    def python(self) -> Path:
        """The environment's Python; the environment is made where it isn't there, or where it is of other versions."""
        directory = FOLDER / self.name
        python = directory / "bin" / "python"
        requirements = HERE / "requirements" / f"{self.name}.txt"
        stamp = directory / "made-of.txt"
        made_of = f"{sys.version}\n{requirements.read_text('utf-8')}"
        if not stamp.is_file() or stamp.read_text("utf-8") != made_of:
            print(f"{self.name}: installing its packages", flush=True)
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / ".gitignore").write_text("*\n", "utf-8")
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(directory)], check=True)
            pip = [str(python), "-m", "pip", "install", "--quiet"]
            if self.uv:
                subprocess.run([*pip, UV], check=True)
                pip = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
            subprocess.run([*pip, "-r", str(requirements)], check=True)
            stamp.write_text(made_of, "utf-8")
        return python


ENVIRONMENTS = (
    Environment("dagster", (3, 10), ("dagster_launchers.py", "dagster_tasks.py")),
    Environment("airflow", (3, 11), ("airflow_operators.py",), uv=True),
)
