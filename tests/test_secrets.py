"""Credentials are known by their shapes and secret variables by their names; neither is ever repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.secrets import credential, is_secret_name, redact
from tests.property.credentials import LONGER, LOOKALIKES, SHORTEST, fill, fills, shorter

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

TOKEN = fill("ghp_{a36}")
ACCESS_KEY = fill("AKIA{q16}")
URL = "postgres://user:" + "hunter22" + "@db.example.com:5432/shop"
NAMED = ("aws_", "AWS_", "sp=", "Server=")
"""The starts of examples whose credential begins later."""


@pytest.mark.parametrize(("kind", "template"), [*SHORTEST, *LONGER])
def test_a_credential_is_known_wherever_it_is_in_a_text(kind: str, template: str) -> None:
    text = fill(template)
    for surrounded in (
        text,
        f"is {text} it",
        f"({text})",
        f'"{text}"',
        f"<{text}>, it",
        f"\\n{text}\\n",
        f"\n{text}\n",
    ):
        assert credential(surrounded) == kind


@pytest.mark.parametrize(("kind", "template"), SHORTEST)
def test_a_text_with_one_character_less_is_none(kind: str, template: str) -> None:
    assert credential(fill(shorter(template))) is None


@pytest.mark.parametrize(
    "template",
    [text for _, text in SHORTEST if text[0].isalnum() and not text.startswith(NAMED) and "://" not in text],
)
def test_none_begins_within_a_word(template: str) -> None:
    assert credential(f"word{fill(template)}") is None


@pytest.mark.parametrize("value", LOOKALIKES, ids=lambda value: value[:40])
def test_an_honest_value_is_none(value: str) -> None:
    assert credential(value) is None
    assert redact(value) is value


@pytest.mark.parametrize(("kind", "template"), [*SHORTEST, *LONGER])
def test_redaction_leaves_nothing_of_a_credential_and_all_of_the_rest(kind: str, template: str) -> None:
    redacted = redact(f'the value "{fill(template)}" is wrong')
    assert f"({kind})" in redacted
    assert not [text for text in fills(template) if text in redacted]
    assert redacted.startswith('the value "')
    assert redacted.endswith('" is wrong')
    assert redact(redacted) is redacted


def test_redaction_names_the_kind_of_each_credential() -> None:
    assert redact(f"{TOKEN}, {ACCESS_KEY}.") == "(a GitHub token), (an AWS access key ID)."
    assert redact(URL) == "postgres://(a password in a URL)@db.example.com:5432/shop"
    assert redact(f"https://x:{TOKEN}@github.com/acme") == "https://x:(a GitHub token)@github.com/acme"
    assert redact("x") == "x"


def test_a_short_value_is_none() -> None:
    assert credential("a://b:cde@f.com") is None
    assert credential("a://b:cde@f.com/") == "a password in a URL"


@pytest.mark.parametrize(
    "name",
    [
        *("TOKEN", "GITHUB_TOKEN", "token", "TOKENS", "REFRESH_TOKENS", "DB_PASSWORD", "PASSWORD_FILE", "PASSWORDS"),
        *(
            "DB_PASSWD",
            "MYSQL_PWD",
            "PGPASSWORD",
            "KEY_PASSPHRASE",
            "SECRET",
            "CLIENT_SECRET",
            "SECRETS",
            "SECRET_VALUE",
        ),
        *("CREDENTIAL", "GOOGLE_CREDENTIALS", "GITHUB_PAT", "APIKEY", "STRIPE_APIKEY", "API_KEY", "Stripe_Api_Key"),
        *("SSH_PRIVATE_KEY", "AWS_SECRET_ACCESS_KEY", "ACCESS_KEY", "AZURE_STORAGE_ACCOUNT_KEY", "DATADOG_APP_KEY"),
        *("AZURE_STORAGE_CONNECTION_STRING", "DATABASE_URL", "ORDERS_DATABASE_URL", "SENTRY_DSN", "DSN"),
        *("dbPassword", "apiKey", "APIKey", "githubToken", "connectionString", "databaseUrl", "clientSecretValue"),
        *("DBPassword", "TOKEN_2", "PASSWORD1", "API_KEY_1", "OAUTH2_TOKEN", "TOKEN_ID_VALUE", "MAXIMUM_TOKEN"),
    ],
)
def test_a_name_that_says_secret_is_secret(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("SECRET_ID", "SECRET_ARN", "DB_SECRET_NAME", "CREDENTIALS_PATH", "SECRET_PREFIX", "SECRET_REGION"),
        *("SECRET_VERSION", "TOKEN_COUNT", "TOKEN_LIMIT", "TOKENS_PER_MINUTE", "TOKEN_ENDPOINT", "TOKEN_URL"),
        *(
            "MAX_TOKENS",
            "MIN_TOKENS",
            "NUM_TOKENS",
            "MAX_TOKENS_PER_CALL",
            "clientSecretArn",
            "tokenUrl",
            "SECRET_ARN_2",
        ),
        *("TENANT_ID", "PASSWORDLESS", "SECRETARY", "TOKENIZER", "PATH", "PATTERN", "KEY", "KMS_KEY", "PARTITION_KEY"),
        *("AWS_ACCESS_KEY_ID", "CONNECTION", "STRING", "BASE_URL", "DATABASE", "ACCOUNT", "tokenizer", "_", "__1"),
    ],
)
def test_a_name_that_says_where_or_something_else_is_not(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("layer", ["compliance", "asset", "finops", "tags", "list", "overridden"])
def test_it_is_refused_in_every_layer_and_never_repeated(layer: str, project: Project) -> None:
    token = TOKEN
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


URL_WITH_QUERY = URL + "?sslmode=require"  # with a character that AWS doesn't take
KEY = "-----BEGIN RSA PRIVATE" + " KEY-----\nb3BlbnNzaC1rZXk=\n"
REPEATED: dict[str, tuple[str, dict[str, Any]]] = {
    "a value that its cloud changes": (URL_WITH_QUERY, {"infrastructure": {"tags": {"Database": URL_WITH_QUERY}}}),
    "a value of several lines": (KEY, {"infrastructure": {"tags": {"Key": KEY}}}),
    "a value too long for its cloud": (TOKEN, {"infrastructure": {"tags": {"Owner": f"{TOKEN} {'x' * 300}"}}}),
    "another tenant": (TOKEN, {"infrastructure": {"tags": {"dativo:tenant": TOKEN}}}),
    "another environment": (TOKEN, {"environment": "prod", "infrastructure": {"tags": {"dativo:environment": TOKEN}}}),
    "a value that breaks a rule": (TOKEN, {"infrastructure": {"tags": {"Team": TOKEN}}}),
    "a value that no tag policy allows": (TOKEN, {"infrastructure": {"tags": {"Stage": TOKEN}}}),
    "two keys that are one": (TOKEN, {"infrastructure": {"tags": {"Owner": TOKEN, "owner": "data"}}}),
    "a key": (TOKEN, {"infrastructure": {"tags": {f"{TOKEN}?": "data"}}}),
    "a class": (ACCESS_KEY, {"finops": {"classification": ACCESS_KEY}}),
    "the items of a list": (TOKEN, {"finops": {"owner": ["data", URL_WITH_QUERY, TOKEN]}}),
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
def test_nor_does_a_diagnostic_about_another_field(job: dict[str, Any], rule: str, project: Project) -> None:
    project.job(**job)
    ran = project.ask()
    assert rule in ran.rules
    assert "hunter22" not in ran.out + ran.err


def test_it_is_refused_where_a_variable_brings_it(project: Project) -> None:
    project.job(infrastructure={"tags": {"Owner": "${OWNER}"}})
    ran = project.ask(env={"OWNER": TOKEN})
    assert ran.rules == ["tag-secret"]
    assert TOKEN not in ran.err


def test_elsewhere_in_the_file_nobody_looks(project: Project) -> None:
    project.job(source={"password": TOKEN}, logging={"url": URL})
    assert project.ask().code == 0


def test_full_width_letters_hide_no_credential() -> None:
    """On Kubernetes they become the letters of the credential."""
    token = "ghp_" + "EbTXevfYuaD9CLjyE1ig5wQoCXim9oghdhe8"
    assert credential("".join(chr(ord(char) + 0xFEE0) for char in token)) == credential(token)


def test_a_url_that_is_made_a_normal_path_still_has_its_password() -> None:
    assert redact(URL.replace("//", "/")) == "postgres:/(a password in a URL)@db.example.com:5432/shop"
    assert credential("x:/a:b") is None
    assert credential("/app:/data/x:abc@y") is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", f"Team={TOKEN}", "."),
        ("find", TOKEN, "."),
        ("tags", "job.yaml", "--provider", TOKEN),
        ("explain", "job.yaml", "--tag", TOKEN),
        ("cost-query", ".", "--group-by", TOKEN, "--from", "2025-01-01", "--to", "2025-02-01"),
        ("validate", ".", "--env", TOKEN),
        ("fix", "--set", TOKEN, "."),
        (TOKEN,),
    ],
)
def test_a_credential_in_the_arguments_is_not_repeated(
    arguments: tuple[str, ...], project: Project, program: Program
) -> None:
    project.job(infrastructure={"tags": {"Team": "data"}})
    ran = program.command(*arguments, cwd=project.root)
    assert ran.code in (1, 2)
    assert "(a GitHub token)" in ran.err
    assert TOKEN not in ran.out + ran.err


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_credential_in_the_configuration_is_not_repeated(form: str, project: Project, program: Program) -> None:
    project.job()
    exemption = {"rule": "required-tag", "reason": TOKEN, "owner": "x", "expires": "2030-01-01", "jobs": ["job.yaml"]}
    rule = {"name": TOKEN, "schema": {"required": ["Owner"]}}
    project.write("provider-bridge.yaml", {"required_tags": ["Team"], "rules": [rule], "exemptions": [exemption]})
    ran = program.command("validate", ".", "--format", form, cwd=project.root)
    assert "policy/(a GitHub token)" in ran.out
    assert TOKEN not in ran.out + ran.err


def test_a_credential_is_not_in_the_changes_of_fix(project: Project, program: Program) -> None:
    project.write("job.yaml", f"tenant_id: acme\nenvironment: @{TOKEN}\ninfrastructure: {{provider: aws}}\n")
    ran = program.command("fix", "--diff", ".", cwd=project.root)
    assert '+environment: "@(a GitHub token)"' in ran.out
    assert TOKEN not in ran.out + ran.err


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_credential_is_not_in_the_report(form: str, project: Project, program: Program) -> None:
    """A job whose tags have errors is in the report too."""
    project.job(infrastructure={"tags": {"Team": TOKEN}})
    exemption = {"rule": "required-tag", "reason": TOKEN, "owner": TOKEN, "expires": "2030-01-01", "tags": ["Owner"]}
    project.write("provider-bridge.yaml", {"required_tags": ["Team", "Owner"], "exemptions": [exemption]})
    ran = program.command("report", ".", "--format", form, "--output", "report", cwd=project.root)
    assert (ran.code, ran.err) == (0, "")
    text = (project.root / "report").read_text("utf-8")
    assert "(a GitHub token)" in text
    assert TOKEN not in text
