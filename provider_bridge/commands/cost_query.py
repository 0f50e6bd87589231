"""`provider-bridge cost-query`: what jobs cost, by the tags that they emit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..costs import queries as costs
from ..providers import PROVIDERS, limits_for
from ..tags import normalize as spelling
from ..wording import did_you_mean, escape_control, json_text
from .options import about_jobs, print_errors, provider_option, query, resolved

if TYPE_CHECKING:
    from ..jobs.job import Job
    from ..tags.merge import Tag

_FORMATS = ("native", "json", "focus", "activation")


def _day(_context: click.Context, parameter: click.Parameter, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f'"{value}" is no date: write it as 2025-01-31', param=parameter) from None


def _plain(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.isprintable():
        raise click.BadParameter(f'"{value}" holds a character that can\'t be printed', param=parameter)
    return value


@click.command("cost-query")
@about_jobs
@provider_option
@click.option(
    "--group-by", multiple=True, metavar="KEY", help="A tag to group by, as written or as emitted; repeatable."
)
@click.option("--where", multiple=True, metavar="KEY=VALUE", help="Only costs with this tag; repeatable.")
@click.option("--from", "first", required=True, callback=_day, metavar="DATE", help="The first day.")
@click.option("--to", "end", required=True, callback=_day, metavar="DATE", help="The day after the last.")
@click.option(
    "--table", metavar="TABLE", callback=_plain, help="BigQuery's billing export, or the table with FOCUS data."
)
@click.option(
    "--scope",
    default=costs.SCOPE,
    callback=_plain,
    metavar="SCOPE",
    help="Azure's scope. Default: a subscription to fill in.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="native",
    help="native: AWS CLI, BigQuery SQL, Azure CLI (default); json: the requests; focus: SQL over FOCUS data; "
    "activation: what makes AWS keys cost allocation tags.",
)
def command(
    jobs: tuple[str, ...],
    provider: str | None,
    group_by: tuple[str, ...],
    where: tuple[str, ...],
    first: date,
    end: date,
    table: str | None,
    scope: str,
    form: str,
    **options: Any,
) -> int:
    """Print a query for what jobs cost, one for each cloud among them; keys as that cloud shows them.

    \b
    Example:
      provider-bridge cost-query jobs --group-by CostCenter --where dativo:environment=prod \\
        --from 2025-01-01 --to 2025-02-01
    """
    if first >= end:
        raise click.BadParameter(f"{end} is not after {first}: it is the day after the last", param_hint="--to")
    results = resolved([query(jobs, None, **options)], lambda job, _: job)
    found = list(results[0].kept.values())
    if not found and results[0].failed:
        return print_errors(results)
    clouds = _clouds(found, provider)
    questions = {
        cloud: costs.Question(
            tuple(dict.fromkeys(_emitted(key, cloud, found)[0] for key in group_by)),
            _conditions(where, cloud, found),
            first,
            end,
        )
        for cloud in clouds
    }
    most = max((len(question.group_by) for cloud, question in questions.items() if cloud != "gcp"), default=0)
    if form in ("native", "json") and most > costs.MOST_GROUPS:
        raise click.UsageError(f"AWS and Azure group by {costs.MOST_GROUPS} keys at most, not by {most}")
    if form == "json" and "gcp" in questions and len(questions) > 1:
        console.print_stderr("provider-bridge: BigQuery takes SQL and is left out: use --format native")
    console.write_result(_rendered(form, questions, found, table, scope))
    return print_errors(results)


def _clouds(jobs: list[Job], provider: str | None) -> list[str]:
    """The clouds that send a bill, among the jobs or as asked."""
    chosen = (
        list(PROVIDERS) if provider == "all" else [provider] if provider else sorted({job.provider for job in jobs})
    )
    clouds = [cloud for cloud in chosen if cloud != "kubernetes"]
    if len(clouds) < len(chosen) and provider != "all":
        console.print_stderr("provider-bridge: Kubernetes sends no bill; ask its cloud for the cluster's costs")
    if not clouds:
        raise click.UsageError("none of the jobs is on a cloud that sends a bill")
    return clouds


def _emitted(key: str, cloud: str, jobs: list[Job]) -> tuple[str, list[tuple[str, Tag]]]:
    """A key as a cloud shows it, and the tags that have it, each with its value as shown. A usage error if none has."""
    shown: dict[str, list[tuple[str, Tag]]] = {}
    known: set[str] = set()
    for job in jobs:
        limits = limits_for(cloud, None, job.blocks["runtime"]["type"])
        for tag in job.canonical.values():
            name = spelling.format_key(cloud, tag.key, limits).text
            known.add(tag.key)
            if key in (tag.key, name):
                value = spelling.format_value(cloud, tag.value, limits).text
                shown.setdefault(name, []).append((value, tag))
    if not shown:
        raise click.UsageError(f'no job emits the tag "{key}"{did_you_mean(key, known)}')
    name = sorted(shown)[0]
    return name, shown[name]


def _conditions(where: tuple[str, ...], cloud: str, jobs: list[Job]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The values to look at, by key: two values of one key are alternatives."""
    found: dict[str, list[str]] = {}
    for condition in where:
        key, equals, value = condition.partition("=")
        if not equals:
            raise click.BadParameter(f'"{condition}" is not KEY=VALUE', param_hint="--where")
        name, tags = _emitted(key, cloud, jobs)
        values = {shown for shown, tag in tags if value in (shown, tag.canonical)}
        if not values:
            console.print_stderr(f"provider-bridge: no job emits {escape_control(condition)} now; asked all the same")
            values = {spelling.format_value(cloud, value, PROVIDERS[cloud].GENERAL).text}
        found.setdefault(name, []).extend(values)
    return tuple((name, tuple(sorted(set(values)))) for name, values in found.items())


def _all_keys(cloud: str, jobs: list[Job]) -> tuple[str, ...]:
    """Every key that the jobs of a cloud emit there."""
    keys = {
        spelling.format_key(cloud, tag.key, limits_for(cloud, None, job.blocks["runtime"]["type"])).text
        for job in jobs
        if job.provider == cloud
        for tag in job.canonical.values()
    }
    return tuple(sorted(keys))


def _rendered(form: str, questions: dict[str, costs.Question], jobs: list[Job], table: str | None, scope: str) -> str:
    if form == "focus":
        parts = {cloud: costs.focus(question, table or "focus_costs") for cloud, question in questions.items()}
    elif form == "activation":
        if "aws" not in questions:
            raise click.UsageError("only AWS has cost allocation tags to activate")
        asked = questions["aws"]
        keys = tuple(dict.fromkeys([*asked.group_by, *(key for key, _ in asked.where)]))
        return costs.aws_activation(keys or _all_keys("aws", jobs))
    elif form == "json":
        requests = {"aws": costs.aws_request, "azure": costs.azure_request}
        found = {cloud: requests[cloud](question) for cloud, question in questions.items() if cloud in requests}
        if not found:
            raise click.UsageError("BigQuery takes SQL: use --format native")
        shown = next(iter(found.values())) if len(found) == 1 else found
        return json_text(shown) + "\n"
    else:
        parts = {}
        for cloud, question in questions.items():
            if cloud == "aws":
                parts[cloud] = costs.aws_command(question)
            elif cloud == "gcp":
                parts[cloud] = costs.bigquery(question, table or costs.TABLE)
            else:
                parts[cloud] = costs.azure_command(question, scope)
    if len(parts) == 1:
        return next(iter(parts.values()))
    comment = "-- " if form == "focus" else "# "
    titled = [
        f"{'-- ' if cloud == 'gcp' else comment}{PROVIDERS[cloud].TITLE}\n{text}" for cloud, text in parts.items()
    ]
    return "\n".join(titled)
