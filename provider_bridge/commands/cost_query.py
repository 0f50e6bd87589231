"""`provider-bridge cost-query`: the costs of jobs, by the tags that they emit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..costs import aws, azure, focus, gcp, opencost
from ..costs.cost_query import CostQuery
from ..costs.dialects import DIALECTS, STORAGES
from ..jobs.bill_tags import BILLS, all_keys, bill_tags, keys_on, value_on, values_on
from ..providers.text import nfc
from ..wording import did_you_mean, escape_control, json_text
from .options import about_jobs, format_option, print_errors, provider_option, query, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..jobs.bill_tags import BillTag

_TITLES = {
    "aws": "AWS, Cost Explorer",
    "azure": "Azure, Cost Management",
    "gcp": "GCP, billing export in BigQuery",
    "eks": "Pods on EKS, CUR 2.0 with split cost allocation data in Athena",
    "gke": "Pods on GKE, detailed billing export with cost allocation in BigQuery",
    "aks": "Pods on AKS and on clusters of no cloud, OpenCost",
}
_CLUSTERS = ("eks", "gke", "aks")
_GROUPS = {"aws": aws.MAX_GROUPS, "azure": azure.MAX_GROUPS}


def _day(_context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f'must be a date such as 2025-01-31, found "{value}"', param=parameter) from None


def _plain(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.isprintable():
        raise click.BadParameter(f'must have printable characters only, found "{value}"', param=parameter)
    return value


def _scope(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    scope = azure.clean_scope(value)
    if scope is None:
        example = f'"{azure.SCOPE}"'
        raise click.BadParameter(f'must be a scope such as {example}, found "{value}"', param=parameter)
    return scope


_OPTIONS = (
    click.option(
        "--group-by", multiple=True, metavar="KEY", help="Tag key to group by, as written or as emitted; repeatable"
    ),
    click.option("--where", multiple=True, metavar="KEY=VALUE", help="Only costs with this tag; repeatable"),
    click.option("--from", "first", callback=_day, metavar="DATE", help="First day (YYYY-MM-DD)"),
    click.option("--to", "end", callback=_day, metavar="DATE", help="End date, exclusive (YYYY-MM-DD)"),
    click.option(
        "--table",
        metavar="TABLE",
        callback=_plain,
        help=f"Table with the bill, for SQL  [default: {focus.TABLE} for FOCUS data, else a placeholder]",
    ),
    click.option(
        "--scope",
        default=azure.SCOPE,
        callback=_scope,
        metavar="SCOPE",
        show_default=True,
        help="Scope in Azure, or the ID of a subscription",
    ),
    click.option(
        "--dialect",
        type=click.Choice([*DIALECTS]),
        default="duckdb",
        show_default=True,
        help="SQL dialect of the engine that holds the FOCUS data",
    ),
    click.option(
        "--tags",
        "storage",
        type=click.Choice(STORAGES),
        help="Form of the tags in the FOCUS data  [default: json; labels for bigquery]",
    ),
    format_option(
        *("native", "json", "focus", "activation"),
        help_text="native: commands and SQL of each bill; json: the requests; focus: SQL over FOCUS data; "
        "activation: commands that make AWS keys cost allocation tags",
    ),
)


def _with_options(command: Callable[..., int]) -> Callable[..., int]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command("cost-query")
@about_jobs
@provider_option
@_with_options
def command(
    jobs: tuple[str, ...],
    provider: str | None,
    group_by: tuple[str, ...],
    where: tuple[str, ...],
    first: date | None,
    end: date | None,
    form: str,
    table: str | None,
    scope: str,
    dialect: str,
    storage: str | None,
    **options: Any,
) -> int:
    """Print a query for the costs of jobs by month, for each bill, with the keys of that bill.

    \b
    Example:
      provider-bridge cost-query jobs/acme --group-by dativo:cost-center --where dativo:environment=prod \\
        --from 2025-01-01 --to 2025-02-01
    """
    group_by, where, period = tuple(map(nfc, group_by)), tuple(map(nfc, where)), _period(first, end, form)
    results = resolved([query(jobs, None, **options)], lambda job, _: job)
    good = list(results[0].kept.values())
    if not good and results[0].failed:
        return print_errors(results)
    tags = bill_tags(good, provider)
    queries = {
        bill: CostQuery(_group_keys(group_by, bill, tags), _conditions(where, bill, tags), *period)
        for bill in BILLS
        if any(bill in tag.bills for tag in tags)
    }
    if form == "activation":
        output = _activation(queries, tags)
    elif form == "focus":
        output = _focus(queries, dialect, storage, table or focus.TABLE)
    else:
        _check_groups(queries)
        output = _json(queries, table) if form == "json" else _native(queries, table, scope)
    console.write_result(output)
    return print_errors(results)


def _period(first: date | None, end: date | None, form: str) -> tuple[date, date]:
    """Return the period; any where the format has none."""
    if form == "activation":
        return date.min, date.max
    for option, day in (("--from", first), ("--to", end)):
        if day is None:
            raise click.MissingParameter(param_hint=f"'{option}'", param_type="option")
    assert first
    assert end
    if first >= end:
        raise click.BadParameter(f"must be after {first}, found {end}: it is exclusive", param_hint="'--to'")
    return first, end


def _group_keys(group_by: tuple[str, ...], bill: str, tags: Sequence[BillTag]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_key(key, bill, tags) for key in group_by))


def _key(key: str, bill: str, tags: Sequence[BillTag]) -> str:
    """Return a tag key as a bill has it."""
    keys = keys_on(bill, key, tags)
    if not keys:
        near = did_you_mean(key, {each.key for each in tags})
        raise click.UsageError(f'no job emits the tag "{key}"{near}')
    if len(keys) > 1:
        several = " and ".join(f'"{each}"' for each in keys)
        raise click.UsageError(f'tag "{key}" is {several} in the bill "{bill}": use one of the two')
    return keys[0]


def _conditions(where: tuple[str, ...], bill: str, tags: Sequence[BillTag]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the values to filter by, by key: two values of one key are alternatives."""
    values: dict[str, list[str]] = {}
    for condition in where:
        key, value = _split(condition, bill, tags)
        name = _key(key, bill, tags)
        known = values_on(bill, name, value, tags)
        if not known:
            reason = f"no job emits {escape_control(condition)} now"
            console.print_stderr(f"provider-bridge: {reason}; the query includes it")
        values.setdefault(name, []).extend(known or [value_on(bill, value)])
    return tuple((name, tuple(sorted(set(each)))) for name, each in values.items())


def _split(condition: str, bill: str, tags: Sequence[BillTag]) -> tuple[str, str]:
    """Return key and value of a condition: keys may hold `=`."""
    pairs = [
        (condition[:index], condition[index + 1 :]) for index, char in enumerate(condition) if char == "=" and index
    ]
    if not pairs:
        raise click.BadParameter(f'must be KEY=VALUE, found "{condition}"', param_hint="'--where'")
    return next((pair for pair in pairs if keys_on(bill, pair[0], tags)), pairs[0])


def _check_groups(queries: dict[str, CostQuery]) -> None:
    for bill, asked in queries.items():
        if len(asked.group_by) > _GROUPS.get(bill, len(asked.group_by)):
            number = len(asked.group_by)
            raise click.UsageError(f"{_TITLES[bill]} groups by at most {_GROUPS[bill]} keys, found {number}")


def _native(queries: dict[str, CostQuery], table: str | None, scope: str) -> str:
    render: dict[str, Callable[[CostQuery], str]] = {
        "aws": aws.command,
        "azure": lambda asked: azure.command(asked, scope),
        "gcp": lambda asked: gcp.bigquery(asked, table or gcp.TABLE),
        "eks": lambda asked: aws.eks_statement(asked, table or aws.CUR_TABLE),
        "gke": lambda asked: gcp.gke_statement(asked, table or gcp.DETAILED_TABLE),
        "aks": opencost.command,
    }
    return _titled({bill: render[bill](asked) for bill, asked in queries.items()})


def _json(queries: dict[str, CostQuery], table: str | None) -> str:
    """Return the requests by bill: the bodies that the services' interfaces accept."""
    render: dict[str, Callable[[CostQuery], Any]] = {
        "aws": aws.request,
        "azure": azure.request,
        "gcp": lambda asked: {"query": gcp.bigquery(asked, table or gcp.TABLE), "useLegacySql": False},
        "eks": lambda asked: {"QueryString": aws.eks_statement(asked, table or aws.CUR_TABLE)},
        "gke": lambda asked: {"query": gcp.gke_statement(asked, table or gcp.DETAILED_TABLE), "useLegacySql": False},
        "aks": lambda asked: {"requests": opencost.requests(asked)},
    }
    return json_text({bill: render[bill](asked) for bill, asked in queries.items()}) + "\n"


def _focus(queries: dict[str, CostQuery], dialect: str, storage: str | None, table: str) -> str:
    storage = storage or focus.default_storage(dialect)
    if any(bill in _CLUSTERS for bill in queries):
        console.print_stderr(
            "provider-bridge: FOCUS data has no costs of pods: use --format native for jobs on Kubernetes"
        )
    statements = {
        bill: focus.focus(asked, dialect, storage, table) for bill, asked in queries.items() if bill not in _CLUSTERS
    }
    if not statements:
        raise click.UsageError("each job is on Kubernetes, and FOCUS data has no costs of pods: use --format native")
    if None in statements.values():
        raise click.UsageError(f'dialect "{dialect}" has no tags in the form "{storage}"')
    return _titled({bill: each for bill, each in statements.items() if each})


def _activation(queries: dict[str, CostQuery], tags: Sequence[BillTag]) -> str:
    keys: list[str] = []
    for bill in ("aws", "eks"):
        if bill in queries:
            asked = queries[bill]
            keys += [*asked.group_by, *(key for key, _ in asked.where)] or all_keys(bill, tags)
    if not keys:
        raise click.UsageError("only AWS has cost allocation tags to activate")
    return aws.activation(tuple(dict.fromkeys(keys)))


def _titled(parts: dict[str, str]) -> str:
    """Return the parts, several of them with titles, which are comments of each part's language."""
    if len(parts) == 1:
        return next(iter(parts.values()))
    marks = {bill: "--" if part.startswith("SELECT") else "#" for bill, part in parts.items()}
    return "\n".join(f"{marks[bill]} {_TITLES[bill]}\n{part}" for bill, part in parts.items())
