"""`provider-bridge find`: from a tag as a bill or a resource shows it back to the lines that emitted it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import normalize

import pytest

if TYPE_CHECKING:
    from tests.program import Program, Ran
    from tests.project import Project

NOTE = "The orders of the web shop, every hour, with what came back and why; " * 3
CUT = "the-orders-of-the-web-shop-every-hour-with-what-came-b-"


class Search:
    """Somebody who looks for a tag in a project's jobs."""

    def __init__(self, program: Program, project: Project) -> None:
        self.program, self.project = program, project

    def ask(self, tag: str, *arguments: str) -> Ran:
        return self.program.command("find", tag, "jobs", *arguments, cwd=self.project.root)

    def lines(self, tag: str, *arguments: str) -> list[str]:
        """Where the tag is written: `job: field`, the file's line and the provider apart."""
        ran = self.ask(tag, *arguments, "--format", "json")
        hits = json.loads(ran.out)
        assert ran.code == (0 if hits else 1)
        return [f"{hit['path']}:{hit['line']} {hit['field']} ({hit['provider']})" for hit in hits]

    def emitted(self, provider: str, key: str) -> str:
        """A value as the cloud gets it."""
        ran = self.program.command(
            "tags", "jobs/gcp.yaml", "--provider", provider, "--format", "json", cwd=self.project.root
        )
        value = json.loads(ran.out)[key]
        assert isinstance(value, str)
        return value


@pytest.fixture
def search(program: Program, project: Project) -> Search:
    """In a job on GCP, one on AWS and one on a cluster in AWS, which share an asset."""
    project.write("provider-bridge.yaml", "")
    project.write("asset.yaml", "compliance:\n  classification: [PII, SENSITIVE]\n")
    project.write(
        "jobs/gcp.yaml",
        "tenant_id: Acme\nasset_path: asset.yaml\nfinops:\n  cost_center: HR-001\n  business_tags: [Web Shop, R&D]\n"
        f"infrastructure:\n  provider: gcp\n  tags:\n    ReleaseNote: '{NOTE}'\n",
    )
    project.write(
        "jobs/aws.yaml",
        "tenant_id: globex\nasset_path: asset.yaml\n"
        "infrastructure:\n  provider: aws\n  tags:\n    CostCenter: HR-001\n",
    )
    project.write(
        "jobs/eks.yaml",
        "tenant_id: initech\ninfrastructure:\n  provider: aws\n  runtime: {type: kubernetes}\n"
        "  tags:\n    Team: R and D\n",
    )
    return Search(program, project)


FOUND = {
    "as GCP shows it": ("dativo-cost-center=hr-001", ["jobs/gcp.yaml:4 finops.cost_center (gcp)"]),
    "as it is written": ("dativo:cost-center=HR-001", ["jobs/gcp.yaml:4 finops.cost_center (gcp)"]),
    "in any case": ("DATIVO-Cost-Center=Hr-001", ["jobs/gcp.yaml:4 finops.cost_center (gcp)"]),
    "as AWS shows it": ("CostCenter=HR-001", ["jobs/aws.yaml:6 infrastructure.tags.CostCenter (aws)"]),
    "as a cost report of AWS shows it": (
        "user:CostCenter=HR-001",
        ["jobs/aws.yaml:6 infrastructure.tags.CostCenter (aws)"],
    ),
    "as CUR 2.0 shows it": (
        "user_costcenter=HR-001",
        ["jobs/aws.yaml:6 infrastructure.tags.CostCenter (aws)"],
    ),
    "as a column of a cost report of AWS, its camel case split": (
        "resource_tags_user_cost_center=HR-001",
        ["jobs/aws.yaml:6 infrastructure.tags.CostCenter (aws)"],
    ),
    "as a column of a cost report of AWS": (
        "resource_tags_user_costcenter=HR-001",
        ["jobs/aws.yaml:6 infrastructure.tags.CostCenter (aws)"],
    ),
    "as a heading of a cost report of AWS": (
        "resourceTags/user:CostCenter=HR-001",
        ["jobs/aws.yaml:6 infrastructure.tags.CostCenter (aws)"],
    ),
    "as GKE shows a label of a pod": (
        "k8s-label/dativo/tenant=initech",
        [
            "jobs/eks.yaml:1 tenant_id (kubernetes)",
        ],
    ),
    "an item of a list": ("dativo-business-tags=web-shop", ["jobs/gcp.yaml:5 finops.business_tags (gcp)"]),
    "an item of a list as written": ("dativo:business-tags=R&D", ["jobs/gcp.yaml:5 finops.business_tags (gcp)"]),
    "a joined list": ("dativo-business-tags=web-shop--r-d", ["jobs/gcp.yaml:5 finops.business_tags (gcp)"]),
    "a canonical list": ("dativo:business-tags=Web Shop,R&D", ["jobs/gcp.yaml:5 finops.business_tags (gcp)"]),
    "of an asset, in each job": (
        "dativo:classification=pii",
        [
            "asset.yaml:2 compliance.classification (aws)",
            "asset.yaml:2 compliance.classification (gcp)",
        ],
    ),
    "a tag and its label": (
        "Team=R and D",
        [
            "jobs/eks.yaml:6 infrastructure.tags.Team (aws)",
            "jobs/eks.yaml:6 infrastructure.tags.Team (kubernetes)",
        ],
    ),
    "a label alone": ("dativo/tenant=initech", ["jobs/eks.yaml:1 tenant_id (kubernetes)"]),
    "a default": ("dativo:job=aws", ["jobs/aws.yaml:1 name (aws)"]),
    "the original of what was cut": (
        f"ReleaseNote={NOTE}",
        ["jobs/gcp.yaml:9 infrastructure.tags.ReleaseNote (gcp)"],
    ),
    "another value": ("CostCenter=HR-002", []),
    "a part of a value": ("CostCenter=HR", []),
    "a value under another key": ("Team=HR-001", []),
}


@pytest.mark.parametrize(("tag", "lines"), FOUND.values(), ids=FOUND)
def test_a_tag_is_found(tag: str, lines: list[str], search: Search) -> None:
    assert search.lines(tag) == lines


@pytest.mark.parametrize(
    ("tag", "is_exact"),
    [
        ("CostCenter=HR-001", True),
        ("user:CostCenter=HR-001", True),
        ("resourceTags/user:CostCenter=HR-001", True),
        ("costcenter=HR-001", False),
        ("user_costcenter=HR-001", False),
        ("CostCenter=hr-001", False),
    ],
)
def test_exact_hits_are_marked(tag: str, is_exact: bool, search: Search) -> None:
    (search.project.root / "jobs" / "gcp.yaml").unlink()
    assert search.ask(tag).out.endswith(", exact)\n" if is_exact else "(AWS)\n")


def test_what_was_cut_is_found_by_what_the_bill_shows(search: Search) -> None:
    shown = search.emitted("gcp", "release-note")
    assert (len(shown), shown[:-8]) == (63, CUT)
    for tag in (f"release-note={shown}", f"ReleaseNote={shown}"):
        assert search.lines(tag) == ["jobs/gcp.yaml:9 infrastructure.tags.ReleaseNote (gcp)"]
    assert search.lines(f"release-note={CUT}00000000") == []


def test_in_the_format_of_another_provider(search: Search) -> None:
    assert search.lines("cost-center=hr-001") == []
    hit = "jobs/aws.yaml:6 infrastructure.tags.CostCenter"
    assert search.lines("cost-center=hr-001", "--provider", "gcp") == [f"{hit} (gcp)"]
    assert search.lines("cost-center=hr-001", "--provider", "all") == [f"{hit} (gcp)"]
    assert search.lines("CostCenter=HR-001", "--provider", "all") == [
        f"{hit} ({provider})" for provider in ("aws", "gcp", "azure", "kubernetes")
    ]


def test_the_bill_of_a_cloud_has_labels_of_pods(search: Search) -> None:
    label = ["jobs/eks.yaml:1 tenant_id (kubernetes)"]
    assert search.lines("k8s-label/dativo/tenant=initech", "--provider", "gcp") == label
    assert search.lines("user_dativo_tenant=initech", "--provider", "aws") == [
        "jobs/eks.yaml:1 tenant_id (aws)",
        *label,
    ]
    assert search.lines("dativo/tenant=initech", "--provider", "aws") == []


def test_with_a_resource_class(search: Search) -> None:
    """It holds for the clouds that have it; labels keep their own limits."""
    (search.project.root / "jobs" / "gcp.yaml").unlink()
    assert search.lines("Team=R and D", "--resource", "s3-object") == FOUND["a tag and its label"][1]


def test_text(search: Search) -> None:
    ran = search.ask("dativo-business-tags=web-shop")
    assert (ran.code, ran.rules) == (0, ["tag-cut"])
    assert ran.out == (
        'jobs/gcp.yaml:5: jobs/gcp: finops.business_tags: ["Web Shop","R&D"]'
        " -> dativo-business-tags=web-shop--r-d (GCP)\n"
    )


def test_json(search: Search) -> None:
    assert search.ask("dativo-business-tags=web-shop", "--format", "json").out == json.dumps(
        [
            {
                "job": "jobs/gcp",
                "provider": "gcp",
                "key": "dativo-business-tags",
                "value": "web-shop--r-d",
                "path": "jobs/gcp.yaml",
                "line": 5,
                "field": "finops.business_tags",
                "canonical_key": "dativo:business-tags",
                "canonical": "Web Shop,R&D",
                "raw": ["Web Shop", "R&D"],
                "exact": False,
            }
        ],
        indent=2,
    ) + "\n"  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_are_equal(form: Literal["NFC", "NFD"], search: Search) -> None:
    search.project.job("jobs/aws.yaml", {"tags": {"Größe": "Zürich", "Ort": "Zu\u0308rich"}})
    for tag, field in (("Größe=Zürich", "Größe"), ("Ort=Zürich", "Ort")):
        assert search.lines(normalize(form, tag)) == [
            f"jobs/aws.yaml:{5 + (field == 'Ort')} infrastructure.tags.{field} (aws)"
        ]
    arguments = ["--from", "2025-01-01", "--to", "2025-02-01", "--where", normalize(form, "Ort=Zürich")]
    ran = search.program.command(
        "cost-query", "jobs/aws.yaml", "--group-by", normalize(form, "Größe"), *arguments, cwd=search.project.root
    )
    assert (ran.code, ran.err) == (0, "")
    assert "Key=Größe" in ran.out
    ran = search.program.command("explain", "jobs/aws.yaml", "--tag", normalize(form, "Größe"), cwd=search.project.root)
    assert ran.code == 0


def test_a_shared_job_for_each_tenant(program: Program, project: Project) -> None:
    project.job("jobs/a.yaml", {"tags": {"Tenant": "${TENANT_ID}"}}, tenant_id="${TENANT_ID}")
    arguments = ["--tenant", "acme", "--tenant", "globex"]
    ran = program.command("find", "Tenant=globex", "jobs", *arguments, cwd=project.root)
    assert ran.out == (
        "jobs/a.yaml:5: jobs/a@globex: infrastructure.tags.Tenant: ${TENANT_ID} -> Tenant=globex (AWS, exact)\n"
    )


def test_no_hit(search: Search) -> None:
    (search.project.root / "jobs" / "gcp.yaml").unlink()
    ran = search.ask("CostCenter=nobody")
    assert (ran.code, ran.out, ran.err) == (1, "", "provider-bridge: no job emits CostCenter=nobody\n")
    ran = search.ask("CostCenter=nobody", "--format", "json")
    assert (ran.code, ran.out) == (1, "[]\n")


@pytest.mark.parametrize("tag", ["CostCenter", "=HR-001", ""])
def test_what_is_no_tag(tag: str, search: Search) -> None:
    ran = search.ask(tag)
    assert (ran.code, ran.out) == (2, "")
    assert f'must be KEY=VALUE, found "{tag}"' in ran.err


def test_jobs_with_errors(search: Search) -> None:
    search.project.job("jobs/broken.yaml", {"provider": "awz"})
    ran = search.ask("CostCenter=HR-001")
    assert (ran.code, len(ran.out.splitlines())) == (1, 1)
    assert "provider-unknown" in ran.rules


def test_what_it_shows_can_not_command_the_terminal(program: Program, project: Project) -> None:
    tags: dict[str, Any] = {"Note": "\x1b[2Ja\u202eb"}
    project.write("jobs/a.yaml", json.dumps({"tenant_id": "a", "infrastructure": {"provider": "azure", "tags": tags}}))
    ran = program.command("find", f"Note={tags['Note']}", "jobs", cwd=project.root)
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
