"""Costs of pods on AKS: OpenCost's allocation API, as Azure's own bills have no labels of pods."""

from __future__ import annotations

import re
import shlex
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cost_query import CostQuery

URL = "http://localhost:9003/allocation"
"""The address after `kubectl port-forward --namespace opencost service/opencost 9003`:
https://www.opencost.io/docs/integrations/api (read 2026-11-30)."""


def requests(query: CostQuery) -> list[dict[str, str]]:
    """Return the parameters of a request for each month of the period."""
    return [_parameters(query, first, end) for first, end in _months(query.first, query.end)]


def command(query: CostQuery) -> str:
    """Return the same requests as commands of curl."""
    return "".join(_curl(parameters) for parameters in requests(query))


def _curl(parameters: dict[str, str]) -> str:
    options = (f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in parameters.items())
    return " \\\n  ".join([f"curl --get {URL}", *options]) + "\n"


def _parameters(query: CostQuery, first: date, end: date) -> dict[str, str]:
    parameters = {"window": f"{first}T00:00:00Z,{end}T00:00:00Z", "accumulate": "true"}
    if query.group_by:
        parameters["aggregate"] = ",".join(f"label:{_label(key)}" for key in query.group_by)
    filters = (
        f"label[{_label(key)}]:{','.join(f'{chr(34)}{value}{chr(34)}' for value in values)}"
        for key, values in query.where
    )
    condition = "+".join(filters)
    return {**parameters, "filter": condition} if condition else parameters


def _label(key: str) -> str:
    """Return a label's key in the form of Prometheus: `dativo/job` becomes `dativo_job`."""
    return re.sub("[^A-Za-z0-9_]", "_", key)


def _months(first: date, end: date) -> Iterator[tuple[date, date]]:
    """Return the first day and the day after the last of each month, within a period."""
    while first < end:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        yield first, min(following, end)
        first = following
