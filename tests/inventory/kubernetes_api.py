"""An API of Kubernetes: etcd and kube-apiserver on free ports, without controllers and nodes, and kubectl.

Variables name the programs as for envtest: https://book.kubebuilder.io/reference/envtest (read 2026-11-30).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.lack import lack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECONDS = 60
"""The longest start of the server, on a busy machine."""


class Cluster(NamedTuple):
    """A running API, and kubectl, which is its administrator."""

    program: str
    directory: Path

    @property
    def kubeconfig(self) -> Path:
        """The file with the address of the API and the credentials of its administrator."""
        return self.directory / "kubeconfig"

    def run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run kubectl."""
        own = ("--kubeconfig", str(self.kubeconfig), "--cache-dir", str(self.directory / "cache"))
        return subprocess.run([self.program, *own, *arguments], input=stdin, capture_output=True, check=False)

    def kubectl(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Return what kubectl prints, if it succeeds."""
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


def asset(name: str) -> str:
    """Return the path of a program; or skip the test, and say which program is missing."""
    variable = f"TEST_ASSET_{name}".upper().replace("-", "_")
    directory = os.environ.get("KUBEBUILDER_ASSETS", "/usr/local/kubebuilder/bin")
    path = os.environ.get(variable) or shutil.which(name, path=directory) or shutil.which(name)
    if path is None:  # no package registry has kube-apiserver
        lack(f"{name} is not on PATH, in KUBEBUILDER_ASSETS or in {variable}", to_be_had=False)
    return path


@contextmanager
def cluster(directory: Path) -> Iterator[Cluster]:
    """Start an API with its data in a directory; stop it at the end."""
    etcd, server, kubectl = map(asset, ("etcd", "kube-apiserver", "kubectl"))
    etcd_port, port = _free_ports(2)
    token = secrets.token_hex()
    store = f"http://127.0.0.1:{etcd_port}"
    key = "certs/apiserver.key"  # the server makes it at its start
    settings = {
        "etcd-servers": store,
        "bind-address": "127.0.0.1",
        "advertise-address": "127.0.0.1",
        "endpoint-reconciler-type": "none",  # it refuses a loopback address
        "secure-port": str(port),
        "cert-dir": "certs",
        "service-account-issuer": "https://kubernetes.default.svc",
        "service-account-key-file": key,
        "service-account-signing-key-file": key,
        "service-cluster-ip-range": "10.0.0.0/24",
        "token-auth-file": "tokens",
        "authorization-mode": "AlwaysAllow",
        "disable-admission-plugins": "ServiceAccount",  # no controller makes the account of a pod
    }
    (directory / "tokens").write_text(f"{token},admin,admin\n", "utf-8")
    (directory / "kubeconfig").write_text(json.dumps(_kubeconfig(port, token)), "utf-8")
    urls = {"listen-client-urls": store, "advertise-client-urls": store, "listen-peer-urls": "http://127.0.0.1:0"}
    with ExitStack() as stack:
        stack.enter_context(_process(etcd, {"data-dir": "etcd", **urls}, directory))
        process = stack.enter_context(_process(server, settings, directory))
        running = Cluster(kubectl, directory)
        _wait(running, process)
        yield running


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _kubeconfig(port: int, token: str) -> dict[str, Any]:
    server = {"server": f"https://127.0.0.1:{port}", "certificate-authority": "certs/apiserver.crt"}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "test", "cluster": server}],
        "users": [{"name": "admin", "user": {"token": token}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "admin"}}],
        "current-context": "test",
    }


@contextmanager
def _process(program: str, settings: dict[str, str], directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, with its log in a file of the directory; end it, by force if it does not end itself."""
    command = [program, *(f"--{name}={value}" for name, value in settings.items())]
    with (
        (directory / f"{os.path.basename(program)}.log").open("wb") as log,
        subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(running: Cluster, process: subprocess.Popen[bytes]) -> None:
    """Wait until the API answers."""
    end = time.monotonic() + _SECONDS
    while running.run("get", "--raw", "/readyz", "--request-timeout", "5s").returncode:
        if process.poll() is not None or time.monotonic() > end:
            logs = {log.name: log.read_text("utf-8", "replace")[-2000:] for log in running.directory.glob("*.log")}
            raise RuntimeError(f"kube-apiserver does not answer: {logs}")
        time.sleep(0.2)
