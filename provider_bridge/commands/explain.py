"""`provider-bridge explain`: for each tag who said it where, whom it overrode, and what its cloud made of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..providers import PROVIDERS
from ..wording import compact_json, escape_control, json_text
from . import tag_keys
from .options import about_jobs, print_errors, provider_option, providers, query, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..diagnostics import Location
    from ..jobs.job import Job
    from ..project import Project
    from ..tags.layers import Origin

    Trail = dict[str, Any]


@click.command("explain")
@about_jobs
@provider_option
@click.option(
    "--tag",
    "keys",
    multiple=True,
    metavar="KEY",
    help="Only this tag, as written or as formatted; repeatable.",
    shell_complete=tag_keys.complete,
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="Default: text."
)
def command(jobs: tuple[str, ...], provider: str | None, keys: tuple[str, ...], form: str, **options: Any) -> int:
    """Show where each tag comes from: layer, file and line, what it overrode, raw, canonical and formatted value, why.

    \b
    Example:
      provider-bridge explain jobs/acme/stripe_customers.yaml --tag dativo:cost-center
    """

    def keep(job: Job, project: Project) -> Trail:
        trails = trail(job, project.documents.locate)
        tags = [tag for tag in trails if not keys or {tag["key"], tag["formatted_key"]} & {*keys}]
        return {"job": job.key, "provider": job.format, "tags": tags}

    results = resolved([query(jobs, name, **options) for name in providers(provider)], keep)
    trails = [of_job for result in results for of_job in result.kept.values()]
    failed = any(result.failed for result in results)
    if keys and not failed and not any(job["tags"] for job in trails):
        raise click.UsageError(f"no job has the tag {' or '.join(keys)}")
    if failed and not trails:
        pass
    elif form == "json":
        console.write_result(json_text(trails) + "\n")
    elif form == "markdown":
        console.write_result("\n".join(line for job in trails for line in _markdown(job)) + "\n")
    else:
        _text(trails)
    return print_errors(results)


def trail(job: Job, locate: Callable[[Location], Location]) -> list[Trail]:
    """The trail of each tag, removed ones included: plain data, as `--format json` prints it."""

    def said(origin: Origin) -> Trail:
        where = origin.location
        return {
            "layer": origin.layer,
            "path": where.document,
            "line": locate(where).line,
            "field": ".".join(map(str, where.path)),
            "raw": origin.raw,
            "canonical": origin.canonical,
        }

    shown: list[Trail] = [
        {
            "key": formatted.tag.key,
            "formatted_key": key,
            "value": formatted.value.text,
            **said(formatted.tag.origin),
            "why": [*(f"key: {reason}" for reason in formatted.key.reasons), *formatted.value.reasons],
            "overrides": [said(origin) for origin in formatted.tag.origins[1:]],
        }
        for key, formatted in job.tags.items()
    ]
    shown += [
        {
            "key": key,
            "formatted_key": None,
            "value": None,
            **said(origins[0]),
            "why": ["removed"],
            "overrides": [said(origin) for origin in origins[1:]],
        }
        for key, origins in job.removed.items()
    ]
    return shown


def _raw(raw: Any) -> str:
    return raw if isinstance(raw, str) else compact_json(raw)


def _steps(tag: Trail) -> str:
    """`[payments, revenue] → payments,revenue → payments:revenue`, equal steps once."""
    steps = [_raw(tag["raw"]), tag["canonical"], tag["value"]]
    shown = [step for index, step in enumerate(steps) if step is not None and (index == 0 or step != steps[index - 1])]
    return " → ".join(escape_control(step) for step in shown)


def _place(said: Trail) -> str:
    return escape_control(f"{said['layer']}  {said['path']}:{said['line']}")


def _text(trails: Sequence[Trail]) -> None:
    styled = console.is_terminal() and not os.environ.get("NO_COLOR")

    def style(text: str, **how: Any) -> str:
        return click.style(text, **how) if styled else text

    lines = []
    for job in trails:
        lines.append(style(escape_control(f"{job['job']} ({PROVIDERS[job['provider']].TITLE})"), bold=True))
        for tag in job["tags"]:
            value = "(removed)" if tag["value"] is None else tag["value"]
            key = tag["formatted_key"] or tag["key"]
            lines.append(f"  {style(escape_control(key), fg='cyan')} = {style(escape_control(value), fg='green')}")
            lines.append(f"    from {_place(tag)}  {style(escape_control(tag['field']), dim=True)}")
            if key != tag["key"]:
                lines.append(f"    key: {escape_control(tag['key'])}")
            lines.append(f"    {_steps(tag)}" + (f"  ({', '.join(tag['why'])})" if tag["why"] else ""))
            for other in tag["overrides"]:
                said = "(removes it)" if other["canonical"] is None else escape_control(other["canonical"])
                lines.append(f"    overrides {said}  {_place(other)}")
    console.write_result("\n".join(lines) + "\n")


def _markdown(job: Trail) -> Iterator[str]:
    def cell(text: str) -> str:
        return escape_control(text).replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`") or " "

    yield f"### {cell(job['job'])} ({PROVIDERS[job['provider']].TITLE})\n"
    yield "| tag | value | from | overrides | why |"
    yield "|---|---|---|---|---|"
    for tag in job["tags"]:
        overrides = "<br>".join(
            f"{cell(other['canonical'] or '(removes it)')} ({other['layer']}, {cell(other['path'])}:{other['line']})"
            for other in tag["overrides"]
        )
        value = "*removed*" if tag["value"] is None else cell(tag["value"])
        source = f"{tag['layer']}, {cell(tag['path'])}:{tag['line']}"
        yield (
            f"| {cell(tag['formatted_key'] or tag['key'])} | {value} | {source} | {overrides} | {cell(_steps(tag))}"
            + (f" ({cell(', '.join(tag['why']))}) |" if tag["why"] else " |")
        )
    yield ""
