"""The spellings of keys on bills."""

from __future__ import annotations

import pytest

from provider_bridge.bills.keys import wanted

SPELLINGS = {
    "dativo:cost-center": [
        *("dativo:cost-center", "user:dativo:cost-center", "user_dativo_cost_center", "user_dativo:cost-center"),
        *("resourceTags/user:dativo:cost-center", "resource_tags_user_dativo_cost_center", "DATIVO:Cost-Center"),
        *("dativo-cost-center", "k8s-label/dativo-cost-center", "dativo/cost-center", "dativo_cost_center"),
    ],
    "CostCenter": ["CostCenter", "user:CostCenter", "cost-center", "costcenter", "user_cost_center"],
    "user:team": ["user:team", "user_user_team"],
    "app.kubernetes.io/name": ["user_app_kubernetes_io_name", "k8s-label/app.kubernetes.io/name"],
}


@pytest.mark.parametrize(("key", "spelling"), [(key, each) for key, all_ in SPELLINGS.items() for each in all_])
def test_every_spelling_is_the_key(key: str, spelling: str) -> None:
    assert wanted(key).is_spelled(spelling)


@pytest.mark.parametrize("other", ["cost-center", "aws:dativo:cost-center", "dativo:cost", "costCategory/dativo", ""])
def test_another_key_is_not(other: str) -> None:
    assert not wanted("dativo:cost-center").is_spelled(other)
