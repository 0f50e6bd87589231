"""Credentials in tags, in whatever layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.project import Project


def test_a_credential_as_the_name_of_a_field_is_an_error(project: Project) -> None:
    """The key of the tag is written differently, and shows the credential all the same."""
    token = "ghp_" + "EbTXevfYuaD9CLjyE1ig5wQoCXim9oghdhe8"
    project.job("job.yaml", {"provider": "aws"}, finops={"owner": {token: "x"}})
    ran = project.ask()
    assert (ran.code, ran.rules) == (1, ["tag-secret"])
    assert token not in ran.err
