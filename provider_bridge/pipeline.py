"""The pipeline: read each job, merge its tags, check them and format them for its provider."""

from __future__ import annotations

from .diagnostics import Severities, finish, is_error
from .jobs.conflicts import ConflictFinder
from .jobs.credentials import check_values
from .jobs.resolve import assemble, asset_of, check, facts, identify, layers, substitute, substitute_asset, tenants_of
from .light_typing import TYPE_CHECKING
from .policy.judge import Budget, judge, judge_job
from .policy.required_tags import check_required_tags, required_keys
from .policy.rules import JOB
from .project import empty_globs, open_project
from .query.parse import QueryError
from .result import Result, as_data
from .tags.credentials import check_secrets
from .tags.format import format_job
from .tags.merge import identity_keys, merge
from .tags.twins import join_twins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .diagnostics import Diagnostic
    from .documents.document import Document
    from .files.globs import JobFile
    from .jobs.job import Job
    from .project import Project
    from .query.parse import Query
    from .result import Kept


def run(
    query: Query,
    environ: Mapping[str, str],
    keep: Callable[[Job, Project], Kept],
    track: Callable[[Sequence[JobFile]], Iterable[JobFile]] = iter,
    with_faulty: bool = False,
) -> Result[Kept]:
    """Resolve every job of a query. Errors are in the result; no exception is raised.

    `keep` returns the part of a job that the caller needs, so that a large project is never in memory as a whole.
    `track` iterates over the files and can show the progress. `with_faulty` also keeps jobs whose tags have errors,
    such as a missing required tag, for reports about them.
    """
    try:
        project, of_project = open_project(query)
    except QueryError as error:
        return Result(None, {}, {None: error.diagnostics})
    environ = {**project.config.variables, **environ, **query.env}
    severities, locate = Severities(query.strict, project.config.severities), project.documents.locate
    tenants = query.tenants or (() if query.job else project.config.tenants)
    kept: dict[str, Kept] = {}
    faulty: dict[object, Kept] = {}
    diagnostics: dict[object, list[Diagnostic]] = {}
    skipped: list[str] = []
    conflicts, budget = ConflictFinder(), Budget()
    has_settings = not any(map(is_error, of_project))  # without them tags would be wrong
    for file in track(project.files):
        document, of_file, is_skipped = project.documents.job(file)
        skipped += [file.path] if is_skipped else []
        diagnostics[file] = finish(of_file, locate, severities)
        if document is None:
            continue
        for tenant in tenants_of(document, tenants):
            job, of_job, budget = resolve(project, document, of_file, tenant, environ, budget)
            finished = [*diagnostics[file], *finish(of_job, locate, severities)]
            good = None if any(map(is_error, of_job)) else job
            if good:
                conflicts.add(good)
            is_first = good is not None and good.key not in diagnostics  # another job with its key is an error
            diagnostics[good.key if good and is_first else (file, tenant)] = finished
            if good and is_first and has_settings and not any(map(is_error, finished)):
                kept[good.key] = keep(good, project)
            elif job and with_faulty:
                faulty[file, tenant] = keep(job, project)
    of_project = [*of_project, *empty_globs(project, skipped), *budget.stopped.values()]
    diagnostics[None] = finish(of_project, locate, severities)
    for conflict, keys in conflicts.diagnostics():
        for key in keys:
            diagnostics[key] += finish([conflict], locate, severities)
    return Result(project, kept, diagnostics, skipped, faulty)


def resolve(
    project: Project,
    document: Document,
    of_file: Sequence[Diagnostic],
    tenant: str | None,
    environ: Mapping[str, str],
    budget: Budget,
) -> tuple[Job | None, list[Diagnostic], Budget]:
    """Resolve one job for one tenant, stage by stage; None if an error hides its tags."""
    query, config = project.query, project.config
    identity, of_identity = identify(document, tenant, environ)
    source, of_variables = substitute(document, tenant, identity, environ)
    of_check = [*check(source, query), *check_values(source)]
    asset, of_asset = project.documents.asset(*asset_of(source), config.path_map)
    source, of_governance = substitute_asset(source, asset)
    diagnostics = [*of_identity, *of_variables, *of_check, *of_asset, *of_governance]
    if any(map(is_error, [*of_file, *diagnostics])):
        return None, diagnostics, budget
    merged, of_merge = merge(layers(source, config.tag_prefix), config.tag_prefix)
    of_secrets = check_secrets(merged)
    if of_secrets:
        return None, [*diagnostics, *of_secrets], budget
    known = facts(source, query)
    protected = {*required_keys(config, known.condition), *identity_keys(config.tag_prefix)}
    merged, of_twins = join_twins(merged, known.format, known.limits, protected)
    of_required = check_required_tags(config, merged, known.condition, known.location)
    of_rules, budget = judge(config, merged, known.condition, known.location, budget)
    tags, labels, of_format = format_job(
        merged, known.provider, known.format, known.runtime, known.limits, known.location, protected
    )
    of_aws: list[Diagnostic] = []
    if known.format == "aws" and config.key_policies:
        from .policy.aws_tag_policies import MODULE_TYPES, check_aws_tag_policies, report_required

        of_aws = check_aws_tag_policies(config.key_policies, tags)
        if known.runtime != "kubernetes":
            of_aws += report_required(config.key_policies, MODULE_TYPES, tags, known.location)
    job = assemble(source, known, merged, tags, labels, config)
    if any(rule.on == JOB for rule in config.rules):
        of_fields, budget = judge_job(config, as_data(job), known.condition, job.path, budget)
        of_rules += of_fields
    of_policy = [*of_required, *of_rules, *of_aws]
    if config.exemptions and of_policy:
        from .policy.exemptions import exempt  # most projects have none

        of_policy = exempt(config.exemptions, of_policy, job.key, job.path)
    diagnostics += [*of_merge, *of_twins, *of_format, *of_policy]
    return job, diagnostics, budget
