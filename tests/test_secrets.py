"""Values that look like credentials are refused in a tag, whichever layer they stand in; others aren't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.secrets import credential

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"

# Put together here, so that no scanner takes this file for a leak.
SHAPES = {
    "AWS access key": "AKIA" + "Q2" * 8,
    "AWS temporary key": "ASIA" + "Q2" * 8,
    "GitHub token": "ghp_" + LETTERS[:36],
    "GitHub app token": "ghs_" + LETTERS[:36],
    "GitHub fine-grained token": "github_pat_" + LETTERS[:22] + "_" + LETTERS,
    "GitLab token": "glpat-" + LETTERS[:20],
    "Slack token": "xoxb-" + DIGITS + "-" + LETTERS[:24],
    "Stripe key": "sk_live_" + LETTERS[:24],
    "Stripe restricted key": "rk_test_" + LETTERS[:24],
    "Google API key": "AIza" + LETTERS[:35],
    "Google OAuth token": "ya29." + LETTERS[:40],
    "npm token": "npm_" + LETTERS[:36],
    "PyPI token": "pypi-AgEI" + LETTERS,
    "JSON Web Token": "eyJ" + LETTERS[:20] + ".eyJ" + LETTERS[:20] + "." + LETTERS[:20],
    "private key": "-----BEGIN RSA PRIVATE" + " KEY-----",
    "OpenSSH key": "-----BEGIN OPENSSH PRIVATE" + " KEY-----",
    "Azure storage key": "DefaultEndpointsProtocol=https;AccountKey=" + LETTERS[:44] + "==",
    "SendGrid key": "SG." + LETTERS[:22] + "." + LETTERS[:43],
    "Databricks token": "dapi" + "0123456789abcdef" * 2,
    "Vault token": "hvs." + LETTERS[:24],
    "Terraform token": LETTERS[:14] + ".atlasv1." + LETTERS[:20],
    "password in a URL": "postgres://user:" + "hunter22" + "@db.example.com:5432/shop",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_credential_is_recognised(shape: str) -> None:
    assert credential(SHAPES[shape])
    assert credential(f"prefix {SHAPES[shape]} suffix")


ANY = "mM5" * 12
HEX = "b5" * 16
SHORTEST = [  # each of its kind with not one character to spare
    ("an AWS access key id", "AKIA" + "M5" * 8),
    ("a temporary AWS access key id", "ASIA" + "M5" * 8),
    *(("a GitHub token", f"gh{kind}_" + ANY[:36]) for kind in "pousr"),
    ("a GitHub token", "github_pat_" + "_mM5" * 5 + "mM"),
    ("a GitLab token", "glpat-" + "_-mM5" * 4),
    *(("a Slack token", f"xox{kind}-" + "-mM5" * 2 + "mM") for kind in "abeoprs"),
    *(("a Stripe key", f"{kind}_live_" + ANY[:10]) for kind in ("rk", "sk")),
    *(("a Stripe key", f"{kind}_test_" + ANY[:10]) for kind in ("rk", "sk")),
    ("a Google API key", "AIza" + "_-mM5" * 7),
    ("a Google OAuth token", "ya29." + "_-mM5" * 4),
    ("an npm token", "npm_" + ANY[:36]),
    ("a PyPI token", "pypi-AgEI" + "_-mM5" * 4),
    ("a JSON Web Token", "eyJ" + "_-mM5" * 2 + ".eyJ" + "_-mM5" * 2),
    ("a private key", "-----BEGIN" + " PRIVATE KEY"),
    ("a private key", "-----BEGIN EC" + " PRIVATE KEY"),
    ("an Azure storage key", "AccountKey=" + "+/mM5" * 8),
    ("an Azure client secret", "~M.5" + "Q~" + "_~.-mM5" * 4 + "mM5"),
    ("a SendGrid key", "SG." + "_-mM5" * 4 + "mM."),
    ("a Databricks token", "dapi" + HEX),
    *(("a HashiCorp Vault token", f"hv{kind}." + "_-mM5" * 4) for kind in "sbr"),
    ("an HCP Terraform token", ANY[:14] + ".atlasv1."),
    *(("a DigitalOcean token", f"do{kind}_v1_" + HEX) for kind in "opr"),
    ("a Hugging Face token", "hf_" + ANY[:30]),
    ("an API key of a model's host", "sk-" + "_-mM5" * 6 + "mM"),
    ("a password in a URL", "m+5.-z://user:" + "abc@"),
]
IN_A_WORD = ("a private key", "an Azure client secret", "an HCP Terraform token", "a password in a URL")


@pytest.mark.parametrize(("kind", "text"), SHORTEST)
def test_the_shortest_of_each_kind(kind: str, text: str) -> None:
    assert credential(f"is {text} it") == kind
    assert credential(f"is {text[:-1]} it") is None
    assert credential(f"word{text} it") == (kind if kind in IN_A_WORD else None)


def test_a_text_of_sixteen_characters_may_be_one() -> None:
    assert credential("xoxb-" + DIGITS + "m") == "a Slack token"


@pytest.mark.parametrize(
    "value",
    [
        "postgres://user:ab@db.example.com",
        "postgres://:secret@db.example.com",
        "postgres://user:a/b@db.example.com",
        "1234567890123.atlasv1.",
        "ab5Q~" + "mM5" * 11,
        "xoxb-0123456789",
        "arn:aws:iam::123456789012:role/dativo-etl-role",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
        "https://globex.vault.azure.net/keys/lake/0123456789abcdef0123456789abcdef",
        "projects/acme/locations/eu/keyRings/data/cryptoKeys/lake",
        "s3://acme-data-lake/raw/stripe/customers",
        "https://user@example.com/path",
        "git::https://github.com/acme/terraform.git//modules/ecs?ref=v1.2.0",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "data-engineering@acme.example",
        "AKIA",
        "task-skeletons-and-risk-register-of-the-year",
        "https://example.com:8080/@user",
        "role_based",
        "-eyJ" * 100_000,  # where a token may start anywhere, looking for its end would take minutes
    ],
    ids=lambda value: value[:40],
)
def test_an_ordinary_value_is_not(value: str) -> None:
    assert credential(value) is None


@pytest.mark.parametrize("layer", ["compliance", "asset", "finops", "tags", "list", "overridden"])
def test_it_is_refused_in_every_layer_and_never_repeated(layer: str, project: Project) -> None:
    token = SHAPES["GitHub token"]
    asset: dict[str, dict[str, object]] = {"compliance": {}, "finops": {}}
    finops: dict[str, object] = {}
    tags: dict[str, object] = {}
    if layer in ("compliance", "asset"):
        asset["compliance" if layer == "compliance" else "finops"]["owner"] = token
    elif layer == "tags":
        tags["Owner"] = token
    else:
        finops["owner"] = ["data", token] if layer == "list" else token
    if layer == "overridden":
        tags["dativo:owner"] = "data"
    project.write("asset.yaml", asset)
    project.job(asset_path="asset.yaml", finops=finops, infrastructure={"tags": tags})
    ran = project.ask()
    assert (ran.code, ran.rules) == (1, ["tag-secret"])
    assert token not in ran.out + ran.err


TOKEN = SHAPES["GitHub token"]
URL = SHAPES["password in a URL"] + "?sslmode=require"  # with a character that AWS doesn't take
KEY = SHAPES["private key"] + "\nb3BlbnNzaC1rZXk=\n"
REPEATED: dict[str, tuple[str, dict[str, Any]]] = {
    "a value that its cloud changes": (URL, {"infrastructure": {"tags": {"Database": URL}}}),
    "a value of several lines": (KEY, {"infrastructure": {"tags": {"Key": KEY}}}),
    "a value too long for its cloud": (TOKEN, {"infrastructure": {"tags": {"Owner": f"{TOKEN} {'x' * 300}"}}}),
    "another tenant": (TOKEN, {"infrastructure": {"tags": {"dativo:tenant": TOKEN}}}),
    "another environment": (TOKEN, {"environment": "prod", "infrastructure": {"tags": {"dativo:environment": TOKEN}}}),
    "a value that breaks a rule": (TOKEN, {"infrastructure": {"tags": {"Team": TOKEN}}}),
    "a value that no tag policy allows": (TOKEN, {"infrastructure": {"tags": {"Stage": TOKEN}}}),
    "two keys that are one": (TOKEN, {"infrastructure": {"tags": {"Owner": TOKEN, "owner": "data"}}}),
    "a key": (TOKEN, {"infrastructure": {"tags": {f"{TOKEN}?": "data"}}}),
    "a class": (SHAPES["AWS access key"], {"finops": {"classification": SHAPES["AWS access key"]}}),
    "the items of a list": (TOKEN, {"finops": {"owner": ["data", URL, TOKEN]}}),
    "a leaf": (TOKEN, {"finops": {"a": {"b": {"c": TOKEN}}}}),
    "a default that isn't needed": (TOKEN, {"finops": {"owner": f"${{OWNER:-{TOKEN}}}"}}),
    "a variable and a text together": (TOKEN, {"finops": {"owner": "${START}" + TOKEN[4:]}}),
    "a value that null removes": (TOKEN, {"finops": {"team": None}}),
    "a value that an empty list removes": (TOKEN, {"finops": {"team": []}}),
    "a mapping that null removes": (TOKEN, {"finops": {"nested": None, "team": "data"}}),
}
"""What is looked for, and a job that would have it repeated by a finding of another rule."""


@pytest.fixture
def policed(project: Project) -> Project:
    """A project whose policy has something to say of nearly every value."""
    rules = [{"name": "team", "schema": {"properties": {"Team": {"pattern": "^[a-z]{1,8}$"}}}}]
    project.write("provider-bridge.yaml", {"rules": rules, "aws_tag_policies": ["tags.json"]})
    project.write("tags.json", '{"tags": {"stage": {"tag_key": "Stage", "tag_value": ["prod"]}}}')
    return project


@pytest.mark.parametrize("what", REPEATED)
def test_no_other_finding_repeats_it(what: str, policed: Project) -> None:
    secret, job = REPEATED[what]
    below: dict[str, Any] = {"nested": {"owner": TOKEN}} if "mapping" in what else {"team": TOKEN}
    policed.write("asset.yaml", {"finops": below if "removes" in what else {}})
    policed.job(asset_path="asset.yaml", **job)
    ran = policed.ask(env={"OWNER": "data", "START": TOKEN[:4]})
    assert (ran.code, ran.out, {*ran.rules}) == (1, "", {"tag-secret"})
    for part in (*secret.split(), secret.lower(), "hunter22"):
        assert part not in ran.err


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit", "gitlab"])
def test_nor_does_any_report(form: str, program: Program, policed: Project) -> None:
    for number, (_, job) in enumerate(REPEATED.values()):
        policed.job(f"jobs/{number}.yaml", **{**job, "asset_path": None})
    env = {"OWNER": "data", "START": TOKEN[:4]}
    ran = program.command("validate", "jobs", "--format", form, cwd=policed.root, env=env)
    assert ran.code == 1
    assert not {part for secret, _ in REPEATED.values() for part in secret.split() if part in ran.out + ran.err}


@pytest.mark.parametrize(
    ("job", "rule"),
    [
        ({"tenant_id": URL}, "tenant-invalid"),
        ({"tenant_id": [URL]}, "field-type"),
        ({"finops": URL}, "field-type"),
        ({"infrastructure": {"tags": {"A": "${" + URL}}}, "variable-undefined"),
        ({"infrastructure": {"terraform": {"module_source": f"git::{URL}"}}}, "module-unpinned"),
    ],
)
def test_nor_does_a_finding_about_what_is_no_tag(job: dict[str, Any], rule: str, project: Project) -> None:
    project.job(**job)
    ran = project.ask()
    assert rule in ran.rules
    assert "hunter22" not in ran.out + ran.err


def test_it_is_refused_where_a_variable_brings_it(project: Project) -> None:
    project.job(infrastructure={"tags": {"Owner": "${OWNER}"}})
    ran = project.ask(env={"OWNER": SHAPES["Slack token"]})
    assert ran.rules == ["tag-secret"]
    assert SHAPES["Slack token"] not in ran.err


def test_elsewhere_in_the_file_nobody_looks(project: Project) -> None:
    project.job(source={"password": SHAPES["GitHub token"]}, logging={"url": SHAPES["password in a URL"]})
    assert project.ask().code == 0
