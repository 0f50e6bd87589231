"""The program: without a command and with something on standard input it answers a query, else it is a command line."""

from __future__ import annotations

import os
import sys

COMPLETION = "_PROVIDER_BRIDGE_COMPLETE"  # a shell asks for its completion script
ISSUES = "https://github.com/provider-bridge/provider-bridge/issues"


def main() -> int:
    """Runs the program and returns its exit code: 0 fine, 1 the input is wrong, 2 the command line is, 3 our bug."""
    try:
        if len(sys.argv) == 1 and not (sys.stdin and sys.stdin.isatty()) and COMPLETION not in os.environ:
            from .answer import answer, asked

            return answer(asked())
        from .cli import command_line

        return command_line()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from .answer import OutputError

        if isinstance(error, OutputError):
            print(f"provider-bridge: standard output can't be written: {error}", file=sys.stderr)
            return 1
        import traceback

        traceback.print_exc()
        print(f"provider-bridge: this is a bug of ours, please report it with these lines: {ISSUES}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
