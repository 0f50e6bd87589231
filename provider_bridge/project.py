"""The project of a query: its root, its configuration and its job files. Documents are read only here."""

from __future__ import annotations

import os

from .diagnostics import QUERY, WARNING, Diagnostic, Location, is_error
from .documents.document import find_position, parse
from .files.container_paths import under_root
from .files.globs import JobFile, any_of, expand, roots_of
from .files.root import CONFIG_NAME, FileError, Root, default_root
from .light_typing import TYPE_CHECKING
from .policy.config import Config
from .query.parse import Query, QueryError
from .schema import check
from .schema.near_miss import missing_infrastructure, near_misses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .documents.data import Owned
    from .documents.document import Document

_JOB_FIELDS: Owned = dict.fromkeys(("tenant_id", "environment", "name", "asset_path", "finops", "infrastructure"))
_GOVERNANCE: Owned = dict.fromkeys(("compliance", "finops"))
_ASSET_FIELDS: Owned = {**_GOVERNANCE, "asset": _GOVERNANCE}
_NAMED_BY_QUERY = ("file-missing", "path-outside-root")
"""Rules of a job file that are located at the query, which names the file."""


class Documents:
    """The documents of a project. Assets and the configuration are kept, but only the current job."""

    def __init__(self, root: Root, query: Query) -> None:
        self.root, self._query = root, query
        self._texts: dict[str, bytes] = {}
        self._hashes: dict[str, int] = {}
        self._current = ("", b"")
        self._assets: dict[str, tuple[Document | None, list[Diagnostic]]] = {}
        self._candidates: dict[str, list[str]] = {}
        """The paths below the root that the path of an asset may mean."""

    def job(self, file: JobFile) -> tuple[Document | None, list[Diagnostic], bool]:
        """Return a job's document, its diagnostics, and whether it is skipped.

        A glob skips a file without `infrastructure`.
        """
        try:
            if not file.path.isprintable() and any("\ud800" <= char <= "\udfff" for char in file.path):
                raise FileError("file-unreadable", "the name of the file must be UTF-8", "rename the file", file.path)
            text = self.root.read(file.path)
        except FileError as error:
            key = "job" if self._query.job is not None else "jobs"
            named_at = Location(QUERY, (key,)) if error.rule in _NAMED_BY_QUERY else Location(file.path)
            return None, [error.at(named_at)], False
        self._current = (file.path, text)
        self._hashes[file.path] = hash(text)
        document, diagnostics = parse(text, file.path, _JOB_FIELDS)
        if document is None:
            return None, diagnostics, False
        if not file.explicit and _lacks_infrastructure(document):
            misspelled = missing_infrastructure(document)
            return None, [*diagnostics, *([misspelled] if misspelled else ())], misspelled is None
        diagnostics += near_misses(document, _JOB_FIELDS)
        document, of_shape = _right_shape("job", document)
        return document, diagnostics + of_shape, False

    def asset(
        self, path: str | None, named_at: Location, path_map: Mapping[str, str]
    ) -> tuple[Document | None, list[Diagnostic]]:
        """Return the asset of a path in the container or below the root, and its errors.

        None without errors if the job has no asset. An asset is read and checked once per call.
        """
        if path is None:
            return None, []
        if path not in self._candidates:
            self._candidates[path] = self._asset_candidates(path, path_map)
        candidates = self._candidates[path]
        if not candidates:
            message = 'asset {0} is outside the project root and outside of "path_map"'
            fix = "use a path below {1:bare}, or one relative to the project root"
            values = (path, " or ".join(path_map))
            return None, [Diagnostic("path-outside-root", message, fix, named_at, values=values)]
        for candidate in candidates:
            if candidate not in self._assets:
                try:
                    text = self.root.read(candidate)
                except FileError as error:
                    if error.rule != "file-missing":
                        return None, [error.at(named_at)]
                    continue
                asset, of_asset = self.keep("asset", text, candidate, _ASSET_FIELDS)
                misspelled = near_misses(asset, _ASSET_FIELDS) if asset else []
                self._assets[candidate] = asset, [*of_asset, *misspelled]
            return self._assets[candidate]
        fix = 'correct "asset_path", or add its directory to "path_map" in provider-bridge.yaml'
        if "\\" in path:
            fix = 'use "/" between directories, relative to the project root or as in the container'
        message = "asset {0} not found; searched: {1:all}"
        return None, [Diagnostic("asset-missing", message, fix, named_at, values=(path, tuple(candidates)))]

    def _asset_candidates(self, path: str, path_map: Mapping[str, str]) -> list[str]:
        if not path.startswith("/"):
            return [os.path.normpath(path)]
        candidates = under_root(path, path_map)
        if self.root.contains(path):
            candidates.append(self.root.relative(path))
        return candidates

    def keep(self, kind: str, text: bytes, path: str, owned: Owned | None) -> tuple[Document | None, list[Diagnostic]]:
        """Return a document that is read once, its text kept for positions."""
        document, diagnostics = parse(text, path, owned)
        if document is None:
            return None, diagnostics
        self._texts[path] = text
        if document.data is None and kind == "config":  # an empty configuration file marks the root
            document = document._replace(data={})
        document, of_shape = _right_shape(kind, document)
        return document, diagnostics + of_shape

    def locate(self, location: Location) -> Location:
        """Return a location with line and column; 1:1 where the document cannot be read again, or has changed."""
        if location.document == QUERY:
            return self._query.locate(location)
        text = self._text(location.document)
        line, column = (1, 1) if text is None else find_position(text, location.path, location.on_key)
        return location._replace(line=line, column=column)

    def file_and_line(self, location: Location) -> str:
        """Return a location as `file:line`."""
        return f"{location.document}:{self.locate(location).line}"

    def _text(self, path: str) -> bytes | None:
        if path == self._current[0]:
            return self._current[1]
        if path in self._texts:
            return self._texts[path]
        try:
            text = self.root.read(path)
        except FileError:
            return None
        return text if self._hashes.get(path, hash(text)) == hash(text) else None


class Project:
    """A query's project.

    `globs` has, by glob, the paths of the files that match and are not excluded.
    """

    def __init__(
        self,
        query: Query,
        documents: Documents,
        config: Config,
        files: Sequence[JobFile],
        globs: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.query, self.documents, self.config = query, documents, config
        self.root, self.files, self.globs = documents.root, files, globs


def open_project(query: Query) -> tuple[Project, list[Diagnostic]]:
    """Return the project of a query, and the errors of its configuration file.

    Raises:
        QueryError: The query names no project.

    """
    root = _root(query)
    documents = Documents(root, query)
    config, of_config = _read_config(documents, query)
    files, globs, diagnostics = _job_files(query, root, config)
    if query.root and not os.path.isdir(query.root):
        location = Location(QUERY, ("root",))
        message = "project root {0} must be a directory"
        diagnostics.append(
            Diagnostic("root-unknown", message, "set the path of a directory", location, values=(query.root,))
        )
    if diagnostics:
        raise QueryError(diagnostics, query.text)
    return Project(query, documents, config, files, globs), of_config


def empty_globs(project: Project, skipped: Sequence[str]) -> list[Diagnostic]:
    """Return a warning for each glob whose files are all excluded or skipped."""
    message = 'no file that matches {0} is a job: each is excluded or has no "infrastructure"'
    fix = 'add "infrastructure" to a job, or correct the pattern'
    location, without = Location(QUERY, ("jobs",)), {*skipped}
    return [
        Diagnostic("glob-empty", message, fix, location, WARNING, (pattern,))
        for pattern, paths in project.globs.items()
        if without.issuperset(paths)
    ]


def _root(query: Query) -> Root:
    if query.root:
        return Root(query.root, query.edited)
    if query.job is not None:
        return Root(default_root(os.path.dirname(os.path.abspath(query.job))), query.edited)
    return _common_root(query)


def _job_files(
    query: Query, root: Root, config: Config
) -> tuple[tuple[JobFile, ...], dict[str, tuple[str, ...]], list[Diagnostic]]:
    """Return the job files of a query, and the paths that each glob names."""
    if query.job is not None:
        return (JobFile(root.relative(query.job), True),), {}, []
    excluded = any_of(config.exclude, root.relative)
    files: dict[str, JobFile] = {}
    globs: dict[str, tuple[str, ...]] = {}
    diagnostics: list[Diagnostic] = []
    for pattern in query.jobs:
        matches, of_pattern = _matches(pattern, root, excluded)
        diagnostics += of_pattern
        named = [
            JobFile(root.relative(path), explicit)
            for path, explicit in matches
            if explicit or os.path.basename(path) != CONFIG_NAME
        ]
        for file in named:
            files[file.path] = max(file, files.get(file.path, file))
        if not of_pattern and not any(file.explicit for file in named):
            globs[pattern] = tuple(file.path for file in named)
    return tuple(sorted(files.values())), globs, diagnostics


def _matches(
    pattern: str, root: Root, excluded: Callable[[str], bool]
) -> tuple[list[tuple[str, bool]], list[Diagnostic]]:
    location = Location(QUERY, ("jobs",))
    try:
        matches = expand(pattern, excluded)
    except OSError as error:
        message = "directory {0} cannot be listed: {1:bare}"
        fix = "allow the current user to read it, or use a pattern without it"
        values = (root.relative(error.filename), error.strerror or "")
        return [], [Diagnostic("file-unreadable", message, fix, location, values=values)]
    if matches is None:
        fix = "check the pattern; relative patterns start in the working directory"
        return [], [Diagnostic("glob-empty", "no file matches {0}", fix, location, values=(pattern,))]
    return matches, []


def _common_root(query: Query) -> Root:
    roots = roots_of(query.jobs)
    location = Location(QUERY, ("jobs",))
    if len(roots) > 1:
        message, fix = "the jobs belong to different project roots", 'send one query per project, or set "root"'
        raise QueryError([Diagnostic("root-unknown", message, fix, location)], query.text)
    directory = roots.pop()
    if directory is None:
        message = "project root not found: no {0} in the directory of the jobs or above it"
        fix = 'create an empty {0} in the project root, or set "root"'
        raise QueryError([Diagnostic("root-unknown", message, fix, location, values=(CONFIG_NAME,))], query.text)
    return Root(directory, query.edited)


def _read_config(documents: Documents, query: Query) -> tuple[Config, list[Diagnostic]]:
    """Read the configuration file: the query's, else that of the root if there is one."""
    root, named = documents.root, query.config
    absolute = named or root.absolute(CONFIG_NAME)
    marks_the_root = query.root is None and query.job is None  # so it was there a moment ago
    if not named and not marks_the_root and not os.path.lexists(absolute):
        return Config(), []
    path = root.relative(absolute)
    # Follow the link: the user chose it with "config".
    directory, name = os.path.split(os.path.realpath(named) if named else absolute)
    try:
        text = query.edited.get(path) or Root(directory).read(name)
    except FileError as error:
        diagnostic = error.at(Location(QUERY, ("config",)) if named else Location(path))
        return Config(), [diagnostic._replace(values=(path, *diagnostic.values[1:]))]
    document, diagnostics = documents.keep("config", text, path, None)
    if document is None:
        return Config(), diagnostics
    if not document.data:
        return Config(), diagnostics
    from .policy import config_reader  # an empty file only marks the root

    config, of_config = config_reader.read(document)
    config, of_policies = _read_tag_policies(documents, config, path)
    diagnostics = [*diagnostics, *of_config, *of_policies]
    if any(map(is_error, diagnostics)):  # an incomplete policy would check too little
        config = config._replace(required_tags=(), rules=(), key_policies=())
    return config, diagnostics


def _read_tag_policies(documents: Documents, config: Config, path: str) -> tuple[Config, list[Diagnostic]]:
    """Read the AWS tag policies that the configuration names, relative to the root."""
    if not config.tag_policies:
        return config, []
    from .policy import aws_tag_policies  # most projects have none

    diagnostics: list[Diagnostic] = []
    policies: list[aws_tag_policies.KeyPolicy] = []
    for index, named in enumerate(config.tag_policies):
        location = Location(path, ("aws_tag_policies", index))
        try:
            text = documents.root.read(os.path.normpath(named))
        except FileError as error:
            diagnostics.append(error.at(location))
            continue
        of_file, of_policy = aws_tag_policies.read(text, named, location)
        policies += of_file
        diagnostics += of_policy
    return config._replace(key_policies=tuple(policies)), diagnostics


def _right_shape(kind: str, document: Document) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document without invalid values, or None if the whole document is invalid."""
    if check.matches(kind, document.data):
        return document, []
    from .schema.refusal import errors  # few documents are refused

    diagnostics = errors(kind, document.data, document.path)
    # not the paths of diagnostics: without pydantic only the first is reported
    refused = frozenset(path for path in check.refused(kind, document.data) if not check.is_unknown(kind, path))
    if () in refused:
        return None, diagnostics
    return document._replace(data=check.drop_invalid(document.data, refused), refused=refused), diagnostics


def _lacks_infrastructure(document: Document) -> bool:
    data = document.data
    return data is None or (isinstance(data, dict) and "infrastructure" not in data)
