"""The program: without a command and with something on standard input it answers a query, else it is a command line."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Runs the program and returns its exit code: 0 fine, 1 the input is wrong, 2 the command line is, 3 our bug."""
    try:
        if len(sys.argv) == 1 and not sys.stdin.isatty():
            from .answer import answer

            return answer(sys.stdin.buffer.read())
        from .cli import command_line

        return command_line()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        return 1
    except Exception:
        import traceback

        traceback.print_exc()
        print(
            "provider-bridge: this is a bug of ours, please report it with the lines above: "
            "https://github.com/provider-bridge/provider-bridge/issues",
            file=sys.stderr,
        )
        return 3


if __name__ == "__main__":
    sys.exit(main())
