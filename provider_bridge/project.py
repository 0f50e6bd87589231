"""What a query is about: the root, its policy and the job files; every document is read here, once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .diagnostics import ERROR, QUERY, Diagnostic, Finding, Where, foremost, is_error
from .documents import document as documents
from .files import root as files
from .files.container_paths import under_root
from .policy import config as policy
from .policy import rules
from .query.parse import Query, Refused, located
from .schema import check as shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .documents.document import Document
    from .documents.yaml_loader import Owned
    from .policy.rules import AllowedValues, When
    from .tags.merge import Tag

_JOB_FIELDS: Owned = dict.fromkeys(("tenant_id", "environment", "name", "asset_path", "finops", "infrastructure"))
_GOVERNANCE: Owned = dict.fromkeys(("compliance", "finops"))
_ASSET_FIELDS: Owned = {**_GOVERNANCE, "asset": _GOVERNANCE}


class Estate:
    """A root with its policy and the documents under it."""

    def __init__(self, root: files.Root, query: Query) -> None:
        self.root, self.query = root, query
        self.policy = policy.Policy()
        self._taken: dict[Where, float] = {}  # how long each rule has taken
        self._texts: dict[str, bytes] = {}
        self._current = ("", b"")  # of the jobs only the one at hand: an estate may have ten thousand
        self._assets: dict[str, tuple[Document | None, list[Diagnostic]]] = {}

    def job(self, file: files.Found) -> tuple[Document | None, list[Diagnostic]]:
        """The document of a job file, of the right shape as far as it goes, and what is wrong with it.

        Neither for a file that a glob found and that isn't for the bridge yet: estates are migrated one job at a time.
        """
        try:
            if not file.path.isprintable() and any("\ud800" <= char <= "\udfff" for char in file.path):
                raise files.Unreadable("file-unreadable", "the file's name is not UTF-8", "rename it")
            text = self.root.read(file.path)
        except files.Unreadable as problem:
            key = "job" if self.query.job is not None else "jobs"
            where = Where(QUERY, (key,)) if problem.rule in ("file-missing", "path-outside-root") else Where(file.path)
            return None, [self.locate(Finding(problem.rule, problem.message, problem.fix, where))]
        document, diagnostics = self._parsed(text, file.path, _JOB_FIELDS)
        if document is None or (not file.exactly and self.query.provider is None and _lacks_infrastructure(document)):
            return None, diagnostics
        self._current = (file.path, text)
        return self._shaped("job", document)

    def asset(self, path: str, where: Where) -> tuple[Document | None, list[Diagnostic]]:
        """The asset that a job names at `where`, by its path in the container or under the root, and what is wrong."""
        if path.startswith("/"):
            tried = under_root(path, self.policy.path_map)
            if self.root.holds(path):
                tried.append(self.root.relative(path))
            if not tried:
                return None, [self.locate(Finding(
                    "path-outside-root",
                    f'"{path}" lies outside the root, and path_map has no folder for it',
                    f"use a path below {' or '.join(self.policy.path_map)}, or one under the root",
                    where,
                ))]  # fmt: skip
        else:
            tried = [os.path.normpath(path)]
        for place in tried:
            if place in self._assets:
                return self._assets[place]
            try:
                text = self.root.read(place)
            except files.Unreadable as problem:
                if problem.rule != "file-missing":
                    return None, [self.locate(Finding(problem.rule, problem.message, problem.fix, where))]
                continue
            self._assets[place] = self._checked("asset", text, place, _ASSET_FIELDS)
            return self._assets[place]
        fix = "check asset_path, or map its folder with path_map in provider-bridge.yaml"
        if "\\" in path:
            fix = 'write the path with "/", from the root or as the container has it'
        return None, [self.locate(Finding(
            "asset-missing",
            f'the asset "{path}" can\'t be found; tried under the root: {", ".join(tried)}',
            fix,
            where,
        ))]  # fmt: skip

    def read_policy(self) -> list[Diagnostic]:
        """Reads the policy file: the query's, else the root's if there is one. Returns what is wrong with it."""
        named = self.query.config
        place = named or self.root.absolute(files.CONFIG_NAME)
        marks_the_root = self.query.root is None and self.query.job is None  # so it was there a moment ago
        if not named and not marks_the_root and not os.path.lexists(place):
            return []
        path = self.root.relative(place)
        folder, name = os.path.split(os.path.realpath(named) if named else place)  # who names a link chooses its target
        try:
            text = files.Root(folder).read(name)
        except files.Unreadable as problem:
            where = Where(QUERY, ("config",)) if named else Where(path)
            return [self.locate(Finding(problem.rule, problem.message.replace(name, path, 1), problem.fix, where))]
        document, diagnostics = self._checked("config", text, path, None)
        if document is not None:
            self.policy, findings = policy.read(document)
            findings += self._read_tag_policies(path)
            diagnostics += self.locate_all(findings)
        if any(map(is_error, diagnostics)):  # nothing can be judged by half a policy
            self.policy = self.policy._replace(required_tags=(), rules=(), allowed_values=())
        return diagnostics

    def _read_tag_policies(self, config: str) -> list[Finding]:
        """Reads the AWS tag policies that the policy file names, relative to the root."""
        findings: list[Finding] = []
        found: list[AllowedValues] = []
        for index, path in enumerate(self.policy.tag_policies):
            where = Where(config, ("aws_tag_policies", index))
            try:
                found += policy.allowed_values(self.root.read(os.path.normpath(path)), path)
            except files.Unreadable as problem:
                findings.append(Finding(problem.rule, problem.message, problem.fix, where))
            except ValueError as error:
                message = f'"{path}" is no tag policy: {error}'
                fix = "save what `aws organizations describe-effective-policy` gives as PolicyContent"
                findings.append(Finding("config-invalid", message, fix, where))
        self.policy = self.policy._replace(allowed_values=tuple(found))
        return findings

    def judge(self, tags: Mapping[str, Tag], facts: When, where: Where) -> list[Finding]:
        """What the policy says against a canonical map; a rule that takes too long is judged no more."""
        policy = self.policy
        findings = [
            *rules.missing(policy.required_tags, tags, facts, policy.tag_prefix, where),
            *rules.broken(policy.rules, tags, facts, policy.tag_prefix, where, self._taken),
        ]
        slow = {finding.where for finding in findings if finding.rule == rules.SLOW}
        if slow:
            self.policy = policy._replace(rules=tuple(rule for rule in policy.rules if rule.where not in slow))
        return findings

    def locate(self, finding: Finding) -> Diagnostic:
        """A finding with its line and column, and an error where the query is strict."""
        if finding.where.document == QUERY:
            return located(finding, self.query)
        severity = ERROR if self.query.strict else finding.severity
        line, column = self.spot(finding.where)
        return Diagnostic(finding.where.document, line, column, finding.rule, severity, finding.message, finding.fix)

    def locate_all(self, findings: Iterable[Finding]) -> list[Diagnostic]:
        """What is said of some findings of one stage, each with its line and column."""
        return [self.locate(finding) for finding in foremost(findings)]

    def spot(self, where: Where) -> tuple[int, int]:
        """Line and column of a place in a document; its start where the document can't be read (again)."""
        text = self._current[1] if where.document == self._current[0] else self._texts.get(where.document)
        if text is None:
            try:
                text = self.root.read(where.document)
            except files.Unreadable:
                return 1, 1
        return documents.spot(text, where.path, where.key)

    def place(self, where: Where) -> str:
        """A place as people name it, `file:line`."""
        return f"{where.document}:{self.spot(where)[0]}"

    def _checked(
        self, kind: str, text: bytes, path: str, owned: Owned | None
    ) -> tuple[Document | None, list[Diagnostic]]:
        """A document that is read once and kept; an empty one is an empty mapping."""
        document, diagnostics = self._parsed(text, path, owned)
        if document is None:
            return None, diagnostics
        self._texts[path] = text
        return self._shaped(kind, document if document.data is not None else document._replace(data={}))

    def _parsed(self, text: bytes, path: str, owned: Owned | None) -> tuple[Document | None, list[Diagnostic]]:
        try:
            return documents.read(text, path, owned), []
        except documents.Refused as refused:
            return None, refused.diagnostics

    def _shaped(self, kind: str, document: Document) -> tuple[Document | None, list[Diagnostic]]:
        """The document without what has the wrong shape, and what that is; none where nothing is left."""
        findings = shape.check(kind, document.data, document.path)
        diagnostics = self.locate_all(findings)
        wrong = [finding for finding in findings if is_error(finding)]
        if any(not finding.where.path for finding in wrong):
            return None, diagnostics
        return document._replace(data=shape.without(document.data, wrong)), diagnostics


def open_estate(query: Query) -> tuple[Estate, list[files.Found], list[Diagnostic]]:
    """The estate that a query is about, the job files it names, and what is wrong with its policy file.

    Raises `Refused` where the query names no estate.
    """
    findings: list[Finding] = []
    if query.job is not None:
        root = files.Root(query.root or files.default_root(os.path.dirname(os.path.abspath(query.job))))
        named = [(query.job, True)]
    else:
        root = files.Root(query.root) if query.root else _common_root(query)
        named = []
        for pattern in query.jobs:
            try:
                matches = files.expand(pattern)
            except OSError as error:
                message = f'the folder "{root.relative(error.filename)}" can\'t be listed: {error.strerror}'
                fix = "check its permissions, or name the jobs without it"
                findings.append(Finding("file-unreadable", message, fix, Where(QUERY, ("jobs",))))
                continue
            if matches is None:
                message, fix = (
                    f'"{pattern}" matches no file',
                    "check the path; a relative one starts in the working directory",
                )
                findings.append(Finding("glob-empty", message, fix, Where(QUERY, ("jobs",))))
            named += [match for match in matches or () if match[1] or os.path.basename(match[0]) != files.CONFIG_NAME]
    if query.root and not os.path.isdir(query.root):
        findings.append(
            Finding("root-unknown", f'the root "{query.root}" is no folder', "name a folder", Where(QUERY, ("root",)))
        )
    found: dict[str, files.Found] = {}
    for path, exactly in named:
        job = files.Found(root.relative(path), exactly)
        found[job.path] = max(job, found.get(job.path, job))
    if findings:
        raise Refused(findings, query.text)
    estate = Estate(root, query)
    return estate, sorted(found.values()), estate.read_policy()


def _lacks_infrastructure(document: Document) -> bool:
    data = document.data
    return data is None or (isinstance(data, dict) and data.get("infrastructure") is None)


def _common_root(query: Query) -> files.Root:
    roots = files.roots_of(query.jobs)
    where = Where(QUERY, ("jobs",))
    if len(roots) > 1:
        raise Refused(
            [
                Finding(
                    "root-unknown",
                    "the jobs lie under different roots",
                    'ask for each root alone, or give "root"',
                    where,
                )
            ],
            query.text,
        )
    folder = roots.pop()
    if folder is None:
        message = f'no folder at or above the jobs holds "{files.CONFIG_NAME}", which marks the root'
        raise Refused(
            [Finding("root-unknown", message, 'put one there (it may be empty), or give "root"', where)], query.text
        )
    return files.Root(folder)
