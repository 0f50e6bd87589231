"""Jobs that the cloud modules refuse: what is wrong in each, and the message after `Job "KEY": `.

A job is its cloud's base with the fields that a case gives in their place. Fields that are no job's are inputs of the
module.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Cloud(NamedTuple):
    """A module, a job that it takes, and the jobs that it refuses: name, what they have in place, message."""

    module: str
    provider: str
    inputs: dict[str, Any]
    job: dict[str, Any]
    cases: list[tuple[str, dict[str, Any], str]]


LONG = "x" * 254
GROUP = "/subscriptions/0/resourceGroups/etl/providers"
SUBNET = f"{GROUP}/Microsoft.Network/virtualNetworks/etl/subnets/etl"
CONNECTOR = "projects/acme-data/locations/europe-west1/connectors/etl"


def job(provider: str, runtime: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "name": "orders",
        "slug": "acme-orders",
        "tenant_id": "acme",
        "provider": provider,
        "container_path": "/app/jobs/orders.yaml",
        "tags": {"Team": "data"} if provider in ("aws", "azure") else {"team": "data"},
        "runtime": runtime,
        **fields,
    }


def alike(provider: str, runtime: str) -> list[tuple[str, dict[str, Any], str]]:
    """What every module refuses."""
    return [
        ("another provider", {"provider": "other"}, f'provider must be {provider}, got "other".'),
        ("another runtime", {"runtime": {"type": "x"}}, f'runtime.type must be {runtime}, got "x".'),
        (
            "a tenant with braces",
            {"tenant_id": "{{ x }}"},
            "tenant_id must have 1 to 63 letters, digits, dots, _ and -",
        ),
        ("no slug", {"slug": None}, "slug must be set, or the module's name, got null."),
        ("a name with a space", {"slug": "a job"}, "name must have only"),
        ("a name that is too long", {"slug": "a" * 60}, "name must have"),
        ("no command", {"container_path": None}, "container_path must be set, or the module's command, got null."),
        ("an empty path", {"container_path": ""}, 'container_path must be set, or the module\'s command, got "".'),
        ("no budget to speak of", {"budget": {"amount": 0}}, "budget.amount must be greater than 0, got 0."),
    ]


AWS = Cloud(
    "aws/ecs-dagster",
    "hashicorp/aws",
    {"image": "dativo:1", "alert_targets": ["arn:aws:sns:eu-west-1:123456789012:oncall"]},
    job(
        "aws",
        {"type": "ecs", "cluster_name": "etl"},
        networking={"vpc_id": "vpc-0a", "subnet_ids": ["subnet-0a"]},
        storage={"bucket": "lake", "prefix": "raw"},
    ),
    [
        *alike("aws", "ecs"),
        ("a name with sg-", {"slug": "sg-orders"}, 'name must not start with "sg-", which EC2 refuses'),
        ("a cpu of Kubernetes", {"compute": {"cpu": "500m"}}, "compute.cpu must be 256, 512, 1024, 2048"),
        ("memory of another cpu", {"compute": {"cpu": "256", "memory": "4096"}}, "compute.memory must be 512, 1024 or"),
        ("memory without cpu", {"compute": {"memory": "3000"}}, "compute.memory must be a size of Fargate in MiB"),
        ("no subnet", {"networking": {"vpc_id": "vpc-0a"}}, "networking.subnet_ids must name a subnet, got []."),
        (
            "an empty subnet",
            {"networking": {"vpc_id": "vpc-0a", "subnet_ids": [""]}},
            'networking.subnet_ids must be IDs of subnets (subnet-…), got [""].',
        ),
        (
            "no VPC",
            {"networking": {"subnet_ids": ["subnet-0a"]}},
            "networking.vpc_id must be set where security_group_ids is empty, got null.",
        ),
        (
            "an empty VPC",
            {"networking": {"vpc_id": "", "subnet_ids": ["subnet-0a"]}},
            'networking.vpc_id must be the ID of a VPC (vpc-…), got "".',
        ),
        (
            "a VPC by name",
            {"networking": {"vpc_id": "main", "subnet_ids": ["subnet-0a"]}},
            'networking.vpc_id must be the ID of a VPC (vpc-…), got "main".',
        ),
        (
            "an empty security group",
            {"networking": {"subnet_ids": ["subnet-0a"], "security_group_ids": [""]}},
            'networking.security_group_ids must be IDs of security groups (sg-…), got [""].',
        ),
        ("no cluster", {"runtime": {"type": "ecs"}}, "runtime.cluster_name must be the name or ARN"),
        (
            "a cluster with a space",
            {"runtime": {"type": "ecs", "cluster_name": "my etl"}},
            'runtime.cluster_name must be the name or ARN of an ECS cluster, got "my etl".',
        ),
        (
            "a user",
            {"runtime": {"type": "ecs", "cluster_name": "etl", "service_account": "arn:aws:iam::123456789012:user/x"}},
            "runtime.service_account must be the ARN of an IAM role",
        ),
        ("a bucket as an address", {"storage": {"bucket": "s3://lake"}}, "storage.bucket must be the name of an S3"),
        ("a bucket with two dots", {"storage": {"bucket": "my..bucket"}}, "storage.bucket must be the name of an S3"),
        ("a bucket as an IP", {"storage": {"bucket": "192.168.1.1"}}, "storage.bucket must be the name of an S3"),
        ("a reserved bucket", {"storage": {"bucket": "xn--lake"}}, "storage.bucket must be the name of an S3 bucket"),
        ("an alias for a bucket", {"storage": {"bucket": "lake-s3alias"}}, "storage.bucket must be the name of an S3"),
        (
            "a bucket to make without a name",
            {"storage": {}, "create_bucket": True},
            "storage.bucket must be set where the module's create_bucket is true, got null.",
        ),
        (
            "a wildcard",
            {"storage": {"bucket": "lake", "prefix": "*/raw"}},
            'storage.prefix must not contain *, ? or $, got "*/raw".',
        ),
        ("a key by name", {"storage": {"kms_key_id": "my-key"}}, "storage.kms_key_id must be the ARN or ID of a key"),
        ("a comma in a tag", {"tags": {"Team": "a,b"}}, "tags must have letters, digits, spaces"),
        ("a reserved tag", {"tags": {"AWS:Team": "data"}}, "tags must have letters, digits, spaces"),
        ("tags that differ in case", {"tags": {"A": "x", "a": "x"}}, "tags must not have two keys that differ in case"),
        ("too many tags", {"tags": {f"k{n}": "x" for n in range(46)}}, "tags must have at most 45 entries"),
        (
            "a budget without a tag",
            {"budget": {"amount": 5}, "finops_budget": {"emails": ["finops@acme.example"]}},
            "tags must have the tag that the budget filters by, got Team.",
        ),
        (
            "a variable and a secret",
            {
                "environment_variables": {"KEY": "x"},
                "secrets": {"KEY": "arn:aws:ssm:eu-west-1:123456789012:parameter/key"},
            },
            "environment_variables must not repeat names of secrets, got KEY.",
        ),
    ],
)

GCP = Cloud(
    "gcp/cloud-run-dagster",
    "hashicorp/google",
    {
        "image": "dativo:1",
        "project_id": "acme-data",
        "region": "europe-west1",
        "alert_targets": ["projects/acme-data/notificationChannels/1"],
    },
    job(
        "gcp",
        {"type": "cloud_run"},
        networking={"subnet_ids": ["etl"]},
        storage={"bucket": "lake", "prefix": "raw"},
    ),
    [
        *alike("gcp", "cloud_run"),
        ("a name that is too short", {"slug": "a-job"}, "name must have 6 to 30 characters for the service account"),
        (
            "an account by name",
            {"runtime": {"type": "cloud_run", "service_account": "etl"}},
            "runtime.service_account must be the email of a service account",
        ),
        (
            "a secret in two ways",
            {"secrets": {"A": "token", "B": "projects/acme-data/secrets/token"}},
            "secrets must write a secret in one way, got projects/acme-data/secrets/token, token.",
        ),
        (
            "a secret by the project's number",
            {"secrets": {"A": "token:1", "B": "projects/12345/secrets/token"}},
            "secrets must write a secret in one way",
        ),
        (
            "a variable and a secret",
            {"environment_variables": {"KEY": "x"}, "secrets": {"KEY": "key"}},
            "environment_variables must not repeat names of secrets, got KEY.",
        ),
        ("half a cpu", {"compute": {"cpu": "500m"}}, "compute.cpu must be 1, 2, 4, 6 or 8 vCPU"),
        ("memory of Fargate", {"compute": {"memory": "4096"}}, "compute.memory must be in Mi or Gi"),
        (
            "memory of another cpu",
            {"compute": {"cpu": "1", "memory": "8Gi"}},
            'compute.memory must be 512Mi to 4096Mi with cpu 1, got "8Gi".',
        ),
        ("no time", {"compute": {"max_runtime_seconds": 0}}, "compute.max_runtime_seconds must be a whole number"),
        ("eight days", {"compute": {"max_runtime_seconds": 691200}}, "compute.max_runtime_seconds must be a whole"),
        ("two subnets", {"networking": {"subnet_ids": ["a", "b"]}}, "networking.subnet_ids must name at most 1 subnet"),
        (
            "an empty subnet",
            {"networking": {"subnet_ids": [""]}},
            'networking.subnet_ids must be a subnet by name or path, or a connector, got [""].',
        ),
        (
            "an empty network",
            {"networking": {"vpc_id": "", "subnet_ids": ["etl"]}},
            'networking.vpc_id must be a network by name or path, got "".',
        ),
        (
            "a subnet elsewhere",
            {"networking": {"subnet_ids": ["projects/p/regions/us-east1/subnetworks/etl"]}},
            'networking.subnet_ids must be in europe-west1, the region of the job, got "us-east1".',
        ),
        (
            "a connector with a network",
            {"networking": {"vpc_id": "data", "subnet_ids": [CONNECTOR]}},
            "networking.vpc_id and security_group_ids must not be set with a connector",
        ),
        (
            "a network without a subnet",
            {"networking": {"vpc_id": "data"}},
            "networking.subnet_ids must be set where vpc_id or security_group_ids is, got [].",
        ),
        (
            "a connector to make without a network",
            {"networking": {}, "connector_cidr": "10.8.0.0/28"},
            "networking.vpc_id must be set, and subnet_ids empty, where the module makes a connector",
        ),
        (
            "a network tag with a capital",
            {"networking": {"subnet_ids": ["etl"], "security_group_ids": ["ETL"]}},
            "networking.security_group_ids must be network tags",
        ),
        ("a bucket as an address", {"storage": {"bucket": "gs://lake"}}, "storage.bucket must be the name of a bucket"),
        ("a bucket with two dots", {"storage": {"bucket": "my..lake"}}, "storage.bucket must be the name of a bucket"),
        ("an empty bucket", {"storage": {"bucket": ""}}, "storage.bucket must be the name of a bucket, without gs://"),
        (
            "a quote",
            {"storage": {"bucket": "lake", "prefix": "a') || ('"}},
            "storage.prefix must not contain ' or \\",
        ),
        ("a key by name", {"storage": {"kms_key_id": "lake"}}, "storage.kms_key_id must be a key as projects/"),
        (
            "other days than the project's",
            {"log_retention_days": 31},
            "log_retention_days must be 30, as in the project's own log bucket, got 31.",
        ),
        ("a tag with a capital", {"tags": {"Team": "data"}}, "tags must have lower-case letters, digits, _ and - only"),
        ("a reserved tag", {"tags": {"goog-team": "data"}}, "tags must have lower-case letters"),
        ("too many tags", {"tags": {f"k{n}": "x" for n in range(64)}}, "tags must have at most 63 entries"),
        (
            "a budget without a label",
            {
                "budget": {"amount": 5},
                "finops_budget": {
                    "billing_account": "012345-6789AB-CDEF01",
                    "project_number": "123456789012",
                    "emails": ["finops@acme.example"],
                },
            },
            "tags must have the label that the budget filters by, got team.",
        ),
    ],
)

AZURE = Cloud(
    "azure/container-apps-dagster",
    "hashicorp/azurerm",
    {
        "image": "dativo:1",
        "resource_group_name": "etl",
        "location": "westeurope",
        "storage_account_id": f"{GROUP}/Microsoft.Storage/storageAccounts/lake",
        "alert_targets": ["oncall@acme.example"],
    },
    job(
        "azure",
        {"type": "container_apps", "cluster_name": "shared"},
        storage={"bucket": "raw", "prefix": "orders"},
    ),
    [
        *alike("azure", "container_apps"),
        ("a name that is reserved", {"slug": "acme-windows-logs"}, "name must not contain microsoft or windows"),
        ("another reserved name", {"slug": "microsoft-orders"}, "name must not contain microsoft or windows"),
        ("a cpu of Kubernetes", {"compute": {"cpu": "500m"}}, "compute.cpu must be a number of vCPU, such as 0.5"),
        (
            "a cpu between steps",
            {"compute": {"cpu": "0.6"}},
            "compute.cpu must be 0.25 to 4 in steps of 0.25, got 0.6.",
        ),
        ("memory of Fargate", {"compute": {"memory": "4096"}}, "compute.memory must be in Gi, such as 1Gi"),
        ("memory between steps", {"compute": {"memory": "0.7Gi"}}, "compute.memory must be 0.5Gi to 8Gi in steps"),
        (
            "memory of another cpu",
            {"compute": {"cpu": "1", "memory": "4Gi"}},
            "compute.memory must be 2Gi with cpu 1, got 4Gi.",
        ),
        ("no time", {"compute": {"max_runtime_seconds": 0}}, "compute.max_runtime_seconds must be a whole number"),
        (
            "an empty environment",
            {"runtime": {"type": "container_apps", "cluster_name": ""}},
            'runtime.cluster_name must be the name or ID of a Container Apps environment, got "".',
        ),
        (
            "a profile of a new environment",
            {
                "runtime": {"type": "container_apps"},
                "networking": {"subnet_ids": [SUBNET]},
                "workload_profile_name": "D4",
            },
            "runtime.cluster_name must name an environment for a workload profile other than Consumption",
        ),
        (
            "no subnet",
            {"runtime": {"type": "container_apps"}},
            "networking.subnet_ids must name a subnet for a private environment, got [].",
        ),
        (
            "two subnets",
            {"runtime": {"type": "container_apps"}, "networking": {"subnet_ids": [SUBNET, SUBNET]}},
            "networking.subnet_ids must name at most 1 subnet",
        ),
        (
            "a security group without a subnet",
            {
                "runtime": {"type": "container_apps"},
                "networking": {
                    "private_networking": False,
                    "security_group_ids": [f"{GROUP}/Microsoft.Network/networkSecurityGroups/etl"],
                },
            },
            "networking.subnet_ids must name the subnet of networking.security_group_ids, got [].",
        ),
        (
            "two security groups",
            {
                "runtime": {"type": "container_apps"},
                "networking": {
                    "subnet_ids": [SUBNET],
                    "security_group_ids": [f"{GROUP}/Microsoft.Network/networkSecurityGroups/{name}" for name in "ab"],
                },
            },
            "networking.security_group_ids must name at most 1 security group",
        ),
        (
            "an empty subnet",
            {"runtime": {"type": "container_apps"}, "networking": {"subnet_ids": [""]}},
            'networking.subnet_ids must be IDs (/subscriptions/…/subnets/…), got [""].',
        ),
        (
            "an empty network",
            {"runtime": {"type": "container_apps"}, "networking": {"vpc_id": "", "subnet_ids": [SUBNET]}},
            'networking.vpc_id must be the ID of a virtual network, got "".',
        ),
        (
            "a subnet of another network",
            {
                "runtime": {"type": "container_apps"},
                "networking": {"vpc_id": f"{GROUP}/Microsoft.Network/virtualNetworks/x", "subnet_ids": [SUBNET]},
            },
            "networking.subnet_ids must be in networking.vpc_id",
        ),
        (
            "an identity by name",
            {"runtime": {"type": "container_apps", "cluster_name": "shared", "service_account": "etl"}},
            "runtime.service_account must be the ID of a user-assigned identity",
        ),
        (
            "an identity of nobody",
            {"identity": {"principal_id": "a", "client_id": "b"}},
            "runtime.service_account must be set where the module's identity is, got null.",
        ),
        ("a container with a capital", {"storage": {"bucket": "Raw"}}, "storage.bucket must be a blob container"),
        ("an empty container", {"storage": {"bucket": ""}}, "storage.bucket must be a blob container"),
        (
            "a container without an account",
            {"storage_account_id": None},
            "storage.bucket must not be set without the module's storage_account_id",
        ),
        (
            "a quote",
            {"storage": {"bucket": "raw", "prefix": "x') OR (true"}},
            "storage.prefix must not contain ' or \\",
        ),
        ("a key of AWS", {"storage": {"kms_key_id": "alias/lake"}}, "storage.kms_key_id must be the URL of a key"),
        (
            "a key and a new workspace",
            {
                "runtime": {"type": "container_apps"},
                "networking": {"subnet_ids": [SUBNET]},
                "storage": {"kms_key_id": "https://acme.vault.azure.net/keys/lake"},
            },
            "storage.kms_key_id must not be set where the module makes a workspace",
        ),
        ("a tag with a slash", {"tags": {"a/b": "x"}}, "tags must not have < > % & \\ ? / in keys"),
        ("a reserved tag", {"tags": {"AzureTeam": "x"}}, "tags must not have < > % & \\ ? / in keys, nor start with"),
        ("a long value", {"tags": {"Team": "x" * 257}}, "tags must not have"),
        ("tags that differ in case", {"tags": {"A": "x", "a": "x"}}, "tags must not have two keys that differ in case"),
        ("too many tags", {"tags": {f"k{n}": "x" for n in range(51)}}, "tags must have at most 50 entries, got 51."),
        (
            "a budget without a tag",
            {"budget": {"amount": 5}, "finops_budget": {"emails": ["finops@acme.example"]}},
            "tags must have the tag that the budget filters by, got Team.",
        ),
        (
            "a variable and a secret",
            {
                "environment_variables": {"KEY": "x"},
                "secrets": {"KEY": "https://acme.vault.azure.net/secrets/key"},
            },
            "environment_variables must not repeat names of secrets, got KEY.",
        ),
    ],
)

KUBERNETES = Cloud(
    "kubernetes/job-dagster",
    "hashicorp/kubernetes",
    {"image": "dativo:1", "alert_targets": ["oncall"], "cluster_name": "blue"},
    job("kubernetes", {"type": "kubernetes", "namespace": "etl"}, labels={"team": "data"}),
    [
        *alike("aws, gcp, azure or kubernetes", "kubernetes"),
        (
            "a job of another cluster",
            {"runtime": {"type": "kubernetes", "cluster_name": "green"}},
            'runtime.cluster_name must be "blue", the provider\'s cluster, got "green".',
        ),
        (
            "an empty namespace",
            {"runtime": {"type": "kubernetes", "namespace": ""}},
            'runtime.namespace must have 1 to 63 lower-case letters, digits and -, got "".',
        ),
        (
            "an account with a capital",
            {"runtime": {"type": "kubernetes", "service_account": "ETL"}},
            "runtime.service_account must be a service account, an IAM role's ARN",
        ),
        (
            "a variable and a secret",
            {"environment_variables": {"KEY": "x"}, "secrets": {"KEY": "etl/key"}},
            "environment_variables must not repeat names of secrets, got KEY.",
        ),
        ("cpu in words", {"compute": {"cpu": "two"}}, "compute.cpu must be cpu such as 500m or 2, or memory such as"),
        ("memory of Fargate", {"compute": {"memory": "4096"}}, "compute.memory must be cpu such as"),
        (
            "a request above its limit",
            {"compute": {"memory": "2Gi"}, "dagster": {"resource_requirements": {"limit_memory": "1Gi"}}},
            'compute.memory must be at most limit_memory (1Gi), got "2Gi".',
        ),
        (
            "all the time there is",
            {"compute": {"max_runtime_seconds": 9223372036854775807}},
            "compute.max_runtime_seconds must be a whole number from 1 to 2147483647",
        ),
        ("no time", {"compute": {"max_runtime_seconds": 0}}, "compute.max_runtime_seconds must be a whole number"),
        (
            "a label's value for nodes",
            {"compute": {"instance_type": "m6i large"}},
            "compute.instance_type must be the value of a node's label",
        ),
        ("a label with a space", {"labels": {"team": "a b"}}, "labels must have at most 63 letters"),
        ("a label's prefix that is too long", {"labels": {f"{LONG}/team": "x"}}, "labels must have at most 63 letters"),
        (
            "an annotation's prefix that is too long",
            {"annotations": {f"{LONG}/team": "x"}},
            "annotations must have keys of at most 63 letters",
        ),
        ("too much in annotations", {"annotations": {"a": "x" * 262144}}, "annotations must have at most 262144 bytes"),
        ("a reserved label", {"labels": {"kubernetes.io/os": "x"}}, "labels must not be those that Kubernetes or the"),
        ("a label of the selector", {"labels": {"app.kubernetes.io/name": "x"}}, "labels must not be those that"),
    ],
)

CLOUDS = {"aws": AWS, "gcp": GCP, "azure": AZURE, "kubernetes": KUBERNETES}
