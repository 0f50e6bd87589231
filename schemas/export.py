"""Write the JSON Schemas of the models: `schemas/*.json`.

python schemas/export.py            # writes
python schemas/export.py --check    # exits 1 where a file differs
"""

from __future__ import annotations

import sys
from pathlib import Path

from provider_bridge.schema.export import SCHEMAS, schema
from provider_bridge.wording import json_text

DIRECTORY = Path(__file__).resolve().parent


def main() -> int:
    """Write the files, or with `--check` print the names of those that differ."""
    texts = {DIRECTORY / f"{kind}.json": json_text(schema(kind)) + "\n" for kind in SCHEMAS}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(path.name)
        if "--check" not in sys.argv:
            path.write_text(texts[path], "utf-8")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
