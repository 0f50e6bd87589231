"""Whatever the query and the files hold: a result or a reason, never a traceback and never half a result."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml
from generated import ANYTHING, TYPED, documents
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from conftest import Project, Ran

JOB = {"tenant_id": "acme", "asset_path": "asset.yaml", "infrastructure": {"provider": "aws"}}
PROVIDERS = st.sampled_from([None, "aws", "gcp", "azure", "kubernetes"])
VALUES = st.sampled_from(
    [
        *("acme", "prod", "a b", "../x", "${A}", "${A:-b}", "$${", "${", "null", "aws", "gcp", "kubernetes", "ecs"),
        *("/app/x", "asset.yaml", "x" * 300, "a\x1bb", "é", "60", "true", "git::x?ref=v1", ""),
    ]
)
thorough = settings(max_examples=2 * settings().max_examples)


def answered(ran: Ran) -> bool:
    """Whether there is a result; there is one or the reason why not."""
    if ran.code == 0:
        result = json.loads(ran.out)
        assert all(isinstance(value, str) for value in result.values())
        assert ran.out == json.dumps(result, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
        return True
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("provider-bridge: ")
    assert len(ran.rules) == len(ran.found) > 0
    assert "\x1b" not in ran.err
    return False


def spread(data: Any, value: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """The same tree with other texts in it."""
    if isinstance(data, dict):
        return st.fixed_dictionaries({key: spread(below, value) for key, below in data.items()})
    if isinstance(data, list):
        return st.tuples(*(spread(below, value) for below in data)).map(list)
    return st.just(data) if data is None else value


@given(raw=st.binary(max_size=60) | TYPED.map(str.encode) | ANYTHING.map(lambda data: json.dumps(data).encode()))
@thorough
def test_any_query(asker: Project, raw: bytes) -> None:
    assert not answered(asker.ask(raw))


@given(
    pairs=st.dictionaries(
        st.sampled_from(
            ["job", "jobs", "provider", "output", "resource", "root", "config", "tenants", "strict", "api"]
        ),
        st.sampled_from(
            ["job.yaml", "*.yaml", '["job.yaml"]', ".", "aws", "tags", "variables", "s3-object", "true", "1", "a,b"]
        ),
        max_size=4,
    )
)
@thorough
def test_any_query_of_our_keys(asker: Project, pairs: dict[str, str]) -> None:
    asker.write("job.yaml", JOB)
    asker.write("asset.yaml", {})
    asker.write("provider-bridge.yaml", "")
    answered(asker.ask(json.dumps({**pairs, **absolute(asker, pairs)}).encode()))


def absolute(asker: Project, pairs: dict[str, str]) -> dict[str, str]:
    """The paths of a query below the asker's folder."""
    return {key: f"{asker.root}/{value}" for key, value in pairs.items() if key in ("job", "jobs", "root", "config")}


@given(text=st.binary(max_size=60) | TYPED.map(str.encode))
@thorough
def test_any_bytes_as_a_job_an_asset_or_a_policy(asker: Project, text: bytes) -> None:
    for name in ("job.yaml", "asset.yaml", "provider-bridge.yaml"):
        asker.write("job.yaml", JOB)
        asker.write("asset.yaml", "")
        asker.write("provider-bridge.yaml", "")
        asker.write(name, text)
        answered(asker.ask({"job": f"{asker.root}/job.yaml"}))


@given(
    job=documents("job").flatmap(lambda data: spread(data, VALUES)),
    asset=documents("asset").flatmap(lambda data: spread(data, VALUES)),
    provider=PROVIDERS,
    output=st.sampled_from(["tags", "variables", None]),
)
@thorough
def test_any_job_with_any_asset(asker: Project, job: Any, asset: Any, provider: str | None, output: str | None) -> None:
    asker.write("job.yaml", yaml.safe_dump(job))
    asker.write("asset.yaml", yaml.safe_dump(asset))
    asker.write("provider-bridge.yaml", "")
    path = f"{asker.root}/job.yaml"
    query = {"job": path, "output": output} if output else {"jobs": path, "origins": "true"}
    answered(asker.ask({**query, **({"provider": provider} if provider else {})}, {"A": "acme"}))


@given(policy=documents("config").flatmap(lambda data: spread(data, VALUES)))
@thorough
def test_any_policy(asker: Project, policy: Any) -> None:
    asker.write("job.yaml", {**JOB, "finops": {"a": "b"}})
    asker.write("asset.yaml", {})
    asker.write("provider-bridge.yaml", yaml.safe_dump(policy))
    answered(asker.ask({"job": f"{asker.root}/job.yaml"}))
