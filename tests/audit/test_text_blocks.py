"""The text of an audit is short: a block for each resource, and one finding for what many resources share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

TAGS = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}
DEFAULTS = {"ManagedBy": "terraform", "Repository": "etl"}


def without(*keys: str, **more: str) -> dict[str, Any]:
    """Return the planned tags of a resource, with the default tags of the provider."""
    tags = {key: value for key, value in TAGS.items() if key not in keys}
    return {"tags": {**tags, **more}, "tags_all": {**tags, **more, **DEFAULTS}}


def test_a_resource_is_one_block_with_errors_first(auditing: Auditing) -> None:
    auditing.job()
    values = without("dativo:tenant", "dativo:job", Team="x", Purpose="y")
    _, out = auditing.run(auditing.plan(auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": values["tags"]})))
    assert [line.partition("]")[0] for line in out.splitlines()] == [
        "provider-bridge: 2 errors, 2 warnings in stdin",
        'stdin: aws_sqs_queue.a["jobs/a"',
        "  error: [audit-missing",
        "  error: [audit-missing",
        '    fix: add the tag, or set "tags" to the tags of the job',
        "  warning: [audit-extra",
        "  warning: [audit-extra",
        "    fix: remove the tag here or from the provider's default tags, or add it to the job",
    ]


def test_findings_on_ten_resources_fit_a_screen(auditing: Auditing) -> None:
    auditing.job()
    wrong = [
        without("dativo:tenant", "dativo:job"),
        without("dativo:environment", Team="x"),
        {"tags": None, "tags_all": DEFAULTS},
    ]
    resources = [auditing.resource(f'aws_sqs_queue.q{number}["jobs/a"]', wrong[number % 3]) for number in range(10)]
    code, out = auditing.run(auditing.plan(*resources))
    assert code == 1
    assert len(out.splitlines()) <= 40


def test_an_extra_key_on_many_resources_is_one_finding(auditing: Auditing) -> None:
    auditing.job()
    auditing.job("gcp", "jobs/b.yaml")
    labels = {"dativo-environment": "prod", "dativo-job": "b", "dativo-tenant": "acme", "managed_by": "terraform"}
    findings = auditing.findings(
        auditing.plan(
            *(auditing.resource(f'aws_sqs_queue.q{number}["jobs/a"]', without()) for number in range(5)),
            auditing.resource('aws_sqs_queue.one["jobs/a"]', without(Repository="web", Only="here")),
            auditing.resource('google_storage_bucket.b["jobs/b"]', {"labels": labels}),
        )
    )
    assert [(each["rule"], each["key"], len(each["addresses"])) for each in findings] == [
        ("audit-extra", "Only", 1),
        ("audit-extra", "managed_by", 1),
        ("audit-extra", "ManagedBy", 6),
        ("audit-extra", "Repository", 6),
    ]
    managed_by = findings[2]
    assert (managed_by["address"], managed_by["job"], managed_by["planned"]) == (None, None, "terraform")
    assert managed_by["message"].startswith('extra tag "ManagedBy" on 6 resources: aws_sqs_q')
    assert managed_by["message"].endswith(" and 4 more")


def test_sensitive_keys_are_not_taken_for_one(auditing: Auditing) -> None:
    auditing.job()
    resources = [
        auditing.resource(
            f'aws_sqs_queue.{name}["jobs/a"]', {"tags": {**TAGS, name: "x"}}, after_sensitive={"tags": True}
        )
        for name in ("first", "second")
    ]
    assert len(auditing.findings(auditing.plan(*resources))) == 2


def test_of_a_rule_a_hundred_are_shown_and_json_has_all(auditing: Auditing) -> None:
    auditing.job()
    plan = auditing.plan(*(auditing.resource(f"aws_sqs_queue.q{number}", {"tags": None}) for number in range(1234)))
    _, out = auditing.run(plan)
    assert out.startswith("provider-bridge: 1234 warnings in stdin\n")
    assert out.endswith("stdin: 1134 more audit-unmatched warnings are not shown; --format json lists all of them\n")
    assert len(out) < 30_000
    assert len(auditing.findings(plan)) == 1234
    assert len(auditing.run(plan, "--format", "github")[1]) < 30_000


def test_the_summary_says_that_nothing_was_checked(auditing: Auditing) -> None:
    auditing.job()
    _, out = auditing.run(auditing.plan(auditing.resource("random_id.a", {"byte_length": 8})))
    assert out.startswith("provider-bridge: no resource was checked; 1 warning in stdin\n")
