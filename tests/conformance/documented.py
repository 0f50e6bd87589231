"""What documentation says about the tags of each resource class: an oracle that shares nothing with the program."""

from __future__ import annotations

from tests.conformance.rules import Rule, TagRules, utf8

# AWS: user guides ("Tag your Amazon EC2 resources"), service models in words, CloudFormation's schemas.
NOT_AWS = "(?!(?i:aws:))"
STANDARD = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]"


def aws(
    key: int = 128, value: int = 256, least: int = 0, chars: str = STANDARD, most: int = 50, other: str = ""
) -> TagRules:
    """AWS's general rules, or narrower ones; `other` is reserved besides `aws:`."""
    reserved = NOT_AWS + (f"(?!(?i:{other}))" if other else "")
    return TagRules(Rule(f"{reserved}{chars}*", 1, key), Rule(f"{reserved}{chars}*", least, value), most)


ASCII = r"[A-Za-z0-9 _.:/=+\-@]"
NO_AT = r"[\p{L}\p{Z}\p{N}_.:/=+\-]"
AWS = {
    "resource": aws(),
    "ecs-task": aws(most=45),
    "s3-object": aws(most=10),
    "route53": aws(most=10),
    "glue-schema": aws(most=10),
    "ssm-automation": aws(most=5),
    "service-catalog": aws(least=1, most=20),
    "datazone": aws(chars=ASCII, most=25),
    "workspaces-instance": aws(most=30),
    "sagemaker-project": aws(most=40),
    "sagemaker-studio": aws(value=128, least=1),
    "ec2": aws(key=127),
    "codebuild": aws(key=127, value=255),
    "ebs": aws(key=127, value=255),
    "workspaces": aws(key=127, value=255),
    "ecr-repository": aws(key=127, value=255, least=1),
    "eks-addon": aws(key=127, value=255, least=1),
    "eks-fargate-profile": aws(value=255, least=1),
    "kinesis-stream": aws(value=255),
    "network-firewall": aws(value=255),
    "rds": aws(other="rds:"),
    "rds-proxy": aws(value=128, other="rds:"),
    "docdb": aws(chars=NO_AT, other="rds:"),
    "neptune": aws(chars=NO_AT, other="rds:"),
    "dms": aws(chars=NO_AT, other="dms:"),
    "redshift-cluster": aws(key=127, value=255, least=1),
    "dynamodb": aws(chars=NO_AT),
    "scheduler-group": aws(least=1),
    "cloudformation-stack": aws(least=1),
    "step-functions": aws(least=1),
    "mwaa": aws(least=1),
    "keyspaces": aws(least=1),
    "quicksight": aws(least=1),
    "clean-rooms": aws(least=1),
    "emr-containers": aws(least=1),
    "emr-serverless": aws(chars=ASCII),
    "bedrock": aws(chars=ASCII),
    "dsql": aws(least=1, chars=ASCII),
    "elasticache": aws(chars=ASCII),
    "memorydb": aws(least=1, chars=ASCII, other="memorydb:"),
    "datasync": aws(least=1, chars=ASCII),
    "plain-keys": aws(),
    "appflow": aws(chars=ASCII),
    "portable": aws(key=127, value=128, least=1, chars=r"[A-Za-z0-9_.:/=+\-]", other="rds:|dms:|memorydb:"),
}

# Google: Pub/Sub's error text for keys and values; 128 bytes from Secret Manager, Dataflow, Monitoring and others;
# `goog` from Batch; 64 labels, less the one that Terraform's provider writes.
LABEL_KEY = r"(?!goog)[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}"
LABEL_VALUE = r"[\p{Ll}\p{Lo}\p{N}_-]{0,63}"
RFC1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
GCP = {
    "resource": TagRules(Rule(LABEL_KEY, 1, 128, utf8), Rule(LABEL_VALUE, 0, 128, utf8), 63),
    "dataproc": TagRules(Rule(f"(?!goog){RFC1035}", 1, 63), Rule(RFC1035, 1, 63), 32),
    "project": TagRules(Rule(f"(?!goog){RFC1035}", 1, 63), Rule(f"({RFC1035})?", 0, 63), 63),
    "cloud-run": TagRules(
        Rule(rf"(?!(run|cloud)\.googleapis\.com|(serving|autoscaling)\.knative\.dev){LABEL_KEY}", 1, 128, utf8),
        Rule(LABEL_VALUE, 0, 128, utf8),
        63,
    ),
    "storage-bucket": TagRules(Rule("(?!goog)[a-z0-9_-]{1,63}"), Rule(LABEL_VALUE, 0, 128, utf8), 63),
    "bigquery": TagRules(Rule(LABEL_KEY, 1, 128, utf8), Rule(LABEL_VALUE, 0, 128, utf8), 63),
}

# Azure: "Use tags to organize your Azure resources", Tags - Create Or Update; azurerm counts bytes. Undocumented and
# therefore not written: control characters, white space at the ends. `hidden-…` links resources, with any character.
HIDDEN = "[Hh][Ii][Dd][Dd][Ee][Nn]-"  # `(?i:…)` beside a negated set misleads `regex`
NAME = rf"({HIDDEN}.*|(?!(?i:microsoft|azure|windows))[^<>%&\\?/\p{{Cc}}]+)"
VALUE = Rule(r"(?!(?i:null)$)[^\p{Cc}]*", 0, 256, utf8)
LOWER = rf"({HIDDEN}.*|(?!microsoft|azure|windows)(?!.*\p{{Changes_When_Lowercased}})[^<>%&\\?/\p{{Cc}}]+)"
AZURE = {
    "resource": TagRules(Rule(NAME, 1, 512, utf8), VALUE, 50),
    "storage-account": TagRules(Rule(NAME, 1, 128, utf8), VALUE, 50),
    "automation": TagRules(Rule(NAME, 1, 512, utf8), VALUE, 15),
    "cdn": TagRules(Rule(NAME, 1, 512, utf8), VALUE, 15),
    "log-analytics-saved-search": TagRules(Rule(NAME, 1, 512, utf8), VALUE, 15),
    "dns": TagRules(Rule(rf"({HIDDEN}.*|(?!\d)(?=[A-Za-z0-9_.-]+$){NAME})", 1, 512, utf8), VALUE, 15),
    "traffic-manager": TagRules(Rule(rf"({HIDDEN}.*|(?!\d)(?=[^ #:]+$){NAME})", 1, 512, utf8), VALUE, 50),
    "front-door": TagRules(Rule(f"({HIDDEN}.*|(?=[^#:]+$){NAME})", 1, 512, utf8), VALUE, 50),
    "api-management": TagRules(Rule(NAME, 1, 512, utf8), VALUE, 15),
    "key-vault-secret": TagRules(Rule(NAME, 1, 512, utf8), VALUE, 15),
    "key-vault-key": TagRules(Rule(NAME, 1, 256, utf8), VALUE, 15),
    "data-share": TagRules(Rule(LOWER, 1, 512, utf8), VALUE, 50),
    "firewall-policy": TagRules(Rule(LOWER, 1, 512, utf8), VALUE, 50),
}

# Kubernetes: apimachinery's IsQualifiedName, IsDNS1123Subdomain, IsValidLabelValue; reserved prefixes from its docs.
DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
RECOMMENDED = r"app\.kubernetes\.io/(name|instance|version|component|part-of|managed-by)"
PREFIX = rf"(?!([^/]+\.)?(kubernetes|k8s)\.io/)(?=[^/]{{1,253}}/){DNS_LABEL}(\.{DNS_LABEL})*/"
WORD = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
KUBERNETES = {
    "resource": TagRules(Rule(f"({RECOMMENDED}|({PREFIX})?(?=[^/]{{1,63}}$){WORD})"), Rule(f"({WORD})?", 0, 63)),
}

DOCUMENTED = {"aws": AWS, "gcp": GCP, "azure": AZURE, "kubernetes": KUBERNETES}
