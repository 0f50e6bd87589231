"""Values that look like credentials are refused in a tag, whichever layer they stand in; others aren't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provider_bridge.credentials import credential

if TYPE_CHECKING:
    from conftest import Project

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


@pytest.mark.parametrize(
    "value",
    [
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


def test_it_is_refused_where_a_variable_brings_it(project: Project) -> None:
    project.job(infrastructure={"tags": {"Owner": "${OWNER}"}})
    ran = project.ask(env={"OWNER": SHAPES["Slack token"]})
    assert ran.rules == ["tag-secret"]
    assert SHAPES["Slack token"] not in ran.err


def test_elsewhere_in_the_file_nobody_looks(project: Project) -> None:
    project.job(source={"password": SHAPES["GitHub token"]}, logging={"url": SHAPES["password in a URL"]})
    assert project.ask().code == 0
