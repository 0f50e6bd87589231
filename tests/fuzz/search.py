"""Searches for input that breaks a promise: `python -m tests.fuzz.search SECONDS [TARGET...]`, or reruns FILE...

With atheris the search follows the code that an input reaches, else hypothesis changes known input at random. What is
found is written to `found/` as TARGET.NAME; `python -m tests.fuzz.search tests/fuzz/found/TARGET.NAME` runs it again.
Once it is mended it stays there: `pytest tests/fuzz` runs all of that directory.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

TESTS = Path(__file__).resolve().parents[1]
FOUND = Path(__file__).with_name("found")
if TYPE_CHECKING:
    from tests.fuzz.targets import Workplace

MEMORY = 2048
"""MiB that an input may take."""
PATIENCE = 60
"""Seconds that an input may take, on a machine with much else to do."""


def main(arguments: list[str]) -> int:
    """Reruns files, or searches for a number of seconds; 1 where something is found."""
    if arguments[:1] == ["--atheris"]:
        return with_atheris(arguments[1], arguments[2:])
    if not arguments or not arguments[0].isdecimal():
        return sum(map(rerun, map(Path, arguments)))
    from tests.fuzz.targets import TARGETS

    seconds, chosen = int(arguments[0]), arguments[1:] or list(TARGETS)
    before = set(FOUND.iterdir())
    for target in chosen:
        if importlib.util.find_spec("atheris"):
            search(target, max(seconds // len(chosen), 1))
        else:
            with_hypothesis(target, max(seconds // len(chosen), 1))
    found = sorted(set(FOUND.iterdir()) - before)
    for path in found:
        print(f"found: python -m tests.fuzz.search {os.path.relpath(path)}")
    return len(found) and 1


def rerun(path: Path) -> int:
    """Runs one file again; 1 where it still breaks a promise."""
    from tests.fuzz.targets import workplace

    with workplace() as place:
        return int(breaks(place, path.name.partition(".")[0], path.read_bytes()))


def breaks(place: Workplace, target: str, data: bytes) -> bool:
    """Whether some input breaks a promise, which is then said."""
    from tests.fuzz.targets import TARGETS

    case = TARGETS[target](data)
    try:
        if case is not None:
            place.promised(case)
    except Exception:  # what is no JSON or no UTF-8 breaks it too
        traceback.print_exc()
        return True
    return False


def keep(target: str, data: bytes) -> None:
    """Writes what was found."""
    (FOUND / f"{target}.{sha256(data).hexdigest()[:12]}").write_bytes(data)


def search(target: str, seconds: int) -> None:
    """A search in a process of its own: libFuzzer ends it at the first input that breaks a promise."""
    from tests.fuzz.cases import seeds
    from tests.fuzz.targets import seeds_of

    with tempfile.TemporaryDirectory(prefix="corpus-") as directory:
        for data in seeds_of(target, list(seeds(TESTS))):
            (Path(directory) / sha256(data).hexdigest()[:12]).write_bytes(data)
        bounds = (f"-max_total_time={seconds}", f"-timeout={PATIENCE}", f"-rss_limit_mb={MEMORY}")
        said = ("-print_final_stats=1", f"-report_slow_units={PATIENCE}", f"-artifact_prefix={FOUND}/{target}.")
        print(f"{target}: {seconds} s", flush=True)
        subprocess.run(
            [sys.executable, "-m", __spec__.name, "--atheris", target, *bounds, *said, directory], check=False
        )


def with_atheris(target: str, options: list[str]) -> int:
    """The process of that search."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["provider_bridge", "yaml"]):
        import provider_bridge

        for module in pkgutil.walk_packages(provider_bridge.__path__, "provider_bridge."):
            importlib.import_module(module.name)
    from tests.fuzz.targets import TARGETS, workplace

    with workplace() as place:

        def one(data: bytes) -> None:
            case = TARGETS[target](data)
            if case is not None:
                place.promised(case)

        atheris.Setup([sys.argv[0], *options], one)
        atheris.Fuzz()
    return 0


def with_hypothesis(target: str, seconds: int) -> None:
    """Random changes of the known examples, and of what hypothesis makes of them, until the time is over."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    from tests.fuzz.cases import seeds
    from tests.fuzz.splices import CHANGES, Change, spliced
    from tests.fuzz.targets import seeds_of, workplace

    known = list(seeds_of(target, list(seeds(TESTS))))
    end = time.monotonic() + seconds
    print(f"{target}: {seconds} s, without atheris", flush=True)
    with workplace() as place:

        @given(seed=st.sampled_from(known), changes=CHANGES)
        @settings(
            max_examples=10**9,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def one(seed: bytes, changes: list[Change]) -> None:
            if time.monotonic() > end:
                raise TimeoutError
            data = spliced(seed, changes)
            if breaks(place, target, data):
                keep(target, data)
                raise TimeoutError

        with suppress(TimeoutError):
            one()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
