"""Each example is planned without a warning, with no more at hand than its README says that a plan needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import boto3  # type: ignore[import-untyped]
import pytest

from tests.terraform import azure_login, cli_config, live_account, strict_moto
from tests.terraform.running import REPOSITORY, Terraform, need, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore::boto3.exceptions.PythonDeprecationWarning")
ROOTS = sorted(
    directory.relative_to(REPOSITORY).as_posix()
    for directory in [
        *(REPOSITORY / "terraform").glob("*/*/examples/*"),
        *(REPOSITORY / "examples" / name for name in ("environments", "orchestrators")),
    ]
)
KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: "https://localhost"}}]
users: [{name: test, user: {token: test}}]
contexts: [{name: test, context: {cluster: test, user: test}}]
"""


@pytest.fixture(scope="module")
def aws() -> Iterator[dict[str, str]]:
    """The environment that leads to an account with the key that an example names."""
    with strict_moto.serving() as address:
        environment = live_account.environment(address)
        kms = boto3.client(
            "kms",
            endpoint_url=address,
            region_name=environment["AWS_REGION"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )
        kms.create_alias(AliasName="alias/lake", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
        yield environment


@pytest.mark.parametrize("root", ROOTS)
def test_an_example_is_planned(
    root: str, tree: Path, tmp_path: Path, aws: dict[str, str], terraform_environment: dict[str, str]
) -> None:
    text = "".join(path.read_text("utf-8") for path in (tree / root).glob("*.tf"))
    providers = set(re.findall(r'source\s*=\s*"(hashicorp/\w+)"', text))
    need(*sorted(providers | ({cli_config.EXTERNAL} if "terraform/bridge" in text else set())))
    Terraform(tree / root, terraform_environment).ready()
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text(KUBECONFIG, "utf-8")
    credentials = {
        **aws,
        "GOOGLE_OAUTH_ACCESS_TOKEN": "x",
        "HOME": str(tmp_path),
        "TF_VAR_network": '{VPC_ID="vpc-0a",SUBNET_ID="subnet-0a"}',
    }
    with azure_login.serving(tmp_path) as login:
        done = Terraform(tree / root, {**terraform_environment, **credentials, **login}).plan()
    assert done.returncode == 0, done.stderr
    printed = words(done.stdout + done.stderr)
    assert "Warning" not in printed, printed
    readme = (tree / root).parents[1] / "README.md"
    if root.endswith("/basic"):
        for count in re.findall(r"(?m)^Plan: .*", readme.read_text("utf-8")):
            assert count in printed
