"""The substitution of variables: `${NAME}`, `${NAME:-default}`, and `$${` for a literal `${`.

Values are not substituted again: they cannot refer to other variables.
"""

from __future__ import annotations

import re

from ..diagnostics import Diagnostic, Location
from ..documents.document import as_map
from ..documents.yaml_loader import Quoted
from ..light_typing import TYPE_CHECKING, NamedTuple
from ..secrets import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ..documents.data import Data
    from ..documents.document import Document, Path

_REFERENCE = re.compile(r"\$(\$\{)|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{)[^}])*))?\})?")
"""`$${`, a whole reference, or a `${` that starts none."""
MAX_CHARACTERS = 1024 * 1024
"""Characters that variables may add to a job and its asset, as many as a document may have."""
_MAX_SHOWN = 400
"""Characters of an invalid reference that a message may need; the rest of a text is copied for none of them."""
IDENTITY_FIELDS = {"TENANT_ID": "tenant_id", "ENVIRONMENT": "environment", "JOB_NAME": "name"}
"""The variables of the job identity, and the fields that set them."""


class Identity(NamedTuple):
    """A job's tenant, environment and name. A field that is absent or has an error is None."""

    tenant_id: str | None
    environment: str | None
    name: str | None
    failed: frozenset[str] = frozenset()
    """Names of variables whose own field has an error, which is reported there."""
    left: int = MAX_CHARACTERS
    """Characters that variables may still add; prevents memory exhaustion."""


class Variables(NamedTuple):
    """The values of variables: the job's own first, then those of the environment."""

    own: Mapping[str, str | None]
    environ: Mapping[str, str]
    failed: frozenset[str] = frozenset()
    """Names without a value because of an error that is reported elsewhere."""
    left: int = MAX_CHARACTERS
    """Characters that variables may still add."""

    def get(self, name: str) -> str | None:
        """Return the value of a variable, or None if it is not set."""
        return self.own[name] if name in self.own else self.environ.get(name)


def substitute_tree(
    data: Data, variables: Variables, location: Location
) -> tuple[Data, list[Diagnostic], frozenset[Path], Variables]:
    """Substitute the variables in all values of a tree at a location; keys stay as written.

    A value that cannot be substituted stays as written, and its path is returned: later stages skip it. The variables
    may add less characters afterwards.
    """
    state = _State(variables.get, variables.failed, variables.left)
    substituted = _tree(data, location, state)
    return substituted, state.diagnostics, frozenset(state.unknown), variables._replace(left=state.left)


def resolve_identity(document: Document, stem: str, environ: Mapping[str, str]) -> tuple[Identity, list[Diagnostic]]:
    """Resolve tenant, environment and name, which can refer to each other but not in a cycle.

    Inside its own field TENANT_ID or ENVIRONMENT comes from the environment; JOB_NAME defaults to the file's stem.
    """
    names = _IdentityNames(document, stem, environ)
    tenant_id, environment, name = map(names.own, IDENTITY_FIELDS)
    return Identity(tenant_id, environment, name, frozenset(names.failed), names.state.left), names.state.diagnostics


class _State:
    """The state of one substitution."""

    def __init__(
        self,
        get: Callable[[str], str | None],
        failed: Collection[str],
        left: int,
        being_resolved: Collection[str] = (),
    ) -> None:
        self.get, self.failed, self.left, self.being_resolved = get, failed, left, being_resolved
        self.diagnostics: list[Diagnostic] = []
        self.unknown: list[Path] = []


class _IdentityNames:
    """The variables of a job's identity, each resolved when another one asks for it."""

    def __init__(self, document: Document, stem: str, environ: Mapping[str, str]) -> None:
        self._stem, self._environ, self._document = stem, environ, document.path
        job = as_map(document.data)
        self._written = {name: job.get(field) for name, field in IDENTITY_FIELDS.items()}
        self._open: list[str] = []
        self.values: dict[str, str | None] = {}
        self.failed = {name for name, field in IDENTITY_FIELDS.items() if (field,) in document.refused}
        self.state = _State(self._get, self.failed, MAX_CHARACTERS, self._open)

    def own(self, name: str) -> str | None:
        """Return the value of the job's own variable, None where its field is absent or has an error."""
        if name not in self.values:
            written = self._written[name]
            if not isinstance(written, str):
                self.values[name] = self._stem if name == "JOB_NAME" else None
            else:
                self._open.append(name)
                location = Location(self._document, (IDENTITY_FIELDS[name],))
                value = _text(written, location, self.state)
                is_known = location.path not in self.state.unknown
                self.values[name] = value if is_known else None
                if not is_known:
                    self.failed.add(name)
                self._open.pop()
        return self.values[name]

    def _get(self, name: str) -> str | None:
        if name not in IDENTITY_FIELDS or (name == self._open[-1] and name != "JOB_NAME"):
            return self._environ.get(name)
        return None if name in self._open else self.own(name)


def _tree(data: Data, location: Location, state: _State) -> Data:
    if _is_plain(data):
        return data
    if isinstance(data, str):
        return _text(data, location, state)
    if isinstance(data, dict):
        return {
            key: value if _is_plain(value) else _tree(value, location.below(key), state) for key, value in data.items()
        }
    return [
        value if _is_plain(value) else _tree(value, location.below(index), state)
        for index, value in enumerate(data or ())
    ]


def _is_plain(data: Data) -> bool:
    """Return whether data is a scalar without variables: most values are, and need no location."""
    return data is None or (isinstance(data, str) and "${" not in data)


def _text(text: str, location: Location, state: _State) -> str:
    """Substitute the variables in a text; one that cannot be substituted stays as written.

    The result is always a string, never a number or a boolean.
    """
    return Quoted(_REFERENCE.sub(lambda match: _reference(match, location, state), text))


def _reference(match: re.Match[str], location: Location, state: _State) -> str:
    """Return the value of a reference, or the reference itself with a diagnostic."""
    literal, name, default = match.groups()
    if literal:
        return "${"
    problem = None
    value: str | None = None
    if name is None:
        problem = _invalid_reference(match)
    else:
        problem, value = _value(name, default, location, state, match[0] == match.string)
    if value is not None and problem is None:
        return value
    state.unknown.append(location.path)
    if problem is not None:
        rule, message, fix, values = problem
        state.diagnostics.append(Diagnostic(rule, message, fix, location, values=values))
    return match[0]


_Problem = tuple[str, str, str, tuple[str, ...]]
"""Rule, message, fix and values of a diagnostic about a reference."""


def _value(
    name: str, default: str | None, location: Location, state: _State, is_whole: bool
) -> tuple[_Problem | None, str | None]:
    if is_secret_name(name):
        message = "variable {0} has the name of a secret, and Terraform stores results unencrypted"
        fix = "pass a reference such as the ARN, and let the ETL read the secret at run time"
        return ("variable-secret", message, fix, (name,)), None
    given = state.get(name)
    if given is None and name in state.failed:
        return None, None
    value = given or (default if default is not None else given)
    if value is None and name in state.being_resolved and location.path != (IDENTITY_FIELDS[name],):
        message = '"{0:bare}" and "{1:bare}" refer to each other'
        fix = 'write the value of "{1:bare}" without "${{{2:bare}}}"'
        return ("variable-undefined", message, fix, (IDENTITY_FIELDS[name], str(location.path[0]), name)), None
    if value is None:
        return ("variable-undefined", "variable {0} is not set", *_how_to_set(name, location, is_whole)), None
    state.left -= len(value)
    if state.left < 0:
        message = "variables add more than {0:bare} characters to this job"
        fix = "use long values less often, or shorten them"
        return ("file-too-large", message, fix, (f"{MAX_CHARACTERS:,}",)), None
    if any("\ud800" <= char <= "\udfff" for char in value):
        message = "the value of variable {0} must be UTF-8"
        return ("variable-undefined", message, "set it to a UTF-8 string", (name,)), None
    return None, value


def _invalid_reference(match: re.Match[str]) -> _Problem:
    message = "invalid variable reference {0:40}"
    fix = 'write "${{NAME}}" or "${{NAME:-default}}"; write "$${{" for a literal "${{"'
    return "variable-undefined", message, fix, (match.string[match.start() : match.start() + _MAX_SHOWN],)


def _how_to_set(name: str, location: Location, is_whole: bool) -> tuple[str, tuple[str, ...]]:
    """Return the fix for a variable that is not set, and the values of the fix."""
    field = IDENTITY_FIELDS.get(name)
    if field is None:
        fix = 'set it in the environment or as "env.{0:bare}" in the query, or write "${{{0:bare}:-default}}"'
    elif location.path != (field,):
        fix = 'set "{1:bare}" in the job'
    elif name == "TENANT_ID" and not is_whole:  # such a job is not shared
        fix = 'set it in the environment or as "env.TENANT_ID" in the query, or write "${{TENANT_ID}}" alone'
    elif name == "TENANT_ID":
        fix = 'list the tenants in "tenants" of the query or of provider-bridge.yaml, or with --tenant'
    elif name == "JOB_NAME":
        fix = 'write the name without "${{JOB_NAME}}"; a job without "name" has the name of its file'
    else:
        fix = 'set it in the environment or as "env.{0:bare}" in the query, or write "${{{0:bare}:-default}}"'
    return fix, (name, field or "")
