"""Which layer wins, what a field is called, what null removes, and who a tag says the job is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.tags.layers import LAYERS

if TYPE_CHECKING:
    from tests.project import Project


def canonical(project: Project, asset: Any = None, **fields: Any) -> dict[str, str]:
    """The canonical map of a job without its defaults: Azure takes it as it is."""
    if asset is not None:
        project.write("asset.yaml", asset)
        fields["asset_path"] = "asset.yaml"
    project.job(**fields)
    return {key: value for key, value in project.tags("azure").items() if key not in ("dativo:tenant", "dativo:job")}


def test_precedence(project: Project) -> None:
    layers: dict[str, Any] = {
        "asset": {
            "compliance": {"a": "compliance", "b": "compliance", "c": "compliance", "d": "compliance"},
            "finops": {"a": "asset", "b": "asset", "c": "asset"},
        },
        "finops": {"a": "finops", "b": "finops"},
        "infrastructure": {"tags": {"dativo:a": "tags"}},
    }
    assert canonical(project, **layers) == {
        "dativo:a": "tags",
        "dativo:b": "finops",
        "dativo:c": "asset",
        "dativo:d": "compliance",
    }


def test_defaults(project: Project) -> None:
    project.job("orders.yaml", environment="prod")
    assert project.ask({"job": "orders.yaml"}).result == {
        "dativo:environment": "prod",
        "dativo:job": "orders",
        "dativo:tenant": "acme",
    }
    project.job("orders.yaml", name="daily")
    assert project.ask({"job": "orders.yaml"}).result == {"dativo:job": "daily", "dativo:tenant": "acme"}


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("cost_center", "cost-center"),
        ("costCenter", "cost-center"),
        ("CostCenter", "cost-center"),
        ("cost-center", "cost-center"),
        ("cost center", "cost-center"),
        ("COST_CENTER", "cost-center"),
        ("KMSKeyId", "kms-key-id"),
        ("S3Bucket", "s3-bucket"),
        ("cost - center", "cost-center"),
        ("cost--center", "cost-center"),
        ("pci_dss_v4", "pci-dss-v4"),
        ("_private__field_", "private-field"),
        ("owner", "owner"),
    ],
)
def test_a_field_becomes_a_key_in_kebab_case(field: str, key: str, project: Project) -> None:
    assert canonical(project, finops={field: "x"}) == {f"dativo:{key}": "x"}


def test_a_classification_is_equal_in_any_case_before_a_cloud_sees_it(project: Project) -> None:
    """An annotation holds the canonical value."""
    project.write("provider-bridge.yaml", "")
    project.write(
        "asset.yaml", {"compliance": {"classification": ["PII", "Sensitive", "pii"], "areas": ["b", "a", "b"]}}
    )
    project.job("jobs/job.yaml", {"provider": "kubernetes"}, asset_path="asset.yaml")
    annotations = project.ask({"jobs": "jobs/*.yaml"}).job["annotations"]
    assert (annotations["dativo/classification"], annotations["dativo/areas"]) == ("pii,sensitive", "b,a")


def test_infrastructure_tags_keep_their_keys(project: Project) -> None:
    keys = {"CostCenter": "a", "cost_center": "b", "Business Unit": "c", "dativo:x_y": "d", "1": "e"}
    assert canonical(project, infrastructure={"tags": keys}) == keys


def test_the_prefix_is_the_policys(project: Project) -> None:
    project.write("provider-bridge.yaml", {"tag_prefix": "etl"})
    project.job(finops={"cost_center": "A-1"}, infrastructure={"tags": {"dativo:job": "free"}})
    assert project.tags() == {
        "dativo:job": "free",
        "etl:cost-center": "A-1",
        "etl:job": "job",
        "etl:tenant": "acme",
    }


def test_a_nested_map_gives_one_tag_a_leaf(project: Project) -> None:
    compliance = {
        "security": {"access_control": "role_based", "encryption_required": True, "keys": {"rotationDays": 90}},
        "nothing": {},
    }
    assert canonical(project, asset={"compliance": compliance}) == {
        "dativo:security-access-control": "role_based",
        "dativo:security-encryption-required": "true",
        "dativo:security-keys-rotation-days": "90",
    }


def test_no_field_is_lost_however_its_name_becomes_a_key(project: Project) -> None:
    """Of the longest names little is left in a key: what stands below them is refused all the same."""
    project.job(finops={"a" + "_" * 600: {"limit": "5"}})
    ran = project.ask()
    assert (ran.code, ran.out, ran.rules) == (1, "", ["tag-key"])


def test_fields_make_a_key_of_512_characters_at_most(project: Project) -> None:
    longest = "f" * (512 - len("dativo:"))
    assert canonical(project, finops={longest: "x"}) == {f"dativo:{longest}": "x"}
    said = "error: [tag-key] the tag key that these fields produce has more than 512 characters"
    project.job(finops={longest + "f": "x"})
    assert project.ask().lines == [f"job.yaml:3:5: {said}"]
    project.write("asset.yaml", f"finops:\n  {'a' * 300}:\n    {'b' * 300}: {{c: x, d: y}}\n")
    project.job(asset_path="asset.yaml")
    assert project.ask().lines == [f"asset.yaml:3:5: {said}"]


def test_a_long_key_that_is_written_is_what_its_cloud_says_of_it(project: Project) -> None:
    project.job(infrastructure={"tags": {"k" * 513: "x"}})
    (found,) = project.ask({"job": "job.yaml", "provider": "azure"}).lines
    assert f'[tag-key] tag key "{"k" * 290}' in found


def test_scalars_stay_as_written(project: Project) -> None:
    project.write(
        "job.yaml",
        "tenant_id: acme\ninfrastructure:\n  provider: azure\n  tags:\n"
        "    A: 007\n    B: no\n    C: 1.10\n    D: 12:30\n    E: 2024-01-01\n    F: TRUE\n    G: 0x1F\n    H: 1e3\n",
    )
    shown = {key: value for key, value in project.tags().items() if len(key) == 1}
    assert "".join(f"{key}={value} " for key, value in shown.items()) == (
        "A=007 B=no C=1.10 D=12:30 E=2024-01-01 F=TRUE G=0x1F H=1e3 "
    )


def test_lists_keep_order_and_lose_duplicates(project: Project) -> None:
    tags = {"List": ["b", "a", "b", "c", "a"], "One": ["x"], "Numbers": [2, 1, 2]}
    assert canonical(project, infrastructure={"tags": tags}) == {"List": "b,a,c", "One": "x", "Numbers": "2,1"}


def test_lists_replace_lists(project: Project) -> None:
    assert canonical(project, asset={"finops": {"tags": ["a", "b"]}}, finops={"tags": ["c"]}) == {"dativo:tags": "c"}


@pytest.mark.parametrize("value", ["PII", ["PII", "Sensitive", "pii"]])
def test_classification_is_lower_cased(value: Any, project: Project) -> None:
    expected = "pii" if isinstance(value, str) else "pii,sensitive"
    asset = {"compliance": {"classification": value, "regulations": ["GDPR"]}}
    assert canonical(project, asset=asset) == {"dativo:classification": expected, "dativo:regulations": "GDPR"}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("classification", {"level": "PII"}, {"dativo:classification-level": "pii"}),
        ("data", {"classification": "PII"}, {"dativo:data-classification": "PII"}),
        ("classification", None, {}),
        ("classification", [], {}),
    ],
)
def test_only_the_field_that_is_named_classification_is_lower_cased(
    field: str, value: Any, expected: dict[str, str], project: Project
) -> None:
    assert canonical(project, asset={"compliance": {field: value}}) == expected


@pytest.mark.parametrize("nothing", [None, []])
def test_null_and_an_empty_list_remove_what_lower_layers_gave(nothing: Any, project: Project) -> None:
    asset = {"finops": {"cost_center": "A-1", "project": "shop"}, "compliance": {"cost_center": "A-0"}}
    assert canonical(project, asset=asset, finops={"cost_center": nothing}) == {"dativo:project": "shop"}
    fields = {"finops": {"cost_center": nothing}, "infrastructure": {"tags": {"dativo:cost-center": "A-2"}}}
    assert canonical(project, asset=asset, **fields)["dativo:cost-center"] == "A-2"


def test_null_removes_a_map_with_all_its_leaves(project: Project) -> None:
    """As in JSON Merge Patch."""
    asset = {"finops": {"budget": {"limit": 1200, "currency": "EUR"}, "project": "shop"}}
    assert canonical(project, asset=asset, finops={"budget": None}) == {"dativo:project": "shop"}
    assert canonical(project, asset=asset, finops={"budget": {"limit": None}}) == {
        "dativo:budget-currency": "EUR",
        "dativo:project": "shop",
    }


def test_an_empty_text_is_an_empty_value(project: Project) -> None:
    project.write("asset.yaml", {"finops": {"cost_center": "A-1"}})
    project.job(asset_path="asset.yaml", finops={"cost_center": ""})
    assert project.tags()["dativo:cost-center"] == ""


@pytest.mark.parametrize("block", [None, {}])
def test_an_empty_block_sets_nothing(block: Any, project: Project) -> None:
    asset = {"finops": {"project": "shop"}, "compliance": block}
    assert canonical(project, asset=asset, finops=block, infrastructure={"tags": block}) == {"dativo:project": "shop"}


@pytest.mark.parametrize("nested", [False, True])
def test_an_asset_may_hold_its_blocks_under_asset(nested: bool, project: Project) -> None:
    blocks: dict[str, Any] = {"finops": {"project": "shop"}, "compliance": {"regulations": ["GDPR"]}}
    asset = {"asset": {"name": "orders", **blocks}, "schema": []} if nested else {"name": "orders", **blocks}
    assert canonical(project, asset=asset) == {"dativo:project": "shop", "dativo:regulations": "GDPR"}


def test_an_assets_blocks_may_stand_in_either_place_but_not_in_both(project: Project) -> None:
    split = {"finops": {"project": "shop"}, "asset": {"compliance": {"regulations": "GDPR"}}}
    assert canonical(project, asset=split) == {"dativo:project": "shop", "dativo:regulations": "GDPR"}
    project.write("asset.yaml", {"finops": {"project": "shop"}, "asset": {"finops": {"project": "web"}}})
    ran = project.ask()
    assert ran.lines == [
        'asset.yaml:4:3: error: [yaml-duplicate-key] duplicate key "finops": it is set at the top level and in "asset"'
    ]
    assert ran.err.endswith("  fix: remove one of the two\n")


def test_the_rest_of_an_asset_is_ignored(project: Project) -> None:
    project.write(
        "asset.yaml",
        "asset:\n  name: !include name.yaml\n  owner: ${OWNER}\n  compliance: {a: b}\n  finops:\n"
        "schema: !columns [{n: 1}]\nowner: ${OWNER}\nassets: [3]\n",
    )
    project.job(asset_path="asset.yaml")
    assert project.tags("azure")["dativo:a"] == "b"


def test_an_asset_named_by_text_is_not_a_block(project: Project) -> None:
    assert canonical(project, asset={"asset": "orders", "finops": {"a": "b"}}) == {"dativo:a": "b"}


# --- who the job is


def test_a_layer_may_repeat_who_the_job_is(project: Project) -> None:
    project.job(environment="prod", finops={"tenant": "acme", "environment": "prod"}, name="orders")
    assert project.ask().err == ""


def test_an_environment_that_the_job_does_not_name_may_be_any(project: Project) -> None:
    project.write("asset.yaml", {"finops": {"environment": "dev"}})
    project.job(asset_path="asset.yaml", finops={"environment": "prod"})
    ran = project.ask()
    assert ran.result["dativo:environment"] == "prod"
    assert ran.err == ""


@pytest.mark.parametrize("layer", ["finops", "asset.finops", "asset.compliance", "infrastructure.tags"])
@pytest.mark.parametrize("value", ["other", None])
@pytest.mark.parametrize(("field", "severity"), [("tenant", "error"), ("environment", "warning"), ("job", "warning")])
def test_a_layer_that_overrides_the_identity_is_reported(
    field: str, severity: str, value: Any, layer: str, project: Project
) -> None:
    fields: dict[str, Any] = {"environment": "prod", "name": "orders"}
    if layer == "infrastructure.tags":
        fields["infrastructure"] = {"tags": {f"dativo:{field}": value}}
    elif layer == "finops":
        fields["finops"] = {field: value}
    else:
        project.write("asset.yaml", {layer.partition(".")[2]: {field: value}})
        fields["asset_path"] = "asset.yaml"
    project.job(**fields)
    ran = project.ask()
    assert ran.code == (1 if severity == "error" else 0)
    assert [f": {severity}: [identity-overridden]" in line for line in ran.lines] == [True]
    if severity == "warning":
        assert ran.result.get(f"dativo:{field}") == value


# --- origins


def test_every_tag_keeps_the_trail_of_who_said_what_where(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("assets/orders.yaml", "finops:\n  cost_center: A-0\ncompliance:\n  cost_center: C-0\n  level: High\n")
    project.write(
        "jobs/orders.yaml",
        "tenant_id: ${TENANT_ID}\nasset_path: /app/assets/orders.yaml\nfinops:\n  cost_center: [A-1, '${B}']\n"
        "infrastructure:\n  provider: gcp\n  tags:\n    dativo:level: low\n",
    )
    job = project.ask({"jobs": "jobs/*.yaml", "origins": "true", "env.TENANT_ID": "acme", "env.B": "B-1"}).job
    assert job["origins"] == {
        "dativo-cost-center": [
            {
                "layer": "finops",
                "path": "jobs/orders.yaml",
                "line": 4,
                "raw": ["A-1", "${B}"],
                "value": "A-1,B-1",
            },
            {"layer": "asset.finops", "path": "assets/orders.yaml", "line": 2, "raw": "A-0", "value": "A-0"},
            {"layer": "asset.compliance", "path": "assets/orders.yaml", "line": 4, "raw": "C-0", "value": "C-0"},
        ],
        "dativo-job": [
            {"layer": "defaults", "path": "jobs/orders.yaml", "line": 1, "raw": "orders", "value": "orders"}
        ],
        "dativo-level": [
            {"layer": "infrastructure.tags", "path": "jobs/orders.yaml", "line": 8, "raw": "low", "value": "low"},
            {"layer": "asset.compliance", "path": "assets/orders.yaml", "line": 5, "raw": "High", "value": "High"},
        ],
        "dativo-tenant": [
            {"layer": "defaults", "path": "jobs/orders.yaml", "line": 1, "raw": "${TENANT_ID}", "value": "acme"}
        ],
    }


def test_a_trail_keeps_what_another_layer_removed(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("asset.yaml", {"finops": {"cost_center": None}, "compliance": {"cost_center": "A-0"}})
    project.job("jobs/orders.yaml", {"tags": {"dativo:cost-center": "A-2"}}, asset_path="asset.yaml")
    trail = project.ask({"jobs": "jobs/*.yaml", "origins": "true"}).job["origins"]["dativo:cost-center"]
    assert [(origin["layer"], origin["raw"], origin["value"]) for origin in trail] == [
        ("infrastructure.tags", "A-2", "A-2"),
        ("asset.finops", None, None),
        ("asset.compliance", "A-0", "A-0"),
    ]


def test_layers_are_named_by_their_place_in_the_files() -> None:
    assert LAYERS == ("infrastructure.tags", "finops", "asset.finops", "asset.compliance", "defaults")
