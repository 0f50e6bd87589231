"""SARIF as expected outputs hold it: without the help of rules, which is the documentation's."""

from __future__ import annotations

import json

from provider_bridge.wording import json_text


def without_help(text: str) -> str:
    """A log whose rules have their names only."""
    log = json.loads(text)
    driver = log["runs"][0]["tool"]["driver"]
    driver["rules"] = [{"id": rule["id"]} for rule in driver["rules"]]
    return json_text(log) + "\n"
