"""The data source `external`: runs a program with the query on its stdin, and takes its stdout for the result."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

RUNNING: set[subprocess.Popen[bytes]] = set()  # what a stop of Terraform has to end


class ProgramError(Exception):
    """Arguments: the summary and the detail of an error, both in the provider's terms."""


def read(config: dict[str, Any]) -> dict[str, Any]:
    """The data source's state for its configuration (`program`, `query`, `working_dir`)."""
    program = [argument for argument in config["program"] or [] if argument]  # the real one drops null and "" too
    if not program:
        raise ProgramError("External Program Missing", "The data source was configured without a program to execute.")
    query = {key: value for key, value in (config["query"] or {}).items() if value is not None}
    path = shutil.which(program[0])
    if path is None:
        detail = f'The program must be executable, and found on PATH or by its path.\n\nProgram: "{program[0]}"'
        raise ProgramError("External Program Lookup Failed", detail)
    return {**config, "result": _result(path, _run(program, path, query, config["working_dir"])), "id": "-"}


def _run(program: list[str], path: str, query: dict[str, str], directory: str | None) -> bytes:
    stdin = json.dumps(query, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            program, executable=path, cwd=directory or None, stdin=pipe, stdout=pipe, stderr=pipe
        )
    except OSError as problem:
        raise ProgramError("External Program Execution Failed", f"Program: {path}\nState: {problem}") from None
    RUNNING.add(process)
    stdout, stderr = process.communicate(stdin)
    RUNNING.discard(process)
    if process.returncode:
        said = stderr.decode(errors="replace")
        told = f"Error Message: {said}" if said else "It returned no additional error messaging."
        state = f"State: exit status {process.returncode}"
        raise ProgramError("External Program Execution Failed", f"Program: {path}\n{told}\n{state}")
    return stdout


def _result(path: str, stdout: bytes) -> dict[str, str]:
    """A JSON object of strings; null is taken as "", as the provider does."""
    try:
        result = json.loads(stdout.decode(errors="replace"))
    except ValueError as problem:
        raise _unexpected(path, str(problem)) from None
    if not isinstance(result, dict):
        raise _unexpected(path, "not an object")
    for key, value in result.items():
        if not isinstance(value, str | None):
            raise _unexpected(path, f"the value of {json.dumps(key)} is not a string")
    return {key: value or "" for key, value in result.items()}


def _unexpected(path: str, why: str) -> ProgramError:
    detail = f"Program output must be a JSON encoded map of string keys and string values.\n\nProgram: {path}\n{why}"
    return ProgramError("Unexpected External Program Results", detail)
