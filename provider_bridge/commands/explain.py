"""`provider-bridge explain`: the origin of each tag, what it overrode, and how it was formatted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..providers import PROVIDERS
from ..providers.text import nfc
from ..reports.markdown import code, code_cell, table
from ..wording import compact_json, escape_control, json_text
from . import tag_keys
from .options import about_jobs, format_option, print_errors, provider_option, providers, query, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..diagnostics import Location
    from ..jobs.job import Job
    from ..project import Project
    from ..tags.layers import Origin

    Trail = dict[str, Any]

_MAX_CELL = 60
"""Characters of a value in the table; the trail of one tag has all."""
_REMOVED = "(removed)"


@click.command("explain")
@about_jobs
@provider_option
@click.option(
    "--tag",
    "keys",
    multiple=True,
    metavar="KEY",
    help="Only this tag, as written or as formatted; repeatable",
    shell_complete=tag_keys.complete,
)
@click.option("--verbose", is_flag=True, help="Whole trail of every tag, not only with --tag")
@format_option("text", "json", "markdown")
def command(
    jobs: tuple[str, ...], provider: str | None, keys: tuple[str, ...], verbose: bool, form: str, **options: Any
) -> int:
    """Show the layer, file and line of each tag; with --tag what it overrode and how it was formatted.

    \b
    Example:
      provider-bridge explain jobs/acme/stripe_customers.yaml
      provider-bridge explain jobs/acme/stripe_customers.yaml --tag dativo:cost-center
    """
    wanted = {nfc(key) for key in keys}

    def keep(job: Job, project: Project) -> Trail:
        trails = trail(job, project.documents.locate)
        tags = [tag for tag in trails if not keys or {nfc(tag["key"]), tag["formatted_key"]} & wanted]
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
        lines = _trails(trails) if keys or verbose else _table(trails)
        console.write_result("".join(f"{line}\n" for line in lines))
    return print_errors(results)


def trail(job: Job, locate: Callable[[Location], Location]) -> list[Trail]:
    """Return the trail of each tag, removed ones included, as `--format json` prints it."""

    def as_data(origin: Origin) -> Trail:
        location = origin.location
        return {
            "layer": origin.layer,
            "path": location.document,
            "line": locate(location).line,
            "field": ".".join(map(str, location.path)),
            "raw": origin.raw,
            "canonical": origin.canonical,
        }

    trails: list[Trail] = [
        {
            "key": formatted.tag.key,
            "formatted_key": key,
            "value": formatted.value.text,
            **as_data(formatted.tag.origin),
            "why": [*(f"key: {reason}" for reason in formatted.key.reasons), *dict.fromkeys(formatted.value.reasons)],
            "overrides": [as_data(origin) for origin in formatted.tag.origins[1:]],
        }
        for key, formatted in job.tags.items()
    ]
    trails += [
        {
            "key": key,
            "formatted_key": None,
            "value": None,
            **as_data(origins[0]),
            "why": ["removed"],
            "overrides": [as_data(origin) for origin in origins[1:]],
        }
        for key, origins in job.removed.items()
    ]
    return trails


def _raw(raw: Any) -> str:
    return raw if isinstance(raw, str) else compact_json(raw)


def _steps(tag: Trail) -> list[str]:
    """Return raw, canonical and formatted value, equal steps once."""
    steps = [_raw(tag["raw"]), tag["canonical"], tag["value"]]
    return [step for index, step in enumerate(steps) if step is not None and (index == 0 or step != steps[index - 1])]


def _source(origin: Trail) -> str:
    return escape_control(f"{origin['layer']}  {origin['path']}:{origin['line']}")


def _style(text: str, **how: Any) -> str:
    return click.style(text, **how) if console.is_terminal() and not os.environ.get("NO_COLOR") else text


def _title(job: Trail) -> str:
    return _style(escape_control(f"{job['job']} ({PROVIDERS[job['provider']].TITLE})"), bold=True)


def _table(trails: Sequence[Trail]) -> Iterator[str]:
    """Return a row for each tag: key, value, layer, file and line, in columns."""
    for job in trails:
        yield _title(job)
        rows = [
            (
                escape_control(tag["formatted_key"] or tag["key"]),
                _shortened(_REMOVED if tag["value"] is None else tag["value"]),
                tag["layer"],
                escape_control(f"{tag['path']}:{tag['line']}"),
            )
            for tag in job["tags"]
        ]
        key_width, value_width, layer_width, _ = (max(map(len, cells)) for cells in zip(*rows, ("",) * 4, strict=True))
        for key, value, layer, location in rows:
            colored = _style(key.ljust(key_width), fg="cyan"), _style(value.ljust(value_width), fg="green")
            yield f"  {'  '.join(colored)}  {layer.ljust(layer_width)}  {_style(location, dim=True)}"


def _shortened(value: str) -> str:
    text = escape_control(value)
    return text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"


def _trails(trails: Sequence[Trail]) -> Iterator[str]:
    """Return a block for each tag: its origin, its steps, and what it overrode."""
    for job in trails:
        yield _title(job)
        for tag in job["tags"]:
            value = _REMOVED if tag["value"] is None else tag["value"]
            key = tag["formatted_key"] or tag["key"]
            yield f"  {_style(escape_control(key), fg='cyan')} = {_style(escape_control(value), fg='green')}"
            yield f"    from {_source(tag)}  {_style(escape_control(tag['field']), dim=True)}"
            if key != tag["key"]:
                yield f"    key: {escape_control(tag['key'])}"
            steps = " → ".join(map(escape_control, _steps(tag)))
            yield f"    {steps}" + (f"  ({', '.join(tag['why'])})" if tag["why"] else "")
            for other in tag["overrides"]:
                overridden = "(removes it)" if other["canonical"] is None else escape_control(other["canonical"])
                yield f"    overrides {overridden}  {_source(other)}"


def _markdown(job: Trail) -> Iterator[str]:
    yield f"### {code(job['job'])} ({PROVIDERS[job['provider']].TITLE})"
    yield ""
    yield from table(("tag", "value", "from", "overrides", "why"), map(_row, job["tags"]))
    yield ""


def _row(tag: Trail) -> list[str]:
    def source(origin: Trail) -> str:
        location = code_cell(f"{origin['path']}:{origin['line']}")
        return f"{origin['layer']}, {location}"

    overrides = "<br>".join(
        f"{'(removes it)' if other['canonical'] is None else code_cell(other['canonical'])} ({source(other)})"
        for other in tag["overrides"]
    )
    steps = " → ".join(map(code_cell, _steps(tag)))
    return [
        code_cell(tag["formatted_key"] or tag["key"]),
        "*removed*" if tag["value"] is None else code_cell(tag["value"]),
        source(tag),
        overrides or " ",
        steps + (f" ({', '.join(tag['why'])})" if tag["why"] else ""),
    ]
