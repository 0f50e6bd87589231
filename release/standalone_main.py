"""The start of the standalone build."""

import sys

from provider_bridge.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
