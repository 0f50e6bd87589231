"""`make test-orchestrators`: what the modules put out goes into Dagster, Airflow and the clouds' SDKs as it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.orchestrators import outputs
from tests.orchestrators.environments import ENVIRONMENTS
from tests.terraform import cli_config, live_account, strict_moto
from tests.terraform.running import REPOSITORY

HERE = Path(__file__).resolve().parent

USERS_OWN = ("AIRFLOW", "AWS_", "DAGSTER", "TF_CLI_ARGS", "TF_DATA_DIR", "TF_VAR_", "TF_WORKSPACE")


def main() -> int:
    for name in [name for name in os.environ if name.startswith(USERS_OWN)]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="provider-bridge-") as scratch, strict_moto.serving() as address:
        os.environ.update(live_account.environment(address))
        directory = Path(scratch)
        missing = list(apply(directory).values())
        failed = []
        for environment in ENVIRONMENTS:
            if lack := environment.lacks():
                missing.append(lack)
                continue
            print(f"\n{environment.name}:", flush=True)
            tests = [str(HERE / test) for test in environment.tests]
            settings = {"MODULE_OUTPUTS": scratch, "AIRFLOW_HOME": str(directory / "airflow")}
            done = subprocess.run(
                [str(environment.python()), "-B", "-m", "pytest", *tests], env={**os.environ, **settings}, check=False
            )
            if done.returncode:
                failed.append(environment.name)
    for what in missing:
        print(f"not tested: {what}")
    return 1 if failed else 0


def apply(directory: Path) -> dict[str, str]:
    """Put each root's outputs into a directory; by root, why there are none."""
    tree = directory / "project"
    for part in ("examples", "terraform", "tests/orchestrators/roots", "tests/terraform/live"):
        shutil.copytree(REPOSITORY / part, tree / part, ignore=shutil.ignore_patterns(".terraform*"))
    environment = {
        **cli_config.environment(directory),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "TF_VAR_network": json.dumps(live_account.furnish()),
        "TF_VAR_create_bucket": "false",
    }
    return outputs.write(tree, environment, directory)


if __name__ == "__main__":
    sys.exit(main())
