"""The program: query mode without arguments, else the command line."""

from __future__ import annotations

import gc
import os
import sys

from . import COMPLETION

ISSUES = "https://github.com/provider-bridge/provider-bridge/issues"


def main() -> int:
    """Run the program and return its exit code.

    0 is success, 1 wrong input, 2 a wrong command line, 3 a bug, and 130 an interrupt.
    """
    try:
        if len(sys.argv) == 1 and not (sys.stdin and sys.stdin.isatty()) and COMPLETION not in os.environ:
            from .console import read_stdin
            from .query_mode import answer

            gc.freeze()  # modules are no garbage: not looking at them, also at exit, saves a tenth of a cold call
            return answer(read_stdin())
        from .cli import command_line

        return command_line()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from .console import StreamError, print_stderr

        if isinstance(error, StreamError):
            print_stderr(f"provider-bridge: {error}")
            return 1
        if isinstance(error, MemoryError):
            print_stderr("provider-bridge: out of memory")
            return 1
        if isinstance(error, UnicodeEncodeError) and sys.getfilesystemencoding() != "utf-8":
            print_stderr(
                f"provider-bridge: a path has characters that {sys.getfilesystemencoding()} does not support: "
                "set PYTHONUTF8=1"
            )
            return 1
        if _is_gone(os.curdir):
            print_stderr("provider-bridge: the working directory does not exist")
            return 1
        import traceback

        from .secrets import redact

        print_stderr(redact(traceback.format_exc()))
        print_stderr(f"provider-bridge: internal error; report it with the traceback above: {ISSUES}")
        return 3


def _is_gone(directory: str) -> bool:
    try:
        os.path.abspath(directory)
    except FileNotFoundError:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
