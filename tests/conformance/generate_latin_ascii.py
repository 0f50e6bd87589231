"""Write provider_bridge/providers/latin_ascii.json: letters that Unicode CLDR's Latin-ASCII transliterates.

Run `python -m tests.conformance.generate_latin_ascii` with `uconv` of ICU 72 (package icu-devtools), which has CLDR 42.
Letters that Unicode decomposes are left out: Python does that itself.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "provider_bridge" / "providers" / "latin_ascii.json"
CLDR = 42
SOURCE = f"https://github.com/unicode-org/cldr/blob/release-{CLDR}/common/transforms/Latin-ASCII.xml"


def installed_cldr() -> int | None:
    """Return the version of CLDR in the installed ICU; None without `uconv`. ICU 72 has CLDR 42, and so on."""
    try:
        version = subprocess.run(["uconv", "--version"], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        return None
    release = re.search(r"ICU (\d+)", version)
    return int(release[1]) - 30 if release else None


def table() -> dict[str, str]:
    """Return the ASCII form of each letter and digit that has one by CLDR alone."""
    chars = [char for char in map(chr, range(0x110000)) if unicodedata.category(char)[0] in "LN"]
    letters = [char for char in chars if not char.isascii() and unicodedata.normalize("NFKD", char) == char]
    command = ["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Latin-ASCII"]
    lines = subprocess.run(command, input="\n".join(letters).encode(), capture_output=True, check=True).stdout
    forms = dict(zip(letters, lines.decode().split("\n"), strict=True))
    return {letter: form for letter, form in forms.items() if form.isascii() and form}


def document() -> str:
    """Return the file's content."""
    content = {"cldr": str(CLDR), "source": SOURCE, "license": "Unicode-3.0, see NOTICE", "letters": table()}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    assert installed_cldr() == CLDR, f"uconv must have ICU {CLDR + 30}"
    TABLE.write_text(document(), "utf-8")
