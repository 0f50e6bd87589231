"""What the tests of faults start from."""

from __future__ import annotations

JOB = "tenant_id: acme\ninfrastructure:\n  provider: aws\n"
"""The text of a job that is fine."""
SECRET = "hidden-from-everyone"
"""What only files outside the root hold."""
