"""Write the tables of fields in docs/job-file.md and docs/configuration-file.md from the schemas.

Run it after `python schemas/export.py`: `python -m tests.schema.generate_field_tables`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from provider_bridge.schema import check

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {
    DOCS / "job-file.md": {"Job": "job", "Asset": "asset"},
    DOCS / "configuration-file.md": {"Configuration file": "config"},
}
"""The sections of each page whose table has the fields of a document."""
HEAD = "| field | meaning | example |\n|---|---|---|\n"
MORE = {
    "asset_path": "[Paths](#paths)",
    "finops": "[Precedence](precedence.md)",
    "infrastructure.terraform.backend_config": "[Free form](#free-form)",
    "infrastructure.terraform.variables": "[Free form](#free-form), [their names](resolved-job.md#variables-output)",
    "infrastructure.dagster.op_config": "[Free form](#free-form)",
    "rules.schema": "[Write a policy](write-a-policy.md)",
    "rules.on": "[Resolved job](resolved-job.md)",
    "allocation": "[Allocate cost](allocate.md)",
}
"""Where the documentation says more about a field."""
MAX_EXAMPLE = 80


def generated(page: Path) -> str:
    """Return the page with its tables as the schemas have them."""
    text = page.read_text("utf-8")
    for section, kind in PAGES[page].items():
        before, heading, rest = text.partition(f"# {section}\n")
        table = re.search(f"^{re.escape(HEAD)}(?:\\|.*\n)*", rest, re.MULTILINE)
        assert table, f"{page} has no table of fields below {section}"
        rows = "".join(f"{row}\n" for row in dict.fromkeys(lines(kind)))
        text = before + heading + rest[: table.start()] + HEAD + rows + rest[table.end() :]
    return text


def lines(kind: str, *path: str | int) -> Iterator[str]:
    """Return the rows of the fields at a path; those of `when` are the same everywhere."""
    block = check._at(kind, path)
    for name in block.get("properties", ()):
        above = ["when"] if path[-1:] == ("when",) else [step for step in path if isinstance(step, str)]
        field = block["properties"][name]
        described = check._pointed(field["$ref"], check._read(kind)) if "$ref" in field else field
        yield line(".".join([*above, name]), described, required=name in block.get("required", ()))
        yield from lines(kind, *path, name)
        yield from lines(kind, *path, name, 0)


def line(field: str, schema: dict[str, Any], *, required: bool) -> str:
    """Return the row of a field: its name, its description and its first example."""
    meaning = schema["description"].removesuffix(".") + " (required)" * required
    if field in MORE:
        meaning += f"; see {MORE[field]}"
    cells = [f"`{field}`", meaning, example(schema)]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells).rstrip() + " |"


def example(schema: dict[str, Any]) -> str:
    """Return the first example in YAML, or nothing if it is long."""
    text = yaml.safe_dump(schema["examples"][0], default_flow_style=True, width=10**6, sort_keys=False)
    text = text.removesuffix("...\n").strip()
    return f"`{text}`" if len(text) <= MAX_EXAMPLE else ""


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(generated(page), "utf-8")
