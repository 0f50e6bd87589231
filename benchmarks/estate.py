"""Estates of any size, made from the example jobs and assets."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def write(root: Path, jobs: int, assets: int, tenants: int) -> list[Path]:
    """Write an estate; returns the paths of its jobs and assets.

    Jobs and assets are the examples in turn, each job with its own name, tenant and one of the assets.
    """
    made = [*_assets(root, assets), *_jobs(root, jobs, assets, tenants)]
    (root / "provider-bridge.yaml").write_text((EXAMPLES / "provider-bridge.yaml").read_text("utf-8"), "utf-8")
    return made


def write_alike(root: Path, jobs: int, assets: int) -> None:
    """Write an estate of jobs on AWS: one of the examples, again and again, with its asset."""
    example = EXAMPLES / "jobs" / "acme" / "stripe_customers.yaml"
    text, (path,) = example.read_text("utf-8"), re.findall(r"(?m)^asset_path: (.*)$", example.read_text("utf-8"))
    asset = (EXAMPLES / path.removeprefix("/app/")).read_text("utf-8")
    for number in range(assets):
        _put(root / "assets" / f"asset_{number:05}.yaml", asset)
    for number in range(jobs):
        tenant = f"tenant{number % 10:03}"
        job = text.replace("tenant_id: acme", f"tenant_id: {tenant}")
        job = job.replace(path, f"/app/assets/asset_{number % assets:05}.yaml")
        _put(root / "jobs" / tenant / f"job_{number:05}.yaml", job)
    _put(root / "provider-bridge.yaml", "")


def commit(root: Path) -> None:
    """Commit an estate as it stands; the first time, make it a repository."""
    identity = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "change"]):
        subprocess.run(["git", *arguments], cwd=root, env={**os.environ, **identity}, check=True)


def change(paths: list[Path]) -> None:
    """Give these jobs another environment."""
    for path in paths:
        text = re.sub(r"(?m)^environment:.*\n", "", path.read_text("utf-8"))
        path.write_text(f"environment: changed\n{text}", "utf-8")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


# What a bucket has beside its name and tags in a plan of the AWS provider's.
_UNSET: dict[str, object] = {
    "bucket_prefix": None,
    "force_destroy": False,
    "timeouts": None,
    "website": [],
    "logging": [],
}
_UNKNOWN: dict[str, object] = {
    **dict.fromkeys(("acceleration_status", "acl", "arn", "bucket_domain_name", "bucket_regional_domain_name"), True),
    **dict.fromkeys(("cors_rule", "grant", "hosted_zone_id", "id", "lifecycle_rule", "logging", "policy"), True),
    **dict.fromkeys(("object_lock_configuration", "object_lock_enabled", "region", "replication_configuration"), True),
    **dict.fromkeys(("request_payer", "server_side_encryption_configuration", "versioning", "website"), True),
    **dict.fromkeys(("website_domain", "website_endpoint"), True),
    "tags": {},
    "tags_all": {},
}
_PLAIN: dict[str, object] = {
    "cors_rule": [],
    "grant": [],
    "lifecycle_rule": [],
    "logging": [],
    "tags": {},
    "tags_all": {},
}


def write_rules(root: Path, count: int) -> None:
    """Write a policy of rules that all jobs satisfy, each about a tag of its own and one that every job has."""
    rules = [
        {
            "name": f"rule-{number}",
            "schema": {"properties": {f"Tag{number}": {"pattern": "^[a-z]+$"}, "Team": {"minLength": 2}}},
        }
        for number in range(count)
    ]
    (root / "provider-bridge.yaml").write_text(json.dumps({"rules": rules}), "utf-8")


def write_plan(root: Path, plan: Path, program: str, each: int) -> None:
    """Write a plan as `terraform show -json` has it, with buckets that carry the tags of the estate's jobs."""
    query = json.dumps({"jobs": f"{root}/jobs/**/*.yaml", "provider": "aws", "resource": "resource"})
    done = subprocess.run([program], input=query, capture_output=True, text=True, check=True)
    resources, changes = [], []
    for key, text in json.loads(done.stdout).items():
        tags = json.loads(text)["tags"]
        for number in range(each):
            address = f'module.lake["{key}"].aws_s3_bucket.part[{number}]'
            values = {"bucket": f"b{number}", **_UNSET, "tags": tags, "tags_all": tags}
            about = {"address": address, "mode": "managed", "type": "aws_s3_bucket", "name": "part", "index": number}
            about["provider_name"] = "registry.terraform.io/hashicorp/aws"
            resources.append({**about, "schema_version": 0, "values": values, "sensitive_values": _PLAIN})
            change = {
                "actions": ["create"],
                "before": None,
                "after": values,
                "after_unknown": {},
                "after_sensitive": {},
            }
            changes.append({**about, "change": change})
    root_module = {"child_modules": [{"address": "module.lake", "resources": resources}]}
    document = {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": root_module}}
    plan.write_text(json.dumps({**document, "resource_changes": changes, "configuration": {}}), "utf-8")


def write_export(root: Path, export: Path, program: str, each: int, carried: str = "all") -> None:
    """Write an export as AWS has it, with log groups that carry the tags of the estate's jobs.

    One in ten has a tag that its job does not have. With `foreign` tags each has five: half of them name no job, the
    others a job that does not exist, with a name near that of one that does. With `one`, each has a tag that names no
    job.
    """
    query = json.dumps({"jobs": f"{root}/jobs/**/*.yaml", "provider": "aws", "resource": "resource"})
    done = subprocess.run([program], input=query, capture_output=True, text=True, check=True)
    listed: list[dict[str, object]] = []
    for key, text in json.loads(done.stdout).items():
        for number in range(each):
            tags = json.loads(text)["tags"]
            if carried == "one":
                tags = {"Team": "data"}
            elif carried == "foreign":
                tags = {"Name": f"part {number}", **_without_job(tags, named=len(listed) % 2 == 0)}
            elif len(listed) % 10 == 0:
                tags["Name"] = f"part {number}"
            arn = f"arn:aws:logs:eu-west-1:123456789012:log-group:/etl/{key}/{number}"
            pairs = [{"Key": name, "Value": value} for name, value in tags.items()]
            listed.append({"ResourceARN": arn, "Tags": pairs})
    export.write_text(json.dumps({"ResourceTagMappingList": listed}, indent=4), "utf-8")  # as the AWS command line does


def _without_job(tags: dict[str, str], *, named: bool) -> dict[str, str]:
    """Return four tags that name no job, or a job that does not exist."""
    if not named:
        return {"Owner": "data-platform", "Project": "lake", "Environment": "prod", "Stack": "base"}
    identity = {f"dativo:{name}": tags[f"dativo:{name}"] for name in ("tenant", "job")}
    return {"Team": "data", "Stack": "base", **identity, "dativo:job": f"{identity['dativo:job']}x"}


def _assets(root: Path, count: int) -> list[Path]:
    samples = [path.read_text("utf-8") for path in sorted((EXAMPLES / "assets").rglob("*.yaml"))]
    paths = [root / "assets" / f"asset_{number:05}.yaml" for number in range(count)]
    (root / "assets").mkdir(parents=True)
    for number, path in enumerate(paths):
        path.write_text(samples[number % len(samples)], "utf-8")
    return paths


def _jobs(root: Path, count: int, assets: int, tenants: int) -> list[Path]:
    samples = [path.read_text("utf-8") for path in sorted((EXAMPLES / "jobs").rglob("*.yaml"))]
    paths = []
    for number in range(count):
        tenant = f"tenant{number % tenants:03}"
        text = re.sub(r"(?m)^(name|tenant_id):.*\n", "", samples[number % len(samples)])
        text = re.sub(r"(?m)^asset_path:.*$", f"asset_path: /app/assets/asset_{number % assets:05}.yaml", text)
        text = re.sub(r"(?m)^( +secret_suffix:).*$", r"\1 ${TENANT_ID}-${JOB_NAME}", text)  # a state for each
        path = root / "jobs" / tenant / f"job_{number:05}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"tenant_id: {tenant}\n{text}", "utf-8")
        paths.append(path)
    return paths
