"""An editor with the schemas: marks, completion and documentation by yaml-language-server, over stdio."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.tools import npm

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
OPENED: dict[str, dict[str, str]] = {
    "here": json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))["yaml.schemas"],
    "in the documentation": json.loads(
        re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "editors.md").read_text("utf-8"), re.DOTALL)[0]
    )["yaml.schemas"],
}
"""The schemas of the files of an open directory, by where they are set."""
JOB = "tenant_id: acme\ninfrastructure:\n"


class Editor:
    """A client of the language server with documents that name their schema in a modeline, or by settings."""

    def __init__(self, process: subprocess.Popen[bytes], schemas: dict[str, str]) -> None:
        self.process = process
        self.calls = 0
        self.documents = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.settings: dict[str, Any] = {"yaml": {**SETTINGS, "schemas": schemas}}
        self.call("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.send("initialized", {})
        self.send("workspace/didChangeConfiguration", {"settings": {}})
        while self.receive().get("method") != "workspace/configuration":
            pass

    def send(self, method: str, params: Any, **identity: int) -> None:
        self.write({"method": method, "params": params, **identity})

    def write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        output = self.process.stdout
        assert output
        length = 0
        while line := output.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        message: dict[str, Any] = json.loads(output.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:  # the server asks the editor
            items = message["params"].get("items") if message["method"] == "workspace/configuration" else None
            answer = None if items is None else [self.settings.get(item["section"]) for item in items]
            self.write({"id": message["id"], "result": answer})
        return message

    def call(self, method: str, params: Any) -> Any:
        self.calls += 1
        self.send(method, params, id=self.calls)
        while True:
            message = self.receive()
            if message.get("id") == self.calls and "method" not in message:
                return message["result"]

    def open(self, kind: str, text: str) -> str:
        self.documents += 1
        text = f"# yaml-language-server: $schema={(ROOT / 'schemas' / kind).as_uri()}.json\n{text}"
        return self.open_file(f"file:///project/{self.documents}.yaml", text)

    def open_file(self, uri: str, text: str) -> str:
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})
        return uri

    def marks_in_file(self, path: str, text: str) -> list[str]:
        """What is marked in a file of the open directory, whose schema the settings name."""
        uri = self.open_file(f"file:///opened/{path}", text)
        while uri not in self.diagnostics:
            self.receive()
        return [each["message"] for each in self.diagnostics[uri]]

    def marks(self, kind: str, text: str) -> list[str]:
        """What is marked, as `line: message`; the text starts on line 1."""
        uri = self.open(kind, text)
        while uri not in self.diagnostics:
            self.receive()
        return [f"{each['range']['start']['line']}: {each['message']}" for each in self.diagnostics[uri]]

    def at(self, feature: str, kind: str, text: str) -> Any:
        """A completion or a hover at the `|` in a text."""
        *lines, last = text.partition("|")[0].split("\n")
        position = {"line": len(lines) + 1, "character": len(last)}
        document = {"uri": self.open(kind, text.replace("|", ""))}
        return self.call(f"textDocument/{feature}", {"textDocument": document, "position": position})


@contextmanager
def started(schemas: dict[str, str]) -> Iterator[Editor]:
    server = npm.installed(".bin/yaml-language-server")
    with subprocess.Popen([server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        watch = threading.Timer(120, process.kill)  # else a server that is silent stops the tests
        watch.start()
        yield Editor(process, schemas)
        watch.cancel()
        process.kill()


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with started({}) as editor:
        yield editor


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").rglob("jobs/**/*.yaml")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_example_is_marked(path: Path, editor: Editor) -> None:
    assert editor.marks("job", path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("asset", "assets/**/*.yaml"), ("config", "provider-bridge.yaml"), ("config", "required-tags.yaml")],
)
def test_no_asset_and_no_configuration_is_marked(kind: str, pattern: str, editor: Editor) -> None:
    paths = sorted((ROOT / "examples").rglob(pattern))
    assert paths
    for path in paths:
        assert editor.marks(kind, path.read_text("utf-8")) == [], path


MISTAKES = {
    "jobs/acme/a.yaml": ("name: a\n", 'Missing property "tenant_id".'),
    "assets/a.yaml": ("finops: [a]\n", "Incorrect type."),
    "provider-bridge.yaml": ("required_tag: [Team]\n", "Property required_tag is not allowed."),
}


@pytest.mark.parametrize("directory", OPENED)
def test_settings_name_the_schemas_of_the_files_of_a_directory(directory: str) -> None:
    """The settings are those of VS Code, whose extension makes the paths absolute."""
    schemas = {(ROOT / path).as_uri(): pattern for path, pattern in OPENED[directory].items()}
    above = "examples/" if directory == "here" else ""
    with started(schemas) as editor:
        for path, (text, mark) in MISTAKES.items():
            (message,) = editor.marks_in_file(above + path, text)
            assert message.startswith(mark)
        assert editor.marks_in_file(f"{above}other/a.yaml", "name: a\n") == []


@pytest.mark.parametrize(
    ("kind", "text", "mark"),
    [
        ("job", "name: a\n", '1: Missing property "tenant_id".'),
        ("job", "tenant_id: a b\n", "1: String does not match the pattern"),
        ("job", f"{JOB}  provder: aws\n", "3: Property provder is not allowed."),
        (
            "job",
            f"{JOB}  provider: awz\n",
            '3: Value is not accepted. Valid values: "aws", "gcp", "azure", "kubernetes".',
        ),
        (
            "job",
            f"{JOB}  provider: gcp\n  runtime: {{type: ecs}}\n",
            '4: Value is not accepted. Valid values: "cloud_run"',
        ),
        ("job", f"{JOB}  compute: {{max_runtime_seconds: 1 h}}\n", "3: String does not match the pattern"),
        ("config", "severity: {module-unpinned: warning}\n", '1: Value is not accepted. Valid values: "error", "off".'),
    ],
)
def test_a_mistake_is_marked(kind: str, text: str, mark: str, editor: Editor) -> None:
    (shown,) = editor.marks(kind, text)
    assert shown.startswith(mark)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{JOB}  provider: |", ["aws", "azure", "gcp", "kubernetes", "null"]),
        (f"{JOB}  compute:\n    |", ["cpu", "instance_type", "max_runtime_seconds", "memory"]),
        (f"{JOB}  provider: aws\n  runtime:\n    t|", ["type", "cluster_name", "namespace", "service_account"]),
    ],
)
def test_fields_and_values_are_offered(text: str, expected: list[str], editor: Editor) -> None:
    assert {item["label"] for item in editor.at("completion", "job", text)["items"]} == {*expected}


@pytest.mark.parametrize(
    "text", ["|", f"{JOB}  |", f"{JOB}  compute:\n    |", f"{JOB}  provider: |", f"{JOB}  runtime:\n    type: |"]
)
def test_null_is_never_offered_first(text: str, editor: Editor) -> None:
    items = editor.at("completion", "job", text)["items"]
    assert items[0]["label"] != "null"
    assert not any("null" in item["insertText"] for item in items if item["label"] != "null")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{JOB}  provi|der: aws", "Provider"),
        (f"{JOB}  provider: a|ws", "Provider"),
        (f"{JOB}  provi|der:", "Provider"),
        (f"{JOB}  run|time: {{type: ecs}}", "Runtime"),
        (f"{JOB}  compute: {{c|pu: 1}}", "CPU"),
        ("tenant_id: acme\nfin|ops: {}", "FinOps"),
    ],
)
def test_a_title_is_shown_once(text: str, title: str, editor: Editor) -> None:
    hover = editor.at("hover", "job", text)["contents"]["value"]
    assert hover.startswith(f"#### {title}\n")
    assert hover.count(f"#### {title}") == 1
