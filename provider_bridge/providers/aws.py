"""AWS tags.

General rules: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html (read 2026-11-30).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .limits import Limits
from .text import nfc, replace_with_mark, strip_inserted_hyphens, transliterate, utf16_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from .limits import Problem
    from .text import Step

TITLE = "AWS"
SEPARATOR = ":"
"""The separator of AWS's own multivalue convention; a comma is refused by IAM, ECS, Logs, S3, Lambda, SSM and more.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (read 2026-11-30)
"""
SLUG_LENGTH = 48
"""Leaves 16 of the 64 characters of an IAM role's name for what a module appends.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (read 2026-08-21)
"""
RUNTIMES: tuple[str, ...] = ("ecs", "kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = False

_COUNT, _KEY, _VALUE = 50, 128, 256
_LINE_SEPARATORS = "\u2028\u2029"
"""What the general rules allow and `.` in a service's pattern does not match."""
GENERAL = Limits("resource", _COUNT, _KEY, _VALUE)
ECS_TASK = Limits("ecs-task", 45, _KEY, _VALUE)
"""The general limits, less five tags that Dagster and its launchers add to a run."""
_CLASSES = {
    limits.name: limits
    for limits in (
        GENERAL,
        ECS_TASK,
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
_SUPPORTED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _.:/=+-@")
_RESERVED = "aws:"

length = utf16_units
"""The documentation says "Unicode characters"; a Java service counts a character beyond U+FFFF twice."""


def resource_classes() -> dict[str, Limits]:
    """Return all resource classes by name."""
    return _CLASSES


def collision_key(key: str) -> str:
    """Return the form in which two formatted keys are equal for the provider: IAM ignores case.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (read 2026-11-30)
    """
    return key.casefold()


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a key."""
    return _steps(limits.forbidden_in_key, limits.ascii_key)


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a value or an item of a list. The last one trims the ends."""
    return _steps(limits.forbidden_in_value, limits.ascii_value)


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a whole value, its items joined."""
    return tuple(
        (f'reserved prefix "{prefix}" changed', partial(_unreserved, prefix))
        for prefix in (_RESERVED, *limits.reserved)
    )


def key_problem(key: str, limits: Limits) -> Problem | None:
    """Return why a formatted key is refused; None for one that is accepted."""
    for prefix in (_RESERVED, *limits.reserved):
        if key.casefold().startswith(prefix):
            return "tag-reserved", f'must not start with "{prefix}", which AWS reserves', "rename the key"
    return None


def value_problem(value: str) -> Problem | None:
    """Return why a formatted value is refused; None for one that is accepted."""
    return None


def is_set_by_others(key: str) -> bool:
    """Return whether the provider or a tool sets this key, so that an audit does not report it as extra."""
    return key.casefold().startswith(_RESERVED)


def _unreserved(prefix: str, text: str) -> str:
    """Replace the first colon of a value that starts with a reserved prefix with `-`."""
    return text.replace(":", "-", 1) if text.casefold().startswith(prefix) else text


def _steps(forbidden: str, ascii_only: bool) -> tuple[Step, ...]:
    to_ascii: tuple[Step, ...] = (("converted to ASCII", transliterate),) if ascii_only else ()
    return (
        ("composed (NFC)", nfc),
        *to_ascii,
        ("unsupported characters replaced", _replacement(forbidden, ascii_only)),
        ("ends trimmed", strip_inserted_hyphens),
    )


def _replacement(forbidden: str, ascii_only: bool) -> Callable[[str], str]:
    def supported(char: str) -> bool:
        if char in _SUPPORTED:
            return char not in forbidden
        return not ascii_only and char not in forbidden and _is_letter_space_or_number(char)

    def replace(text: str) -> str:
        return text if not forbidden and _SUPPORTED.issuperset(text) else replace_with_mark(text, supported)

    return replace


def _is_letter_space_or_number(char: str) -> bool:
    from unicodedata import category

    return category(char)[0] in "LZN"
