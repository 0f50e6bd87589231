"""Laws of merging: which layer wins, what null takes away, and where a tag says it comes from."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from provider_bridge.diagnostics import Where
from provider_bridge.tags import merge as tags

if TYPE_CHECKING:
    from provider_bridge.tags.merge import Layer, Merged

NAMES = st.sampled_from(["a", "b", "c", "d"])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
VALUES = st.none() | TEXTS | st.lists(TEXTS, max_size=3)
TREES = st.recursive(VALUES, lambda below: st.dictionaries(NAMES, below, max_size=3), max_leaves=8)

FLAT = st.fixed_dictionaries({layer: st.dictionaries(NAMES, VALUES, max_size=4) for layer in tags.LAYERS[:-1]})
NESTED = st.fixed_dictionaries({layer: st.dictionaries(NAMES, TREES, max_size=4) for layer in tags.LAYERS[1:-1]})


def layers(said: dict[str, dict[str, Any]]) -> list[Layer]:
    """What each layer says, as layers, highest first."""
    return [
        tags.written_layer({f"dativo:{key}": value for key, value in data.items()}, {}, Where("job.yaml", (name,)))
        if name == tags.INFRASTRUCTURE
        else tags.field_layer(name, data, data, Where("job.yaml", (name,)), "dativo")
        for name in tags.LAYERS
        if (data := said.get(name)) is not None
    ]


def merged(said: dict[str, dict[str, Any]]) -> Merged:
    return tags.merge(layers(said), "dativo")


def values(said: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {key: tag.canonical for key, tag in merged(said).tags.items()}


def canonical(value: Any) -> str | None:
    """What a value means by itself: a list is its items, each once; nothing is nothing."""
    if isinstance(value, list):
        return ",".join(dict.fromkeys(value)) if value else None
    assert value is None or isinstance(value, str)
    return value


def holders(said: dict[str, dict[str, Any]], name: str) -> list[str]:
    """The layers that hold a name, highest first."""
    return [layer for layer in tags.LAYERS if name in said.get(layer, {})]


@given(FLAT)
def test_the_highest_layer_that_holds_a_key_decides(said: dict[str, Any]) -> None:
    expected = {}
    for name in "abcd":
        value = canonical(said[holders(said, name)[0]][name]) if holders(said, name) else None
        if value is not None:
            expected[f"dativo:{name}"] = value
    assert values(said) == expected


@given(FLAT, st.sampled_from(tags.LAYERS[:-1]))
def test_an_empty_layer_changes_nothing(said: dict[str, Any], layer: str) -> None:
    without = {name: data for name, data in said.items() if name != layer}
    assert merged({**said, layer: {}}) == merged(without)


@given(FLAT, NAMES, st.sampled_from([None, []]))
def test_null_in_the_highest_layer_removes_a_key(said: dict[str, Any], name: str, nothing: Any) -> None:
    above = {**said, tags.INFRASTRUCTURE: {**said[tags.INFRASTRUCTURE], name: nothing}}
    expected = values({**said, tags.INFRASTRUCTURE: {**said[tags.INFRASTRUCTURE], name: "x"}})
    del expected[f"dativo:{name}"]
    assert values(above) == expected


@given(FLAT, NAMES)
def test_a_key_in_the_highest_layer_hides_all_below(said: dict[str, Any], name: str) -> None:
    above = {**said, tags.INFRASTRUCTURE: {**said[tags.INFRASTRUCTURE], name: "x"}}
    bare = {layer: {key: value for key, value in data.items() if key != name} for layer, data in said.items()}
    bare[tags.INFRASTRUCTURE][name] = "x"
    assert values(above) == values(bare)


@given(FLAT)
def test_the_trail_is_every_layer_that_holds_the_key_highest_first(said: dict[str, Any]) -> None:
    found = merged(said)
    for key, tag in found.tags.items():
        assert [origin.layer for origin in tag.origins] == holders(said, key.removeprefix("dativo:"))
        assert tag.origin is tag.origins[0]
        assert tag.canonical == tag.origin.canonical
    for key, trail in found.removed.items():
        assert [origin.layer for origin in trail] == holders(said, key.removeprefix("dativo:"))
        assert trail[0].value is None


@given(FLAT)
def test_nothing_that_was_said_is_forgotten(said: dict[str, Any]) -> None:
    """A key that some layer gives a value is a tag, or is among those that were removed."""
    found = merged(said)
    given_ = {
        f"dativo:{name}" for data in said.values() for name, value in data.items() if canonical(value) is not None
    }
    assert given_ == {*found.tags, *found.removed}


@given(FLAT)
def test_inputs_stay_as_they_were(said: dict[str, Any]) -> None:
    before = copy.deepcopy(said)
    made = layers(said)
    snapshot = copy.deepcopy(made)
    tags.merge(made, "dativo")
    assert said == before
    assert made == snapshot


@given(FLAT, st.randoms(use_true_random=False))
def test_the_order_of_keys_in_a_file_is_indifferent(said: dict[str, Any], random: Any) -> None:
    shuffled = {}
    for layer, data in said.items():
        items = list(data.items())
        random.shuffle(items)
        shuffled[layer] = dict(items)
    assert merged(shuffled).tags == merged(said).tags
    assert list(merged(shuffled).tags) == sorted(merged(said).tags)


@given(NESTED)
def test_a_tree_gives_one_tag_a_leaf(said: dict[str, Any]) -> None:
    """JSON Merge Patch over the layers, lowest first, gives the same leaves."""
    document: dict[tuple[str, ...], str] = {}
    for layer in reversed(tags.LAYERS):
        for path, value in leaves(said.get(layer, {}), ()):
            patch(document, path, canonical(value))
    found = merged(said)
    if found.findings:  # two fields of one layer that become one key
        return
    assert values(said) == {"dativo:" + "-".join(path): value for path, value in document.items()}


def leaves(tree: dict[str, Any], path: tuple[str, ...]) -> Any:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def patch(document: dict[tuple[str, ...], str], path: tuple[str, ...], value: str | None) -> None:
    """Null takes away the leaf, and every leaf below it."""
    if value is None:
        for other in [other for other in document if other[: len(path)] == path]:
            del document[other]
    else:
        document[path] = value
