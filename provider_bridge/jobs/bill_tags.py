"""The tags of jobs on bills: which keys and values a bill has for a tag as somebody names it."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING, NamedTuple
from ..providers import limits_for
from ..providers.text import nfc
from ..tags.normalize import format_value
from .search import emitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .job import Job

BILLS = {
    "aws": "aws",
    "azure": "azure",
    "gcp": "gcp",
    "eks": "kubernetes",
    "gke": "kubernetes",
    "aks": "kubernetes",
}
"""Each bill with the provider whose format its keys have: those of clusters have the labels of pods."""
_CLUSTERS = {"aws": "eks", "gcp": "gke", "azure": "aks"}


class BillTag(NamedTuple):
    """A tag of a job, as it is written (in Unicode NFC) and as each provider gets it."""

    key: str
    canonical: str
    forms: dict[str, tuple[str, str]]
    """Key and value by provider."""
    bills: frozenset[str]
    """The bills of the job."""

    def is_named(self, wanted: str) -> bool:
        """Return whether the tag has this key, as it is written or on any provider."""
        return wanted == self.key or any(wanted == key for key, _ in self.forms.values())

    def has_value(self, wanted: str) -> bool:
        """Return whether the tag has this value, after merging or on any provider."""
        return wanted == self.canonical or any(wanted == value for _, value in self.forms.values())


def bills_of(job: Job, provider: str | None) -> tuple[str, ...]:
    """Return the bills that have a job's costs.

    Without a provider it is that of its runtime: for a job on Kubernetes the cluster's, and all three where no field
    names the cluster's cloud. A provider stands for its own bill, `kubernetes` for that of the cluster.
    """
    cluster = (_CLUSTERS[job.provider],) if job.provider in _CLUSTERS else tuple(_CLUSTERS.values())
    if provider == "kubernetes" or (provider is None and job.is_on_kubernetes):
        return cluster
    if provider == "all":
        return (*_CLUSTERS, *(cluster if job.is_on_kubernetes else ()))
    return (provider or job.provider,)


def bill_tags(jobs: Iterable[Job], provider: str | None) -> list[BillTag]:
    """Return the tags of jobs, with their forms on every provider whose bill has costs of any of them."""
    with_bills = [(job, bills_of(job, provider)) for job in jobs]
    formats = sorted({BILLS[bill] for _, bills in with_bills for bill in bills})
    tags = []
    for job, bills in with_bills:
        forms: dict[str, dict[str, tuple[str, str]]] = {}
        for each in formats:
            limits = limits_for(each, None, job.blocks["runtime"]["type"])
            for key, formatted in emitted(job, each, limits).items():
                forms.setdefault(formatted.tag.key, {})[each] = (key, formatted.value.text)
        tags += [
            BillTag(nfc(key), nfc(job.canonical[key].canonical), by_provider, frozenset(bills))
            for key, by_provider in forms.items()
        ]
    return tags


def keys_on(bill: str, wanted: str, tags: Sequence[BillTag]) -> list[str]:
    """Return the keys that a bill has for a tag key: those of its own jobs, else those of any.

    If the key itself is one of them, it is the only one.
    """
    named = [tag for tag in tags if BILLS[bill] in tag.forms and tag.is_named(wanted)]
    of_bill = [tag for tag in named if bill in tag.bills] or named
    keys = sorted({tag.forms[BILLS[bill]][0] for tag in of_bill})
    return [wanted] if wanted in keys else keys


def values_on(bill: str, key: str, wanted: str, tags: Sequence[BillTag]) -> list[str]:
    """Return the values that a bill has for a value of one of its keys; none if no job has the value now."""
    forms = [(tag, tag.forms[BILLS[bill]]) for tag in tags if BILLS[bill] in tag.forms]
    return sorted({value for tag, (name, value) in forms if name == key and tag.has_value(wanted)})


def value_on(bill: str, value: str) -> str:
    """Return a value that no job has in the format of a bill."""
    provider = BILLS[bill]
    return format_value(provider, value, limits_for(provider, None, None)).text


def all_keys(bill: str, tags: Iterable[BillTag]) -> list[str]:
    """Return every key that a bill has for its own jobs."""
    provider = BILLS[bill]
    return sorted({tag.forms[provider][0] for tag in tags if bill in tag.bills and provider in tag.forms})
