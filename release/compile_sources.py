"""Compiles the modules of a directory for the Python that runs this, and prints the name of its byte code.

python -S compile_sources.py SOURCES TARGET
"""

from __future__ import annotations

import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from py_compile import PycInvalidationMode
from py_compile import compile as compile_file


def main() -> None:
    """Write each module's byte code to the same path below the target."""
    sources, target = Path(sys.argv[1]), Path(sys.argv[2])
    for source in sorted(sources.rglob("*.py")):
        module = source.relative_to(sources)
        file = target / module.with_suffix(".pyc")
        file.parent.mkdir(parents=True, exist_ok=True)
        # Unchecked: nothing is compared with the source when it is imported.
        mode = PycInvalidationMode.UNCHECKED_HASH
        compile_file(str(source), str(file), module.as_posix(), doraise=True, invalidation_mode=mode)
    print(f"{sys.implementation.cache_tag}-{int.from_bytes(MAGIC_NUMBER[:2], 'little')}")


if __name__ == "__main__":
    main()
