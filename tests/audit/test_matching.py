"""A resource belongs to the job that its address or its tags name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from unicodedata import normalize

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

DNS = {"dativo-environment": "prod", "dativo-job": "a", "dativo-tenant": "acme"}
GENERAL = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}


@pytest.mark.parametrize(
    "type_",
    [
        "azurerm_dns_zone",
        "azurerm_private_dns_zone",
        "azurerm_traffic_manager_profile",
        "azurerm_cdn_frontdoor_profile",
    ],
)
def test_tags_name_the_job_as_the_class_of_the_resource_has_them(type_: str, auditing: Auditing) -> None:
    auditing.job("azure", Team="etl")
    zone = auditing.resource(f"{type_}.a", {"tags": {**DNS, "Team": "WRONG"}})
    assert auditing.rules(zone) == [("error", "audit-different")]
    assert auditing.rules(auditing.resource(f"{type_}.a", {"tags": {**DNS, "Team": "etl"}})) == []


def test_tags_in_the_spelling_of_the_cloud_name_the_job_too(auditing: Auditing) -> None:
    auditing.job("azure")
    zone = auditing.resource("azurerm_dns_zone.a", {"tags": GENERAL})
    assert ("warning", "audit-unmatched") not in auditing.rules(zone)


def test_the_job_that_no_file_has_is_named(auditing: Auditing) -> None:
    auditing.job("azure")
    for tags in (DNS | {"dativo-job": "b"}, GENERAL | {"dativo:job": "b"}):
        planned = auditing.plan(auditing.resource("azurerm_dns_zone.a", {"tags": tags}))
        (message,) = [each["message"] for each in auditing.findings(planned) if each["rule"] == "audit-unmatched"]
        assert 'its tags name job "b" of tenant "acme"' in message


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_key_in_an_address_is_the_job_s_in_either_unicode_form(
    form: Literal["NFC", "NFD"], auditing: Auditing
) -> None:
    """Terraform composes the letters of strings, and macOS decomposes those of names of files."""
    auditing.job(path=f"jobs/{normalize(form, 'é')}.yaml")
    queue = auditing.resource(f'aws_sqs_queue.a["jobs/{normalize("NFC", "é")}"]', {"tags": None})
    assert auditing.rules(queue) == [("error", "audit-none")]
