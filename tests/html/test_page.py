"""The report's page: one file that loads nothing, with a table beside each chart, in which every value is inert."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.allocation.billing import focus, identity
from tests.program import EXAMPLES, run_here

if TYPE_CHECKING:
    from pathlib import Path

    from tests.project import Project

VOID = {"meta", "input", "link", "br", "img"}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}</script><!--'


class Page(HTMLParser):
    """A page as its elements: every tag with its attributes, the text of scripts and styles, and all other text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.words = ""
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.raw:
            self.raw[self.open[-1]].append(data)
        else:
            self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def report(project: Project, *arguments: str) -> Page:
    ran = run_here("report", "jobs", "--output", "page.html", *arguments, cwd=project.root)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    return Page((project.root / "page.html").read_text("utf-8"))


@pytest.fixture
def filled(project: Project) -> Project:
    """A project with something in every section."""
    project.write(
        "provider-bridge.yaml",
        {
            "required_tags": ["Team", "Owner"],
            "exemptions": [
                {"rule": "required-tag", "tags": ["Owner"], "reason": "later", "owner": "me", "expires": "2999-12-31"}
            ],
            "allocation": {"shared": [{"name": "tax", "where": {"category": "Tax"}}]},
        },
    )
    for name in ("orders", "events"):
        project.job(f"jobs/{name}.yaml", {"tags": {"Team": "web"}}, environment="prod")
    project.write(
        "bill.csv",
        focus(
            *({"Tags": identity()}, {"ChargeCategory": "Tax"}, {"Tags": "{}", "EffectiveCost": "-3"}),
            {"Tags": identity("events"), "ChargePeriodStart": "2025-02-01", "EffectiveCost": "7"},
        ),
    )
    return project


def test_nothing_is_loaded(filled: Project) -> None:
    page = report(filled, "--bill", "bill.csv")
    assert not {"link", "img", "iframe", "object", "embed", "video", "audio", "form", "base"} & {
        tag for tag, _ in page.elements
    }
    for _, attributes in page.elements:
        assert not {"src", "srcset", "style", "action", "background", "xlink:href"} & attributes.keys()
        assert not any(name.startswith("on") for name in attributes)
        assert re.match("#|\\./", attributes.get("href", "#"))
    text = (filled.root / "page.html").read_text("utf-8")
    assert re.findall("https?://|//[a-z]", text.replace("http-equiv", "")) == []


def test_only_the_own_script_and_style_are_allowed(filled: Project) -> None:
    page = report(filled)
    (policy,) = (each["content"] for each in page.all("meta") if each.get("http-equiv"))
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    (style,), (_, script) = page.raw["style"], page.raw["script"]
    for directive, text in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed[directive] == f"'sha256-{digest}'"


def test_every_element_is_closed(filled: Project) -> None:
    page = report(filled, "--bill", "bill.csv")
    assert (page.open, page.unbalanced) == ([], [])


def test_it_can_be_read_by_everyone(filled: Project) -> None:
    page = report(filled, "--bill", "bill.csv")
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(each.get("scope") == "col" for each in page.all("th"))
    assert all(each.get("aria-label") or each["aria-hidden"] == "true" for each in page.all("svg"))
    names = [each["id"] for _, each in page.elements if "id" in each]
    assert len(names) == len(set(names))
    assert all(each["href"][1:] in names for each in page.all("a") if each["href"].startswith("#"))
    for each in page.all("div"):
        if each.get("class") == "scroll":
            assert (each["tabindex"], each["role"]) == ("0", "region")
            assert each["aria-label"]


def test_the_title_counts_the_jobs(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    for name, title in (("a", "Tags and cost of 1 job"), ("b", "Tags and cost of 2 jobs")):
        project.job(f"jobs/{name}.yaml")
        report(project, *(["--force"] if name == "b" else []))
        assert f"<title>{title}</title>" in (project.root / "page.html").read_text("utf-8")


def test_each_chart_has_its_table(filled: Project) -> None:
    page = report(filled, "--bill", "bill.csv")
    assert [each["aria-label"] for each in page.all("svg") if "aria-label" in each] == [
        *("Cost by day in USD", "Cost by tenant in USD", "Cost by Team in USD", "Cost by job in USD"),
        *("Unallocated cost by reason over time in USD", "Required tags of jobs"),
        "Most tags of a job by resource class",
    ]
    assert page.words.count("Table: ") == 7 + 1, "that of all tags has no chart"


def test_the_page_has_what_is_known(filled: Project) -> None:
    words = re.sub(r"\s+", " ", report(filled, "--bill", "bill.csv").words)
    for expected in ("6.00 USD", "2025-02-01", "no-tags", "tax", "later", "2999-12-31", "AWS", "✗ 0.0%", "✓ 100.0%"):
        assert expected in words, expected


def test_the_page_has_findings_of_live_resources(filled: Project) -> None:
    filled.write("live.json", '{"ResourceTagMappingList": [{"ResourceARN": "arn:aws:s3:::lake", "Tags": []}]}')
    words = report(filled, "--inventory", "live.json").words
    for expected in (
        "Live resources (provider-bridge inventory)",
        "live-unowned",
        "arn:aws:s3:::lake",
        "other accounts",
    ):
        assert expected in words, expected


def test_columns_below_zero_have_room(filled: Project) -> None:
    """A credit is drawn downwards from zero, within the picture."""
    page = report(filled, "--bill", "bill.csv")
    (chart,) = (each for each in page.all("svg") if each.get("aria-label") == "Cost by day in USD")
    index = page.elements.index(("svg", chart))
    shapes = [each for tag, each in page.elements[index : index + 60] if tag == "rect" and "y" in each][:5]
    assert {each["class"] for each in shapes} >= {"direct", "rest"}
    assert all(float(each["y"]) >= 0 and float(each["y"]) + float(each["height"]) <= 200 for each in shapes)


def test_a_bill_of_credits_has_no_empty_chart_and_whole_labels(filled: Project) -> None:
    filled.write("bill.csv", focus({"EffectiveCost": "-5", "Tags": "{}"}))
    page = report(filled, "--bill", "bill.csv")
    charts = [each["aria-label"] for each in page.all("svg") if each.get("aria-label", "").endswith("in USD")]
    assert charts == ["Cost by day in USD", "Unallocated cost by reason over time in USD"]
    assert all(float(each["y"]) >= 12 for each in page.all("text"))
    assert "-0.0%" not in page.words


@pytest.mark.parametrize("where", ["tag", "key", "name", "service", "pool", "file"])
def test_a_hostile_value_is_inert(project: Project, where: str) -> None:
    value = HOSTILE.replace("/", "") if where == "file" else HOSTILE
    project.write(
        "provider-bridge.yaml",
        {
            "required_tags": [value if where == "key" else "Team"],
            "allocation": {"shared": [{"name": value if where == "pool" else "p", "where": {"category": "Tax"}}]},
            "exemptions": [{"rule": "required-tag", "reason": value, "owner": value, "expires": "2999-01-01"}],
        },
    )
    tags = {"Note": value if where == "tag" else "x"}
    fields = {"name": value} if where == "name" else {}
    project.job(f"jobs/{value if where == 'file' else 'a'}.yaml", {"tags": tags}, environment="prod", **fields)
    line = {"ServiceName": value if where == "service" else "S"}
    project.write("bill.csv", focus(line, {"ChargeCategory": "Tax"}))
    ran = run_here("report", "jobs", "--bill", "bill.csv", "--output", "page.html", cwd=project.root)
    assert ran.code == 0, ran.err
    page = Page((project.root / "page.html").read_text("utf-8"))
    assert len(page.all("script")) == 2
    assert page.all("img") == []
    assert (page.open, page.unbalanced) == ([], [])
    assert "49" not in page.words.replace("2049", "")
    assert "<" not in page.raw["script"][0]
    json.loads(page.raw["script"][0])


def test_no_character_of_a_value_reverses_or_hides_others(project: Project) -> None:
    reversing = "\u202egnp.exe"
    project.write("provider-bridge.yaml", {"required_tags": ["Team"]})
    project.job("jobs/a.yaml", {"tags": {"Team": reversing}}, environment="prod")
    project.write("bill.csv", focus({"ServiceName": reversing, "Tags": identity("a")}, {"ServiceName": reversing}))
    ran = run_here("report", "jobs", "--bill", "bill.csv", "--output", "page.html", cwd=project.root)
    assert ran.code == 0, ran.err
    text = (project.root / "page.html").read_text("utf-8")
    assert "\u202e" not in text
    assert "\\u202egnp.exe" in Page(text).words


def test_the_data_holds_every_job(filled: Project) -> None:
    for number in range(150):
        filled.job(f"jobs/more/job_{number:03}.yaml", {"tags": {"Team": "web"}}, environment="prod")
    page = report(filled)
    data = json.loads(page.raw["script"][0])
    assert len(data["rows"]) == 152
    assert [data["words"][row[0]] for row in data["rows"]][:2] == ["jobs/events", "jobs/more/job_000"]
    rows = (filled.root / "page.html").read_text("utf-8").partition('id="jobs-table"')[2].count("<tr>")
    assert rows == 100 + 1
    assert "152 jobs, the first 100 without JavaScript" in page.words


def test_the_same_input_is_the_same_page(filled: Project, tmp_path: Path) -> None:
    report(filled, "--bill", "bill.csv")
    first = (filled.root / "page.html").read_bytes()
    report(filled, "--bill", "bill.csv")
    assert (filled.root / "page.html").read_bytes() == first


def test_a_job_leads_to_its_file(filled: Project) -> None:
    page = report(filled)
    links = [each["href"] for each in page.all("a") if "jobs/" in each["href"]]
    assert set(links) == {f"./jobs/{name}.yaml#L{line}" for name in ("events", "orders") for line in (1, 6)}
    ran = run_here("report", "jobs", "--output", "out/page.html", cwd=filled.root)
    assert ran.code == 2
    (filled.root / "out").mkdir()
    assert run_here("report", "jobs", "--output", "out/page.html", cwd=filled.root).code == 0
    assert './../jobs/events.yaml#L1"' in (filled.root / "out/page.html").read_text("utf-8")


def test_a_link_leads_to_a_directory_of_any_name(filled: Project) -> None:
    (filled.root / "a#b").mkdir()
    shutil.copytree(filled.root / "jobs", filled.root / "a#b" / "jobs")
    shutil.copy(filled.root / "provider-bridge.yaml", filled.root / "a#b")
    assert run_here("report", "a#b/jobs", "--output", "page.html", cwd=filled.root).code == 0
    assert 'href="./a%23b/jobs/events.yaml#L1"' in (filled.root / "page.html").read_text("utf-8")


def test_the_examples_have_a_report(tmp_path: Path) -> None:
    output = str(tmp_path / "page.html")
    ran = run_here("report", "jobs", "--tenant", "acme", "--bill", "bills", "--output", output, cwd=EXAMPLES)
    assert (ran.code, ran.err) == (0, "")
    assert "202.03" in (tmp_path / "page.html").read_text("utf-8")
