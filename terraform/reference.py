"""Write each module's inputs and outputs into its README, between the markers.

    python terraform/reference.py            # writes
    python terraform/reference.py --check    # exits 1 where a README differs

Needs python-hcl2.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import hcl2

ROOT = Path(__file__).resolve().parent
MARKERS = re.compile(r"(<!-- BEGIN_TF_DOCS -->\n).*?(<!-- END_TF_DOCS -->)", re.DOTALL)
LONGEST_TYPE = 40


def reference(module: Path) -> str:
    """Return the tables of a module, in the order of its files."""
    lines = ["", "### Inputs", "", "| name | description | type | default |", "|---|---|---|---|"]
    variables = [pair for file in ("job.tf", "variables.tf") for pair in _blocks(module / file, "variable")]
    for name, variable in variables:
        default = f"`{_value(variable['default'])}`" if "default" in variable else "required"
        cells = [f"`{name}`", _cell(variable["description"]), f"`{_type(variable['type'])}`", _cell(default)]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "### Outputs", "", "| name | description |", "|---|---|"]
    for name, output in _blocks(module / "outputs.tf", "output"):
        lines.append(f"| `{name}` | {_cell(output['description'])} |")
    return "\n".join([*lines, "", ""])


def _blocks(path: Path, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the blocks of a file; none where the module has no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        document: dict[str, Any] = hcl2.load(file)
    return [(json.loads(name), block) for each in document[kind] for name, block in each.items()]


def _type(written: str) -> str:
    text = written.removeprefix("${").removesuffix("}")
    return text if len(text) <= LONGEST_TYPE else f"{text.partition('(')[0]}({{…}})"


def _value(written: Any) -> str:
    if isinstance(written, str) and written.startswith('"'):
        return written
    if isinstance(written, list):
        return f"[{', '.join(map(_value, written))}]"
    return "{}" if isinstance(written, dict) else str(written).lower() if isinstance(written, bool) else _plain(written)


def _plain(written: Any) -> str:
    return "null" if written is None else str(written).removeprefix("${").removesuffix("}")


def _cell(text: str) -> str:
    plain = json.loads(text) if text.startswith('"') else text
    return str(plain).replace("$${", "${").replace("|", "\\|").replace("\n", " ").strip()


def main() -> int:
    """Write the READMEs, or with `--check` only name those that differ."""
    stale = []
    for readme in sorted(ROOT.glob("**/README.md")):
        text = readme.read_text(encoding="utf-8")
        if not MARKERS.search(text):
            continue
        tables = reference(readme.parent).replace("\\", "\\\\")
        made = MARKERS.sub(rf"\g<1>{tables}\g<2>", text)
        if made != text:
            stale.append(readme)
            if "--check" not in sys.argv:
                readme.write_text(made, encoding="utf-8")
    for readme in stale:
        print(readme.relative_to(ROOT.parent))
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
