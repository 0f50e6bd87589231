"""Cost queries over the tags that jobs emit: a request or a statement for each cloud, keys as that cloud shows them.

Shapes: AWS's GetCostAndUsage, the BigQuery billing export, Azure's Cost Management query, FOCUS (facts: tag rules, 8).
A period starts at its first day and ends before its last, on every cloud.
"""

from __future__ import annotations

import shlex
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..wording import json_text

MOST_GROUPS = 2
"""Cost Explorer and Cost Management group by two keys at most."""
_ACTIVATED_AT_ONCE = 20  # UpdateCostAllocationTagsStatus
TABLE = "PROJECT.DATASET.gcp_billing_export_v1_XXXXXX_XXXXXX_XXXXXX"
SCOPE = "subscriptions/SUBSCRIPTION_ID"


class Question(NamedTuple):
    """What is asked of one cloud: keys to group by and values to look at, as that cloud shows them."""

    group_by: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    first: date
    end: date
    """The day after the last."""


def aws_request(question: Question) -> dict[str, Any]:
    """The request of Cost Explorer's GetCostAndUsage."""
    request: dict[str, Any] = {
        "TimePeriod": {"Start": question.first.isoformat(), "End": question.end.isoformat()},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
    }
    if question.group_by:
        request["GroupBy"] = [{"Type": "TAG", "Key": key} for key in question.group_by]
    filters = [{"Tags": {"Key": key, "Values": list(values)}} for key, values in question.where]
    if filters:
        request["Filter"] = filters[0] if len(filters) == 1 else {"And": filters}
    return request


def aws_command(question: Question) -> str:
    """The same for the AWS CLI."""
    request = aws_request(question)
    lines = [
        "aws ce get-cost-and-usage",
        f"--time-period Start={question.first},End={question.end}",
        "--granularity MONTHLY",
        "--metrics UnblendedCost",
    ]
    if question.group_by:
        groups = " ".join(shlex.quote(f"Type=TAG,Key={key}") for key in question.group_by)
        if not groups.isprintable():  # JSON, which the CLI takes as well, can escape what a terminal would obey
            groups = _argument(request["GroupBy"])
        lines.append(f"--group-by {groups}")
    if "Filter" in request:
        lines.append(f"--filter {_argument(request['Filter'])}")
    return " \\\n  ".join(lines) + "\n"


def aws_activation(keys: tuple[str, ...]) -> str:
    """What activates keys as cost allocation tags, in the payer's account; costs before that day stay without."""
    commands = []
    for start in range(0, len(keys), _ACTIVATED_AT_ONCE):
        entries = [{"TagKey": key, "Status": "Active"} for key in keys[start : start + _ACTIVATED_AT_ONCE]]
        listed = _argument(entries)
        commands.append(f"aws ce update-cost-allocation-tags-status --cost-allocation-tags-status {listed}\n")
    return "".join(commands)


def bigquery(question: Question, table: str = TABLE) -> str:
    """A statement over the billing export; labels are looked up row by row, so that no cost counts twice."""
    columns = [f"  {_label(key)} AS {_column(key, '`')}," for key in question.group_by]
    conditions = [
        f"usage_start_time >= TIMESTAMP('{question.first}')",
        f"usage_start_time < TIMESTAMP('{question.end}')",
        *(f"{_label(key)} IN ({', '.join(map(_text, values))})" for key, values in question.where),
    ]
    lines = [
        "SELECT",
        *columns,
        "  SUM(cost) + SUM(IFNULL((SELECT SUM(credit.amount) FROM UNNEST(credits) AS credit), 0)) AS net_cost,",
        "  currency",
        f"FROM `{table}`",
        "WHERE " + "\n  AND ".join(conditions),
        # By position: a tag may be named like a column of the export.
        "GROUP BY " + ", ".join([*(str(place) for place in range(1, len(question.group_by) + 1)), "currency"]),
        "ORDER BY net_cost DESC",
    ]
    return "\n".join(lines) + "\n"


def focus(question: Question, table: str = "focus_costs") -> str:
    """A statement over FOCUS data, whose `Tags` column is JSON (SQL:2016's JSON_VALUE)."""
    columns = [f"  {_focus_tag(key)} AS {_column(key, chr(34))}," for key in question.group_by]
    conditions = [
        f"ChargePeriodStart >= TIMESTAMP '{question.first} 00:00:00'",
        f"ChargePeriodStart < TIMESTAMP '{question.end} 00:00:00'",
        *(f"{_focus_tag(key)} IN ({', '.join(map(_text, values))})" for key, values in question.where),
    ]
    lines = [
        "SELECT",
        *columns,
        "  SUM(EffectiveCost) AS effective_cost,",
        "  BillingCurrency",
        f"FROM {table}",
        "WHERE " + "\n  AND ".join(conditions),
        "GROUP BY " + ", ".join([*(_focus_tag(key) for key in question.group_by), "BillingCurrency"]),
        "ORDER BY effective_cost DESC",
    ]
    return "\n".join(lines) + "\n"


def azure_request(question: Question) -> dict[str, Any]:
    """The body of Cost Management's query; its period ends with its last second."""
    dataset: dict[str, Any] = {
        "granularity": "Monthly",
        "aggregation": {"totalCost": {"name": "Cost", "function": "Sum"}},
    }
    if question.group_by:
        dataset["grouping"] = [{"type": "TagKey", "name": key} for key in question.group_by]
    filters = [{"tags": {"name": key, "operator": "In", "values": list(values)}} for key, values in question.where]
    if filters:
        dataset["filter"] = filters[0] if len(filters) == 1 else {"and": filters}
    last = question.end - timedelta(days=1)
    return {
        "type": "ActualCost",
        "timeframe": "Custom",
        "timePeriod": {"from": f"{question.first}T00:00:00Z", "to": f"{last}T23:59:59Z"},
        "dataset": dataset,
    }


def azure_command(question: Question, scope: str = SCOPE) -> str:
    """The same for the Azure CLI."""
    url = f"https://management.azure.com/{scope}/providers/Microsoft.CostManagement/query?api-version=2025-03-01"
    return f"az rest --method post --url {shlex.quote(url)} \\\n  --body {_argument(azure_request(question))}\n"


def _argument(value: object) -> str:
    """A value as JSON in one word of a shell."""
    return shlex.quote(json_text(value, indent=None))


def _label(key: str) -> str:
    return f"(SELECT label.value FROM UNNEST(labels) AS label WHERE label.key = {_text(key)} LIMIT 1)"  # noqa: S608 (a text to print)


def _focus_tag(key: str) -> str:
    path = '$."' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"JSON_VALUE(Tags, {_text(path)})"


def _text(value: str) -> str:
    """A text in SQL. Its strings have no escapes: what a terminal would obey is `'a' || CHR(8238) || 'b'`."""
    quoted = "'" + value.replace("'", "''") + "'"
    return "".join(char if char.isprintable() else f"' || CHR({ord(char)}) || '" for char in quoted)


def _column(key: str, quote: str) -> str:
    return quote + "".join(char if char.isalnum() else "_" for char in key) + quote
