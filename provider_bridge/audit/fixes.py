"""Templates of fixes that several checks have in common."""

from __future__ import annotations

AUDIT_AFTER_APPLY = "apply, then audit a new plan"
SET_CONSTANT = "set a constant value"
SET_VALUE = "set {0:bare} = {3:bare}"
"""The template of a launcher's fix: the attribute and a value that propagates."""
SET_TAGS = 'set "{0:bare}" to the tags of the job'
