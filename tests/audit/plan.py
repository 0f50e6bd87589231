"""Makes a case's plan anew: `python tests/audit/plan.py clean`, with Terraform and the providers that it finds.

The plan is real; what no audit reads, and what isn't set, is left out of the file. `foreign` and `jobs-with-errors`
are cut by hand.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent

KEPT = {"format_version", "terraform_version", "planned_values", "resource_changes", "configuration"}
KEPT_UNSET = {"tags", "tags_all", "labels", "terraform_labels", "effective_labels", "tag_specifications", "metadata"}


def main(case: str) -> None:
    """Plan the case's root and write `plan.json` beside it."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "root"
        shutil.copytree(HERE / case, root)
        env = {**os.environ, "TF_VAR_jobs": json.dumps(jobs())}
        terraform(root, env, "init", "-backend=false")
        with step_functions() as url:
            terraform(root, {**env, "AWS_ENDPOINT_URL_SFN": url}, "plan", "-out=plan.out")
        plan = json.loads(terraform(root, env, "show", "-json", "plan.out"))
    (HERE / case / "plan.json").write_text(json.dumps(cut(plan), indent=1) + "\n")


def jobs() -> dict[str, Any]:
    """The jobs of the estate, as the bridge module has them."""
    query = {"jobs": str(HERE / "estate" / "jobs" / "**" / "*.yaml"), "tenants": "acme,globex"}
    command = [sys.executable, "-m", "provider_bridge"]
    done = subprocess.run(command, input=json.dumps(query).encode(), stdout=subprocess.PIPE, check=True)
    return {key: json.loads(job) for key, job in json.loads(done.stdout).items()}


class Validation(BaseHTTPRequestHandler):
    """The answer of `ValidateStateMachineDefinition`, which the provider asks while it plans."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"result": "OK", "diagnostics": []}')

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def step_functions() -> Iterator[str]:
    """Accept every state machine at a URL of this machine."""
    with HTTPServer(("127.0.0.1", 0), Validation) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def terraform(root: Path, env: dict[str, str], *arguments: str) -> bytes:
    """Run Terraform and return what it prints."""
    command = ["terraform", f"-chdir={root}", *arguments]
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout


def cut(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan without what no audit reads."""
    kept = {name: part for name, part in plan.items() if name in KEPT}
    configuration = plan["configuration"]
    kept["configuration"] = {
        "provider_config": configuration.get("provider_config", {}),
        "root_module": module_without_expressions(configuration.get("root_module", {})),
    }
    for change in kept.get("resource_changes", []):
        for name in ("before", "before_sensitive"):
            change["change"].pop(name, None)
    return without_unset(kept)  # type: ignore[no-any-return]


def module_without_expressions(module: dict[str, Any]) -> dict[str, Any]:
    """A module's configuration with the addresses and providers of its resources."""
    names = ("address", "provider_config_key")
    return {
        "resources": [{name: resource[name] for name in names} for resource in module.get("resources", [])],
        "module_calls": {
            name: {"module": module_without_expressions(call["module"])}
            for name, call in module.get("module_calls", {}).items()
        },
    }


def without_unset(value: Any) -> Any:
    """Data without null, false and empty values, but for those of tags and labels."""
    if isinstance(value, dict):
        pairs = {key: without_unset(item) for key, item in value.items()}
        return {key: item for key, item in pairs.items() if key in KEPT_UNSET or item not in (None, False, [], {})}
    return [without_unset(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    os.chdir(HERE)
    for name in sys.argv[1:]:
        main(name)
