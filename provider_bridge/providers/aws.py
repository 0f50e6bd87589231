"""AWS tags. Rules: the tag shapes of botocore's service models, the EC2 and IAM user guides (facts: tag rules, 1)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .limits import Limits
from .text import nfc, replace_with_mark, strip_inserted_hyphens, utf16_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from .text import Step

TITLE = "AWS"
SEPARATOR = ":"
"""AWS's own multi-value convention (IAM user guide); a comma is refused by IAM, ECS, Logs, S3, Lambda, SSM and more."""
SLUG_LENGTH = 48
RUNTIMES: tuple[str, ...] = ("ecs", "kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = False

_COUNT, _KEY, _VALUE = 50, 128, 256  # Using_Tags.md of the EC2 user guide
_LINE_SEPARATORS = "\u2028\u2029"
"""What `.` in a service's pattern doesn't match, and AWS's general rule allows."""
GENERAL = Limits("resource", _COUNT, _KEY, _VALUE)
CLASSES = {
    limits.name: limits
    for limits in (
        GENERAL,
        Limits("ecs-task", 45, _KEY, _VALUE),  # 50, less what Dagster adds to a run
        Limits("s3-object", 10, _KEY, _VALUE),
        Limits("route53", 10, _KEY, _VALUE),
        Limits("glue-schema", 10, _KEY, _VALUE),
        Limits("ssm-automation", 5, _KEY, _VALUE),
        Limits("service-catalog", 20, _KEY, _VALUE, empty_value=False),
        Limits("datazone", 25, _KEY, _VALUE, ascii_key=True, ascii_value=True),
        Limits("workspaces-instance", 30, _KEY, _VALUE),
        Limits("sagemaker-project", 40, _KEY, _VALUE),
        Limits("sagemaker-studio", _COUNT, _KEY, 128, empty_value=False),
        Limits("ec2", _COUNT, 127, 255),  # the API's Tag says 127, the guide 128
        Limits("codebuild", _COUNT, 127, 255),
        Limits("ebs", _COUNT, 127, 255),
        Limits("workspaces", _COUNT, 127, 255),
        Limits("ecr-repository", _COUNT, 127, 255, empty_value=False),
        Limits("eks-addon", _COUNT, 127, 255, empty_value=False),
        Limits("eks-fargate-profile", _COUNT, _KEY, 255, empty_value=False),
        Limits("kinesis-stream", _COUNT, _KEY, 255),
        Limits(
            "network-firewall", _COUNT, _KEY, 255,
            forbidden_in_key=_LINE_SEPARATORS, forbidden_in_value=_LINE_SEPARATORS,
        ),
        Limits("rds", _COUNT, _KEY, _VALUE, reserved=("rds:",)),
        Limits("rds-proxy", _COUNT, _KEY, 128, reserved=("rds:",)),
        Limits("docdb", _COUNT, _KEY, _VALUE, forbidden_in_key="@", forbidden_in_value="@", reserved=("rds:",)),
        Limits("neptune", _COUNT, _KEY, _VALUE, forbidden_in_key="@", forbidden_in_value="@", reserved=("rds:",)),
        Limits("dms", _COUNT, _KEY, _VALUE, forbidden_in_key="@", forbidden_in_value="@", reserved=("dms:",)),
        Limits("redshift-cluster", _COUNT, 127, 255, empty_value=False),
        Limits("dynamodb", _COUNT, _KEY, _VALUE, forbidden_in_key="@", forbidden_in_value="@"),
        Limits("scheduler-group", _COUNT, _KEY, _VALUE, empty_value=False),
        Limits("cloudformation-stack", _COUNT, _KEY, _VALUE, empty_value=False),
        Limits("step-functions", _COUNT, _KEY, _VALUE, empty_value=False),
        Limits("mwaa", _COUNT, _KEY, _VALUE, empty_value=False),
        Limits("keyspaces", _COUNT, _KEY, _VALUE, empty_value=False),
        Limits("quicksight", _COUNT, _KEY, _VALUE, empty_value=False),
        Limits("clean-rooms", _COUNT, _KEY, _VALUE, empty_value=False),
        Limits(
            "emr-containers", _COUNT, _KEY, _VALUE,
            empty_value=False, forbidden_in_key=_LINE_SEPARATORS, forbidden_in_value=_LINE_SEPARATORS,
        ),
        Limits("emr-serverless", _COUNT, _KEY, _VALUE, ascii_key=True, ascii_value=True),
        Limits("bedrock", _COUNT, _KEY, _VALUE, ascii_key=True, ascii_value=True),
        Limits("dsql", _COUNT, _KEY, _VALUE, empty_value=False, ascii_key=True, ascii_value=True),
        Limits("elasticache", _COUNT, _KEY, _VALUE, ascii_key=True, ascii_value=True),
        Limits(
            "memorydb", _COUNT, _KEY, _VALUE,
            empty_value=False, ascii_key=True, ascii_value=True, reserved=("memorydb:",),
        ),
        Limits(
            "datasync", _COUNT, _KEY, _VALUE,
            empty_value=False, ascii_key=True, ascii_value=True, forbidden_in_key="@",
        ),
        Limits("plain-keys", _COUNT, _KEY, _VALUE, ascii_key=True, forbidden_in_key=" @"),
        Limits("appflow", _COUNT, _KEY, _VALUE, ascii_key=True, ascii_value=True, forbidden_in_key=" @"),
        Limits(  # what every other class takes, but for counts
            "portable", _COUNT, 127, 128,
            empty_value=False, ascii_key=True, ascii_value=True, forbidden_in_key=" @", forbidden_in_value=" @",
            reserved=("rds:", "dms:", "memorydb:"),
        ),
    )
}  # fmt: skip
_LEGAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _.:/=+-@")
_RESERVED = "aws:"

length = utf16_units  # the docs say "Unicode characters"; a Java service counts an astral one twice


def collision_key(key: str) -> str:
    """Keys with the same collision key are one: IAM takes no two that differ in case alone."""
    return key.casefold()


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """How a key is formatted: each step's reason and function."""
    return _steps(limits.forbidden_in_key, limits.ascii_key)


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """How a value, or one item of a list, is formatted: each step's reason and function."""
    return _steps(limits.forbidden_in_value, limits.ascii_value)


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """What is done to a whole value after its items are joined."""
    return tuple((f'"{prefix}" is reserved', partial(_unreserved, prefix)) for prefix in (_RESERVED, *limits.reserved))


def key_problem(key: str, limits: Limits) -> tuple[str, str] | None:
    """Why a formatted key can't be used: the rule and the reason."""
    for prefix in (_RESERVED, *limits.reserved):
        if key.casefold().startswith(prefix):
            return "tag-reserved", f'keys that start with "{prefix}" are reserved by AWS'
    return None


def _unreserved(prefix: str, text: str) -> str:
    """A value that only looks reserved: its first colon becomes `-`."""
    return text.replace(":", "-", 1) if text.casefold().startswith(prefix) else text


def _steps(forbidden: str, ascii_only: bool) -> tuple[Step, ...]:
    return (
        ("composed (NFC)", nfc),
        ("illegal characters replaced", _replacement(forbidden, ascii_only)),
        ("ends trimmed", strip_inserted_hyphens),
    )


def _replacement(forbidden: str, ascii_only: bool) -> Callable[[str], str]:
    def legal(char: str) -> bool:
        if char in _LEGAL:
            return char not in forbidden
        return not ascii_only and char not in forbidden and _is_letter_space_or_number(char)

    def replace(text: str) -> str:
        return text if not forbidden and _LEGAL.issuperset(text) else replace_with_mark(text, legal)

    return replace


def _is_letter_space_or_number(char: str) -> bool:
    from unicodedata import category

    return category(char)[0] in "LZN"
