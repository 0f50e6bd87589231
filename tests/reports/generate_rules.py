"""Write `provider_bridge/reports/rules.json`, the help of rules in SARIF, from the table of docs/diagnostics.md.

Run it after a change of the table: `python -m tests.reports.generate_rules`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "diagnostics.md"
DATA = REPOSITORY / "provider_bridge" / "reports" / "rules.json"
LEVEL = re.compile(r"\*(Warning|Note)\.\* (.*)")
DOCS = "https://github.com/provider-bridge/provider-bridge/blob/main/docs/"


def generated() -> str:
    """The cause and the fix of each rule, in Markdown whose links lead to the documentation."""
    rules = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 3 and (name := re.fullmatch("`([^`]+)`", cells[0])):
            level, cause = (match[1].lower(), match[2]) if (match := LEVEL.match(cells[1])) else ("error", cells[1])
            rules[name[1].removesuffix("/<name>")] = {
                "level": level,
                "cause": absolute(cause),
                "fix": absolute(cells[2]),
            }
    return json.dumps(rules, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def absolute(text: str) -> str:
    """Markdown whose links have the address of the documentation."""
    text = re.sub(r"\]\((#[^)]+)\)", rf"]({DOCS}{PAGE.name}\1)", text)
    return re.sub(r"\]\((?!https?:)([^)]+)\)", rf"]({DOCS}\1)", text)


if __name__ == "__main__":
    DATA.write_text(generated(), "utf-8")
