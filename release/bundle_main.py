"""The start of the bundle: choose the byte code of this Python, then run the program.

It is the archive's `__main__.py`. Every Python since 2.7 can parse it, so that an old one says what is needed.
"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036
    sys.stderr.write("provider-bridge: Python 3.10 or newer is required, found %d.%d\n" % sys.version_info[:2])  # noqa: UP031
    sys.exit(1)

from _frozen_importlib_external import MAGIC_NUMBER  # importlib.util has it too, and costs a millisecond

ARCHIVE = sys.path[0]
BYTECODE = sys.implementation.cache_tag + "-" + str(int.from_bytes(MAGIC_NUMBER[:2], "little"))
sys.path[:1] = [ARCHIVE + "/bytecode/" + BYTECODE, ARCHIVE + "/source"]

from provider_bridge.__main__ import main  # noqa: E402

sys.exit(main())
