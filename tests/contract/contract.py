"""What people's HCL, YAML and CI name: frozen in frozen.json, which `python tests/contract/contract.py` writes.

Something new is written at once. What is gone or has changed breaks people: it is written only with `--breaking`, goes
into CHANGELOG.md, and where Terraform is concerned gets a new number of `api`.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import hcl2
import yaml

from provider_bridge import cli
from provider_bridge.costs.dialects import DIALECTS
from provider_bridge.diff.job_changes import JobChange, Side
from provider_bridge.diff.tag_changes import TagChange
from provider_bridge.diff.tree_compare import NotCompared
from provider_bridge.jobs.bill_tags import BILLS
from provider_bridge.jobs.job import BLOCKS, VARIABLE_NAMES
from provider_bridge.providers import PROVIDERS
from provider_bridge.query.checks import API
from provider_bridge.schema import export
from provider_bridge.tags.layers import LAYERS
from tests.contract.growth import breaks

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[2]
FROZEN = Path(__file__).with_name("frozen.json")

Flat = dict[str, str]
"""Every name, and what it may be where that matters."""


@cache
def current() -> dict[str, Flat]:
    """The contract as the code has it, by what it is about."""
    return {
        "api": {API: ""},
        "query": shapes("query"),
        "result": shapes("result"),
        "blocks of a result": {f"{block}.{name}": "" for block, names in BLOCKS.items() for name in names},
        "variables": dict.fromkeys(sorted(VARIABLE_NAMES), ""),
        "layers": {layer: str(rank) for rank, layer in enumerate(LAYERS, 1)},
        "resource classes": {
            f"{name}.{each}": "" for name, cloud in PROVIDERS.items() for each in cloud.resource_classes() if each
        },
        "job": shapes("job"),
        "asset": shapes("asset"),
        "config": shapes("config"),
        "rules": dict.fromkeys(re.findall(r"(?m)^\| `([^`]+)` \|", text("docs/diagnostics.md")), ""),
        "commands": dict(parameters()),
        "bills": dict.fromkeys(BILLS, ""),
        "dialects": dict.fromkeys(DIALECTS, ""),
        "diff": dict.fromkeys(
            [
                *(f"jobs[].{name}" for name in ("job", *JobChange._fields)),
                *(f"jobs[].{side}.{name}" for side in ("before", "after") for name in Side._fields),
                *(f"changes[].{name}" for name in TagChange._fields),
                *(f"not_compared[].{name}" for name in NotCompared._fields),
            ],
            "",
        ),
        "modules": dict(interfaces()),
        "action": {name: repr(said.get("default")) for name, said in document("action.yml")["inputs"].items()},
        "hooks": {hook["id"]: "" for hook in document(".pre-commit-hooks.yaml")},
    }


def text(path: str) -> str:
    return (REPOSITORY / path).read_text("utf-8")


def document(path: str) -> Any:
    return yaml.safe_load(text(path))


def shapes(kind: str) -> Flat:
    """What each field of a document may be: `!` ends a required one, `[]` stands for any item, `*` for any name."""
    found: dict[str, set[str]] = {}
    schema = export.schema(kind)
    for path, what in fields(schema, schema.get("$defs", {}), ""):
        found.setdefault(path, set()).add(what)
    return {path: " or ".join(sorted(what)) for path, what in found.items() if path}


def fields(schema: dict[str, Any], definitions: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Each field, and what it may be by one part of its schema."""
    if "$ref" in schema:  # a definition may hold itself: with it taken out, that ends
        name = schema["$ref"].rpartition("/")[2]
        others = {other: part for other, part in definitions.items() if other != name}
        yield from fields(definitions.get(name, {}), others, path)
    for part in (*schema.get("anyOf", ()), *([schema["else"]] if "else" in schema else ())):
        yield from fields(part, definitions, path)
    if "enum" in schema:
        yield path, " or ".join(choice or "null" for choice in schema["enum"])
    elif "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        yield from ((path, kind) for kind in kinds)
    for name, field in schema.get("properties", {}).items():
        required = "!" * (name in schema.get("required", ()))
        yield from fields(field, definitions, f"{path}.{name}{required}".removeprefix("."))
    for step, field in (("[]", schema.get("items")), (".*", schema.get("additionalProperties"))):
        if isinstance(field, dict):
            yield from fields(field, definitions, path + step)


def parameters() -> Iterator[tuple[str, str]]:
    """The arguments and options of each command."""
    with click.Context(cli.cli) as context:
        for name in cli.COMMANDS:
            command = cli.cli.get_command(context, name)
            assert command
            for parameter in command.params:
                kind = parameter.type
                choices = " ".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else kind.name
                many = " repeatable" * (parameter.multiple or parameter.nargs != 1)
                yield f"{name} {'|'.join(parameter.opts)}", choices + many + " required" * parameter.required


def interfaces() -> Iterator[tuple[str, str]]:
    """The inputs and outputs of each Terraform module, and the Terraform that it takes."""
    modules = sorted(file.parent for file in (REPOSITORY / "terraform").rglob("outputs.tf"))
    for directory in modules:
        module = directory.relative_to(REPOSITORY / "terraform").as_posix()
        for kind, name, block in blocks(directory) if "examples" not in directory.parts else ():
            if kind == "variable":
                written = block.get("default")
                value = written if isinstance(written, str) else json.dumps(written)  # python-hcl2 before 8.2: "null"
                default = f" = {value}" if "default" in block else " required"
                yield f"{module} var.{name}", block["type"].removeprefix("${").removesuffix("}") + default
            elif kind == "output":
                yield f"{module} output.{name}", ""
            elif kind == "terraform":
                yield f"{module} terraform", block["required_version"]


def blocks(module: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in sorted(module.glob("*.tf")):
        with file.open(encoding="utf-8") as opened:
            parsed: dict[str, Any] = hcl2.load(opened)
        for kind in ("variable", "output"):
            for each in parsed.get(kind, ()):
                yield from ((kind, json.loads(name), block) for name, block in each.items())
        yield from (("terraform", "", block) for block in parsed.get("terraform", ()) if "required_version" in block)


def frozen() -> dict[str, Flat]:
    """The contract as people know it."""
    contract: dict[str, Flat] = json.loads(FROZEN.read_text("utf-8"))
    return contract


def gone(old: dict[str, Flat], new: dict[str, Flat]) -> list[str]:
    """Return what the old contract promises and the new one does not: what it has more is growth."""
    return [
        f"{about}: {name}: {meaning} -> {new.get(about, {}).get(name, 'gone')}"
        for about, names in old.items()
        for name, meaning in names.items()
        if name not in new.get(about, {}) or breaks(meaning, new[about][name])
    ]


def main() -> int:
    """Writes the contract; exits with 1, and writes nothing, where that would break people."""
    now = current()
    broken = gone(frozen(), now)
    if broken and "--breaking" not in sys.argv:
        print("\n".join([*broken, "This breaks people: python tests/contract/contract.py --breaking"]))
        return 1
    FROZEN.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
