"""The checks of a planned map as a whole: tags that its cloud refuses, and credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import ERROR, Diagnostic
from ..providers import PROVIDERS
from ..secrets import credential
from ..wording import count
from .findings import AuditFinding
from .legality import refused_key, refused_value
from .map_compare import tag_or_label
from .redact import SENSITIVE, redacted_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..diagnostics import Value
    from .audited import AuditedResource
    from .legality import TagRules
    from .plan_blocks import TagMap


class PlannedMap(NamedTuple):
    """A planned map with the rules for it."""

    resource: AuditedResource
    planned: TagMap
    rules: TagRules
    job: str | None
    """The key of the resource's job."""
    expected: Collection[str]
    """The keys of the job's tags."""

    def finding(
        self, rule: str, message: str, fix: str, key: str | None, values: tuple[Value, ...] = ()
    ) -> AuditFinding:
        """Return an error about the map, or about one of its tags.

        The template's values are the noun, the key, the value, the cloud, the attribute, `for_class` of the rules, and
        then `values`.
        """
        redacted_key = self.planned.redacted_key(key) if key is not None else None
        value = self.planned.redacted(key) if key is not None else None
        cloud, attribute = self.rules.cloud, self.planned.attribute
        first = tag_or_label(cloud), redacted_key or "", redacted_text(value), PROVIDERS[cloud].TITLE
        return AuditFinding(
            Diagnostic(
                rule, message, fix, self.resource.location, ERROR, (*first, attribute, self.rules.for_class, *values)
            ),
            self.resource.address,
            attribute,
            self.job,
            redacted_key,
            planned=value,
        )


def is_known_to_be_right(planned: TagMap, rules: TagRules) -> bool:
    """Return whether every tag of a map was checked before and has no problem, as for most maps."""
    if planned.unknown or rules.ignores_case or len(planned.tags) > (rules.max_tags or len(planned.tags)):
        return False
    try:
        return planned.tags.items() <= rules.accepted
    except TypeError:  # a list or a mapping as a value
        return False


def check_tags(tags: PlannedMap) -> Iterator[AuditFinding]:
    """Yield an error for each tag that the cloud refuses, and for each credential."""
    planned, rules = tags.planned, tags.rules
    keys = [*planned.tags, *sorted(planned.unknown - planned.tags.keys())] if planned.unknown else list(planned.tags)
    if rules.max_tags is not None and len(keys) > rules.max_tags:
        yield _too_many(tags, keys, rules.max_tags)
    if rules.ignores_case:
        yield from _twins(tags, keys)
    for key in keys:
        value = planned.tags.get(key)
        is_text = value is None or isinstance(value, str)
        if is_text and (key, value) in rules.accepted:
            continue
        problems = list(_check_tag(tags, key, value))
        yield from problems
        if is_text and not problems:
            rules.accepted.add((key, value))


def _check_tag(tags: PlannedMap, key: str, value: Any) -> Iterator[AuditFinding]:
    """Yield the problems of one tag; its value is None if it is unknown."""
    yield from _secrets(tags, key, None if value is None else redacted_text(value))
    of_value = refused_value(tags.rules, value) if isinstance(value, str) else None
    for refusal in (refused_key(tags.rules, key), of_value):
        if refusal is not None:
            values = refusal.values
            if key in tags.planned.sensitive:  # a list is of its characters
                values = tuple((SENSITIVE,) if isinstance(each, tuple) else each for each in values)
            yield tags.finding("audit-invalid", refusal.message, refusal.fix, key, values)


def _too_many(tags: PlannedMap, keys: list[str], most: int) -> AuditFinding:
    others = tuple(sorted(tags.planned.redacted_key(key) for key in keys if key not in tags.expected))
    message = "the resource has {6:bare}, {3:bare} allows at most {7:bare}{5:bare}"
    if tags.planned not in tags.resource.own:
        message = "{4} has {6:bare}, {3:bare} allows at most {7:bare}{5:bare}"
    fix = "remove {8:bare}"
    if tags.job is not None:
        fix = "remove {8:bare}; the job does not have: {9:list}" if others else "remove {8:bare} from the job"
    noun = tag_or_label(tags.rules.cloud)
    values = count(len(keys), noun), str(most), count(len(keys) - most, noun), others
    return tags.finding("audit-invalid", message, fix, None, values)


def _twins(tags: PlannedMap, keys: list[str]) -> Iterator[AuditFinding]:
    first: dict[str, str] = {}
    for key in sorted(keys, key=lambda key: key not in tags.expected):
        twin = first.setdefault(key.casefold(), key)
        if twin is not key:
            message = "{0:bare} keys {6} and {1} in {4} differ only in case, which {3:bare} does not allow{5:bare}"
            values = (tags.planned.redacted_key(twin),)
            yield tags.finding("audit-invalid", message, "remove {1}", key, values)


def _secrets(tags: PlannedMap, key: str, value: str | None) -> Iterator[AuditFinding]:
    fix = "remove it, and revoke the credential if it is real"
    kind = credential(key)
    if kind:
        yield tags.finding("audit-secret", "a {0:bare} key in {4} looks like {6:bare}", fix, key, (kind,))
    kind = credential(value) if value is not None else None
    if kind:
        message = "the value of {0:bare} {1} in {4} looks like {6:bare}"
        yield tags.finding("audit-secret", message, fix, key, (kind,))
