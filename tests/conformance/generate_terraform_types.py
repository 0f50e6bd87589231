"""Write terraform_types.txt: the resource types of Terraform's aws provider that have tags.

`terraform providers schema -json | python -m tests.conformance.generate_terraform_types 5.100.0`, in a directory that
requires hashicorp/aws of that version.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TYPES = Path(__file__).with_name("terraform_types.txt")

if __name__ == "__main__":
    (provider,) = json.load(sys.stdin)["provider_schemas"].values()
    tagged = [
        name
        for name, resource in provider["resource_schemas"].items()
        if "tags" in resource["block"].get("attributes", {}) or "tag" in resource["block"].get("block_types", {})
    ]
    TYPES.write_text("\n".join([f"# hashicorp/aws {sys.argv[1]}", *sorted(tagged)]) + "\n", "utf-8")
