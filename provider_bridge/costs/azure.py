"""Costs on Azure: Cost Management's query API."""

from __future__ import annotations

import re
import shlex
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .cost_query import shell_argument

if TYPE_CHECKING:
    from .cost_query import CostQuery

MAX_GROUPS = 2
"""https://learn.microsoft.com/rest/api/cost-management/query/usage (read 2026-11-30)."""
SCOPE = "subscriptions/SUBSCRIPTION_ID"
_HOST = "https://management.azure.com"
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SCOPE = re.compile(r"[A-Za-z0-9_.:()-]+(/[A-Za-z0-9_.:()-]+)*")


def clean_scope(scope: str) -> str | None:
    """Return a scope without host and outer slashes, that of a subscription for its ID, or None."""
    path = scope.strip().removeprefix(_HOST).strip("/")
    path = f"subscriptions/{path}" if _ID.fullmatch(path) else path
    return path if _SCOPE.fullmatch(path) else None


def request(query: CostQuery) -> dict[str, Any]:
    """Return the body of Cost Management's query; its period ends with its last second."""
    dataset: dict[str, Any] = {
        "granularity": "Monthly",
        "aggregation": {"totalCost": {"name": "Cost", "function": "Sum"}},
    }
    if query.group_by:
        dataset["grouping"] = [{"type": "TagKey", "name": key} for key in query.group_by]
    filters = [{"tags": {"name": key, "operator": "In", "values": list(values)}} for key, values in query.where]
    if filters:
        dataset["filter"] = filters[0] if len(filters) == 1 else {"and": filters}
    last = query.end - timedelta(days=1)
    return {
        "type": "ActualCost",
        "timeframe": "Custom",
        "timePeriod": {"from": f"{query.first}T00:00:00Z", "to": f"{last}T23:59:59Z"},
        "dataset": dataset,
    }


def command(query: CostQuery, scope: str = SCOPE) -> str:
    """Return the same request as a command of the Azure CLI."""
    url = f"{_HOST}/{scope}/providers/Microsoft.CostManagement/query?api-version=2025-03-01"
    return f"az rest --method post --url {shlex.quote(url)} \\\n  --body {shell_argument(request(query))}\n"
