"""Write docs/resource-classes.md: `python -m tests.conformance.generate_resource_classes_page`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provider_bridge.providers import PROVIDERS
from tests.conformance.generate_aws_classes import class_names, subjects
from tests.conformance.tables import CLOUDFORMATION, SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provider_bridge.providers.limits import Limits

PAGE = Path(__file__).resolve().parents[2] / "docs" / "resource-classes.md"
INTRODUCTION = """\
# Resource classes

Use this page to look up the limits of a resource class. Choose a class with `resource` in a query, or with
`--resource` on the command line: see [Tag formats](tag-formats.md#resource-classes). `audit` finds the class of each
resource in a plan. Lengths are in the unit that the cloud counts.

The rows of AWS are generated from botocore's service models and CloudFormation's resource schemas. If sources disagree,
the stricter one holds. A line separator is U+2028 or U+2029.

| cloud | class | tags | key | value | more | source |
|---|---|---|---|---|---|---|
"""
AZURE = "Azure Resource Manager, *Use tags to organize resources*"
SOURCES = {
    ("aws", "resource"): "EC2 user guide, *Tag your resources*; service models",
    ("aws", "ecs-task"): "the general limits, less five tags that Dagster adds to a run",
    ("aws", "portable"): "what every other class accepts, counts aside",
    ("aws", "dynamodb"): "DynamoDB developer guide",
    ("aws", "ec2"): "EC2's service model: Tag (the guide says 128 and 256)",
    ("aws", "ssm-automation"): "Systems Manager's service model: StartAutomationExecution",
    ("gcp", "resource"): "Labels overview: 64, less the google provider's attribution label",
    ("gcp", "dataproc"): "Dataproc API",
    ("gcp", "project"): "Cloud Resource Manager API v3",
    ("gcp", "cloud-run"): "Cloud Run API v2",
    ("gcp", "storage-bucket"): "google provider: `google_storage_bucket`",
    ("gcp", "bigquery"): "BigQuery API",
    ("azure", "api-management"): 'error of the service: "Maximum count value is 15"',
    ("azure", "key-vault-secret"): "Key Vault documentation, *About secrets*; azurerm",
    ("azure", "key-vault-key"): "Key Vault documentation, *About keys*; certificates too",
    ("azure", "data-share"): "azurerm: `azurerm_data_share_account`",
    ("azure", "firewall-policy"): "azurerm: `azurerm_firewall_policy`",
    ("kubernetes", "resource"): "kubernetes/apimachinery, validation; prefix 253, `/`, name 63",
}
MAX_NAMES = 3
"""How many types or services a row names."""


def page() -> str:
    """The page's content."""
    return INTRODUCTION + "".join(f"{row}\n" for row in rows())


def rows() -> Iterator[str]:
    for provider, module in PROVIDERS.items():
        for name, limits in sorted(
            module.resource_classes().items(), key=lambda each: (each[1] != module.GENERAL, each)
        ):
            cells = [str(limits.max_tags or "any"), str(limits.key_length), str(limits.value_length)]
            yield f"| {' | '.join([provider, f'`{name}`', *cells, '; '.join(more(limits)), source(provider, name)])} |"


def more(limits: Limits) -> Iterator[str]:
    """What a class refuses, in words."""
    if limits.ascii_key:
        yield "ASCII only" if limits.ascii_value else "keys in ASCII"
    if not limits.empty_value:
        yield "no empty value"
    in_key, in_value = (list(characters(text)) for text in (limits.forbidden_in_key, limits.forbidden_in_value))
    both = [char for char in in_key if char in in_value]
    if both:
        yield f"no {', '.join(both)}"
    for part, refused in (("keys", in_key), ("values", in_value)):
        if only := [char for char in refused if char not in both]:
            yield f"no {', '.join(only)} in {part}"
    yield from (f"not `{prefix}…`" for prefix in limits.reserved)
    if limits.key_starts_with_letter:
        yield "a key starts with a letter"
    if limits.value_starts_with_letter:
        yield "a value starts with a letter"
    if limits.lower_case_key:
        yield "keys in lower case"


def characters(text: str) -> Iterator[str]:
    if "`" in text:
        yield "punctuation"
        return
    if "\u2028" in text:
        yield "line separator"
    yield from ("space" if char == " " else f"`{char}`" for char in text if char.isascii())


def source(provider: str, name: str) -> str:
    """Who publishes the limits of a class."""
    if provider != "aws" or (provider, name) in SOURCES:
        return SOURCES.get((provider, name), AZURE)
    if name in SERVICES:
        services: Iterable[str] = SERVICES[name].split()
        types: Iterable[str] = CLOUDFORMATION.get(name, "").split()
    else:
        members = [each for each, class_ in class_names().items() if class_ == name]
        services = {subjects()[each].service for each in members if "::" not in each}
        types = [each.removeprefix("AWS::") for each in members if "::" in each]
    parts = [few([f"`AWS::{type_}`" for type_ in sorted(types)]), few([f"`{service}`" for service in sorted(services)])]
    return "; ".join(
        f"{kind} {names}" for kind, names in zip(("CloudFormation", "botocore"), parts, strict=True) if names
    )


def few(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more_names = [f"and {len(names) - MAX_NAMES} more"] if len(names) > MAX_NAMES else []
    return ", ".join(names[:MAX_NAMES] + more_names)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
