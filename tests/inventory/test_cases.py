"""An export of each kind with seeded drift, in each format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from provider_bridge.inventory.kinds import KINDS
from tests.program import Ran, run_here
from tests.reports.sarif_log import without_help

CASES = Path(__file__).parent
JOBS = ("--jobs", "../estate/jobs")
FORMATS = {"text": "expected.txt", "json": "expected.json", "sarif": "expected.sarif", "github": "expected.github"}


def inventory(case: str, *options: str) -> Ran:
    """Compare the export of a case with the jobs."""
    return run_here("inventory", "live.json", *JOBS, *options, cwd=CASES / case)


def findings(case: str) -> list[dict[str, Any]]:
    """Return the findings of a case."""
    reported = json.loads(inventory(case, "--format", "json").out)["findings"]
    assert isinstance(reported, list)
    return reported


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", KINDS)
def test_case(case: str, form: str) -> None:
    done = inventory(case, "--format", form)
    printed = without_help(done.out) if form == "sarif" else done.out
    assert printed == (CASES / case / FORMATS[form]).read_text("utf-8")
    assert (done.code, done.err) == (1, "")


@pytest.mark.parametrize("case", KINDS)
def test_the_kind_is_known_by_the_shape(case: str) -> None:
    exports = json.loads(inventory(case, "--format", "json").out)["exports"]
    assert [each["kind"] for each in exports] == [case]
    assert inventory(case, "--kind", case) == inventory(case)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", KINDS)
def test_another_kind_than_that_of_the_file_is_an_error(case: str, kind: str) -> None:
    refused = inventory(case, "--kind", kind).err
    assert ("[inventory-format]" in refused) == (case != kind)


def test_every_documented_rule_of_live_resources_is_in_a_case() -> None:
    page = (CASES.parents[1] / "docs" / "inventory.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `([a-z-]+)` \| (?:error|warning)", page, re.MULTILINE))
    reported = {each["rule"] for case in KINDS for each in findings(case)}
    assert reported == documented - {"inventory-format", "inventory-truncated"}


@pytest.mark.parametrize("case", KINDS)
def test_a_clean_resource_and_what_is_excluded_are_not_reported(case: str) -> None:
    addresses = [address for each in findings(case) for address in each["addresses"]]
    assert not [each for each in addresses if "clean" in each or "kube-dns" in each or "volume" in each]


def test_the_facts_of_a_finding() -> None:
    (finding,) = [each for each in findings("gcp") if each["rule"] == "live-different"]
    names = ("address", "attribute", "job", "key", "expected", "live", "origin")
    assert {name: finding[name] for name in names} == {
        "address": "//storage.googleapis.com/projects/_/buckets/changed",
        "attribute": "labels",
        "job": "jobs/clicks",
        "key": "team",
        "expected": "data",
        "live": "sales",
        "origin": "jobs/clicks.yaml:8",
    }


@pytest.mark.parametrize("form", FORMATS)
def test_of_a_state_only_tags_are_printed(form: str) -> None:
    assert "not for a log" in (CASES / "terraform" / "live.json").read_text("utf-8")
    printed = inventory("terraform", "--format", form).out
    assert "(sensitive)" in printed
    assert "not for a log" not in printed


def test_several_exports_are_one_inventory() -> None:
    files = [f"{kind}/live.json" for kind in KINDS]
    done = run_here("inventory", *files, "--jobs", "estate/jobs", "--format", "json", cwd=CASES)
    data = json.loads(done.out)
    assert [each["path"] for each in data["exports"]] == files
    assert "job-without-resources" not in {each["rule"] for each in data["findings"]}
    single = sum(each["rule"] != "job-without-resources" for case in KINDS for each in findings(case))
    assert len(data["findings"]) == single
