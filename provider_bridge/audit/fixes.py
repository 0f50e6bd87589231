"""Fixes that several checks give, as templates."""

from __future__ import annotations

AUDIT_AFTER_APPLY = "audit a plan that is made after the apply: it is known there"
SET_CONSTANT = "write it as a constant"
SET_VALUE = "set {0:bare} = {3:bare}"
"""The template of a launcher's fix: the attribute and a value that propagates."""
SET_TAGS = "set {0:bare} to the job's map"
