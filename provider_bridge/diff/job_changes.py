"""Jobs that are added, removed or renamed between two sides, and the effect on their resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .snapshots import JobSnapshot, Pair

ADDED, REMOVED, RENAMED, REPLACED = "added", "removed", "renamed", "replaced"
EFFECTS = {
    ADDED: "its resources are created",
    REMOVED: "its resources are destroyed",
    RENAMED: 'its resources are destroyed and created again, unless "moved" blocks map the old job key to the new one',
    REPLACED: "its resources are replaced under the new name",
}
_NEW_PROVIDER = "its resources are destroyed, and created on the new provider"


class Side(NamedTuple):
    """A job as Terraform has its resources: the job key in addresses, the provider and the slug in names."""

    key: str
    provider: str
    slug: str


class JobChange(NamedTuple):
    """A job whose resources are created, destroyed, moved or replaced."""

    change: str
    """`added`, `removed`, `renamed` (another job key) or `replaced` (another slug or provider)."""
    before: Side | None
    after: Side | None
    cause: str
    """File and line."""
    effect: str

    @property
    def job(self) -> Side:
        """The job as it is afterwards, or was."""
        side = self.after or self.before
        assert side
        return side


def job_changes(pairs: Iterable[Pair]) -> Iterator[JobChange]:
    """Return the change of each job that is more than a change of tags."""
    for old, new in pairs:
        if old is None and new is not None:
            yield JobChange(ADDED, None, _side(new), new.field(), EFFECTS[ADDED])
        elif new is None and old is not None:
            yield JobChange(REMOVED, _side(old), None, old.path, EFFECTS[REMOVED])
        elif old and new and _side(old) != _side(new):
            yield _change(old, new)


def _change(old: JobSnapshot, new: JobSnapshot) -> JobChange:
    kind = RENAMED if old.key != new.key else REPLACED
    if old.provider != new.provider:
        effect, cause = _NEW_PROVIDER, new.field("infrastructure", "provider")
    elif old.slug != new.slug:
        effect, cause = EFFECTS[REPLACED], new.field("name" if old.tenant == new.tenant else "tenant_id")
    else:
        effect, cause = EFFECTS[RENAMED], new.field()
    return JobChange(kind, _side(old), _side(new), cause, effect)


def _side(job: JobSnapshot) -> Side:
    return Side(job.key, job.provider, job.slug)
