"""Costs on Google Cloud: the BigQuery billing export, with the labels of resources or of pods on GKE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dialects import DIALECTS, LABELS, tag
from .statement import Bill, statement

if TYPE_CHECKING:
    from .cost_query import CostQuery

TABLE = "PROJECT.DATASET.gcp_billing_export_v1_XXXXXX_XXXXXX_XXXXXX"
DETAILED_TABLE = "PROJECT.DATASET.gcp_billing_export_resource_v1_XXXXXX_XXXXXX_XXXXXX"
_POD_LABEL = "k8s-label/"
"""The prefix of pod labels in the detailed export, where GKE cost allocation is enabled:
https://cloud.google.com/kubernetes-engine/docs/how-to/cost-allocations (read 2026-11-30)."""


def bigquery(query: CostQuery, table: str = TABLE) -> str:
    """Return a statement over the billing export; credits are subtracted."""
    return _statement(query, table, "")


def gke_statement(query: CostQuery, table: str = DETAILED_TABLE) -> str:
    """Return a statement over the detailed billing export, for the costs of pods by their labels."""
    return _statement(query, table, _POD_LABEL)


def _statement(query: CostQuery, table: str, prefix: str) -> str:
    dialect = DIALECTS["bigquery"]
    bill = Bill(
        f"`{table}`",
        "usage_start_time",
        "cost + IFNULL((SELECT SUM(credit.amount) FROM UNNEST(credits) AS credit), 0)",
        "currency",
        lambda key: str(tag(dialect, LABELS, "labels", prefix + key)),
    )
    return statement(query, bill, dialect)
