"""The allocation of OpenCost and Kubecost: `{"code": 200, "data": [{NAME: {…}}]}`.

https://opencost.io/docs/integrations/api (read 2026-11-30). It names no currency, and by default its prices are in USD.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sql import TagColumn, number, string, timestamp
from .shape import Shape

if TYPE_CHECKING:
    from ..sql import Columns

NAME = "opencost"
JSON = "data: 'JSON'"
_ENTRY = "e.value ->> '$.{0}'"


def rows(relation: str) -> str:
    """Return an allocation of a workload as a row, of every period that the file has."""
    windows = f"SELECT unnest(CAST(data AS JSON[])) AS d FROM {relation}"  # noqa: S608
    entries = f"SELECT unnest(map_entries(CAST(d AS MAP(VARCHAR, JSON)))) AS e FROM ({windows}) WHERE d IS NOT NULL"  # noqa: S608
    return (
        f"(SELECT e.key AS name, coalesce({_ENTRY.format('start')}, {_ENTRY.format('window.start')}) AS start,"  # noqa: S608
        f" {_ENTRY.format('totalCost')} AS totalCost, e.value ->> '$.properties.labels' AS labels,"
        f" e.value ->> '$.properties.namespaceLabels' AS namespaceLabels, e.value ->> '$.properties.cluster' AS cluster"
        f" FROM ({entries}))"
    )


def missing(columns: Columns) -> list[str]:
    """Return the keys that a file lacks to be an answer of OpenCost."""
    return [name for name in ("code", "data") if not columns.has(name)]


def shape(columns: Columns, cost: str) -> Shape | str:
    """Return the facts of a line; idle and unallocated cost have the service that OpenCost gives them."""
    amount, start, name = columns.first("totalCost"), columns.first("start"), string(columns.first("name"))
    if cost == "list" or amount is None:
        return "listCost"
    return Shape(
        tags=TagColumn(string(columns.first("labels"))),
        more_tags=TagColumn(string(columns.first("namespaceLabels"))),
        start=timestamp(start),
        start_column=start,
        currency="'USD'",
        cost=number(amount),
        cost_columns=(amount,),
        service=f"CASE WHEN {name} LIKE '\\_\\_%' ESCAPE '\\' THEN {name} ELSE 'Kubernetes' END",
        account=string(columns.first("cluster")),
        provider="'kubernetes'",
        resource=name,
    )
