"""Variables in the fields that are ours: `${NAME}`, `${NAME:-default}`, and `$${` for a literal `${`.

Nothing that a variable brings is read again: a value can't name another variable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Finding, Where
from ..documents.document import Quoted
from ..secrets import credential

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..documents.document import Map
    from ..documents.yaml_loader import Data

_REFERENCE = re.compile(r"\$(\$\{)|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{)[^}])*))?\})?")
"""`$${`, a whole reference, or a `${` that starts none."""

_SECRET_WORDS = frozenset({"TOKEN", "PASSWORD", "PASSWD", "SECRET", "CREDENTIAL", "CREDENTIALS"})
_SECRET_ENDINGS = ("PRIVATE_KEY", "ACCESS_KEY", "API_KEY")
_HARMLESS_ENDINGS = frozenset({"ID", "ARN", "NAME", "PATH", "PREFIX", "URL"})


MAX_CHARACTERS = 1024 * 1024
"""How much text variables may bring into a job and its asset: as much as a document may hold itself."""
_SHOWN = 40
"""How much is shown of a text from a `${` on that starts nothing."""
_READ = 400
"""How much of it is looked at for credentials."""

SAID = "said"
"""The rule of a finding that only repeats another one."""


class Identity(NamedTuple):
    """Who a job is, once its variables are known. A field that the job lacks or that has an error is None."""

    tenant_id: str | None
    environment: str | None
    name: str | None


class Room:
    """How much text variables may still bring: one long value, named often, would fill the memory."""

    def __init__(self) -> None:
        self._left = MAX_CHARACTERS

    def takes(self, value: str) -> bool:
        """Whether there is room for a value, which then takes it."""
        self._left -= len(value)
        return self._left >= 0


class Variables(NamedTuple):
    """What names stand for: a job's own values first, then the query's `env.NAME`, then the process environment."""

    own: Mapping[str, str | None]
    environ: Mapping[str, str]
    room: Room
    unresolved: frozenset[str] = frozenset()
    """Names of the job's own values that couldn't be resolved, which has been said where they stand."""

    def get(self, name: str) -> str | None:
        """The value of a name, or None where it has none."""
        return self.own[name] if name in self.own else self.environ.get(name)


def is_secret(name: str) -> bool:
    """Whether a variable's name says that its value is secret: results lie in Terraform's state in clear."""
    words = name.upper().split("_")
    if words[-1] in _HARMLESS_ENDINGS:
        return False
    return not _SECRET_WORDS.isdisjoint(words) or "_".join(words).endswith(_SECRET_ENDINGS)


def resolve(data: Data, variables: Variables, where: Where, findings: list[Finding]) -> Data:
    """The same tree with every variable in its values resolved; what can't be is added to `findings`.

    `where` is the tree's own place. Keys are left as written.
    """
    if _is_plain(data):
        return data
    if isinstance(data, str):
        return text(data, variables.get, variables.room, where, findings, variables.unresolved)

    def below(step: str | int, value: Data) -> Data:
        return resolve(value, variables, Where(where.document, (*where.path, step)), findings)

    if isinstance(data, dict):
        return {key: value if _is_plain(value) else below(key, value) for key, value in data.items()}
    return [value if _is_plain(value) else below(index, value) for index, value in enumerate(data or ())]


def _is_plain(data: Data) -> bool:
    """Whether it is a scalar without variables: most are, and nobody asks for their places."""
    return data is None or (isinstance(data, str) and "${" not in data)


def text(
    value: str,
    get: Callable[[str], str | None],
    room: Room,
    where: Where,
    findings: list[Finding],
    unresolved: frozenset[str] = frozenset(),
) -> str:
    """A text with its variables resolved; one that can't be stays as written and is added to `findings`.

    What is known to be `unresolved` is added as `SAID`: nothing more is to be made of that text, nor said of it.

    What comes out is text wherever it stands: a variable makes no number and no boolean.
    """

    def replaced(match: re.Match[str]) -> str:
        literal, name, default = match.groups()
        if literal:
            return "${"
        finding = None
        found = None
        if name is None:
            rest = value[match.start() : match.start() + _READ]
            shown = "${" if credential(rest) else rest[:_SHOWN]
            finding = Finding(
                "variable-undefined",
                f'"{shown}" starts a variable that is none',
                "write ${NAME} or ${NAME:-default}, or $${ for a literal ${",
                where,
            )
        elif name in unresolved:
            finding = Finding(SAID, "", "", where)
        elif is_secret(name):
            finding = Finding(
                "variable-secret",
                f"${{{name}}} is named like a secret, and results lie in Terraform's state in clear text",
                "let the ETL read the secret when it runs; name here only where it lies, for example its ARN",
                where,
            )
        else:
            found = get(name) or (default if default is not None else get(name))
            if found is None:
                finding = Finding(
                    "variable-undefined",
                    f"${{{name}}} has no value",
                    _remedy(name),
                    where,
                )
            elif not room.takes(found):
                message = f"the variables bring more than {MAX_CHARACTERS:,} characters into this job"
                finding = Finding("file-too-large", message, "name long values less often, or shorten them", where)
            elif any("\ud800" <= char <= "\udfff" for char in found):
                finding = Finding(
                    "variable-undefined", f"the value of ${{{name}}} is not UTF-8", "set it to UTF-8 text", where
                )
        if finding is None:
            return found or ""
        findings.append(finding)
        return match[0]

    return Quoted(_REFERENCE.sub(replaced, value))


def _remedy(name: str) -> str:
    if name in ("TENANT_ID", "ENVIRONMENT", "JOB_NAME"):
        field = {"TENANT_ID": "tenant_id", "ENVIRONMENT": "environment", "JOB_NAME": "name"}[name]
        return f'set "{field}" in the job, or give "env.{name}" where the field itself names ${{{name}}}'
    return f'set {name} in the environment, give "env.{name}" in the query, or write ${{{name}:-default}}'


def identity(
    job: Map, stem: str, environ: Mapping[str, str], room: Room, document: str, findings: list[Finding]
) -> Identity:
    """The job's tenant, environment and name, which may name one another but not go in circles.

    Inside its own field TENANT_ID or ENVIRONMENT comes from outside; JOB_NAME defaults to the file's stem.
    """
    fields = {"TENANT_ID": "tenant_id", "ENVIRONMENT": "environment", "JOB_NAME": "name"}
    written = {name: job.get(field) for name, field in fields.items()}
    known: dict[str, str | None] = {}
    open_names: list[str] = []

    def get(name: str) -> str | None:
        if name not in fields or (name == open_names[-1] and name != "JOB_NAME"):
            return environ.get(name)
        return None if name in open_names else own(name)

    def own(name: str) -> str | None:
        if name not in known:
            value = written[name]
            if not isinstance(value, str):
                known[name] = stem if name == "JOB_NAME" else None
            else:
                open_names.append(name)
                before = len(findings)
                resolved = text(value, get, room, Where(document, (fields[name],)), findings)
                known[name] = resolved if len(findings) == before else None
                open_names.pop()
        return known[name]

    return Identity(own("TENANT_ID"), own("ENVIRONMENT"), own("JOB_NAME"))
