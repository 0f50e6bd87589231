"""Laws of merging: which layer wins, what null takes away, and where a tag says it comes from."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from provider_bridge.diagnostics import Location
from provider_bridge.tags.layers import INFRASTRUCTURE, LAYERS, field_layer, written_layer
from provider_bridge.tags.merge import merge

if TYPE_CHECKING:
    from provider_bridge.tags.layers import Layer
    from provider_bridge.tags.merge import Merged

NAMES = st.sampled_from(["a", "b", "c", "d"])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
VALUES = st.none() | TEXTS | st.lists(TEXTS, max_size=3)
TREES = st.recursive(VALUES, lambda below: st.dictionaries(NAMES, below, max_size=3), max_leaves=8)

FLAT = st.fixed_dictionaries({layer: st.dictionaries(NAMES, VALUES, max_size=4) for layer in LAYERS[:-1]})
NESTED = st.fixed_dictionaries({layer: st.dictionaries(NAMES, TREES, max_size=4) for layer in LAYERS[1:-1]})


def layers(written: dict[str, dict[str, Any]]) -> list[Layer]:
    """What each layer says, as layers, highest first."""
    return [
        written_layer(
            {f"dativo:{key}": value for key, value in data.items()}, {}, Location("job.yaml", (name,)), "dativo"
        )
        if name == INFRASTRUCTURE
        else field_layer(name, data, data, Location("job.yaml", (name,)), "dativo")
        for name in LAYERS
        if (data := written.get(name)) is not None
    ]


def merged(written: dict[str, dict[str, Any]]) -> Merged:
    return merge(layers(written), "dativo")[0]


def values(written: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {key: tag.canonical for key, tag in merged(written).tags.items()}


def canonical(value: Any) -> str | None:
    """What a value means by itself: a list is its items, each once; nothing is nothing."""
    if isinstance(value, list):
        return ",".join(dict.fromkeys(value)) if value else None
    assert value is None or isinstance(value, str)
    return value


def holders(written: dict[str, dict[str, Any]], name: str) -> list[str]:
    """The layers that hold a name, highest first."""
    return [layer for layer in LAYERS if name in written.get(layer, {})]


@given(FLAT)
def test_the_highest_layer_that_holds_a_key_decides(written: dict[str, Any]) -> None:
    expected = {}
    for name in "abcd":
        value = canonical(written[holders(written, name)[0]][name]) if holders(written, name) else None
        if value is not None:
            expected[f"dativo:{name}"] = value
    assert values(written) == expected


@given(FLAT, st.sampled_from(LAYERS[:-1]))
def test_an_empty_layer_changes_nothing(written: dict[str, Any], layer: str) -> None:
    without = {name: data for name, data in written.items() if name != layer}
    assert merged({**written, layer: {}}) == merged(without)


@given(FLAT, NAMES, st.sampled_from([None, []]))
def test_null_in_the_highest_layer_removes_a_key(written: dict[str, Any], name: str, nothing: Any) -> None:
    above = {**written, INFRASTRUCTURE: {**written[INFRASTRUCTURE], name: nothing}}
    expected = values({**written, INFRASTRUCTURE: {**written[INFRASTRUCTURE], name: "x"}})
    del expected[f"dativo:{name}"]
    assert values(above) == expected


@given(FLAT, NAMES)
def test_a_key_in_the_highest_layer_hides_all_below(written: dict[str, Any], name: str) -> None:
    above = {**written, INFRASTRUCTURE: {**written[INFRASTRUCTURE], name: "x"}}
    bare = {layer: {key: value for key, value in data.items() if key != name} for layer, data in written.items()}
    bare[INFRASTRUCTURE][name] = "x"
    assert values(above) == values(bare)


@given(FLAT)
def test_the_trail_is_every_layer_that_holds_the_key_highest_first(written: dict[str, Any]) -> None:
    result = merged(written)
    for key, tag in result.tags.items():
        assert [origin.layer for origin in tag.origins] == holders(written, key.removeprefix("dativo:"))
        assert tag.origin is tag.origins[0]
        assert tag.canonical == tag.origin.canonical
    for key, trail in result.removed.items():
        assert [origin.layer for origin in trail] == holders(written, key.removeprefix("dativo:"))
        assert trail[0].value is None


@given(FLAT)
def test_no_value_is_forgotten(written: dict[str, Any]) -> None:
    """A key that some layer gives a value is a tag, or is among those that were removed."""
    result = merged(written)
    given_ = {
        f"dativo:{name}" for data in written.values() for name, value in data.items() if canonical(value) is not None
    }
    assert given_ == {*result.tags, *result.removed}


@given(FLAT)
def test_inputs_stay_as_they_were(written: dict[str, Any]) -> None:
    before = copy.deepcopy(written)
    made = layers(written)
    snapshot = copy.deepcopy(made)
    merge(made, "dativo")
    assert written == before
    assert made == snapshot


@given(FLAT, st.randoms(use_true_random=False))
def test_the_order_of_keys_in_a_file_is_indifferent(written: dict[str, Any], random: Any) -> None:
    shuffled = {}
    for layer, data in written.items():
        items = list(data.items())
        random.shuffle(items)
        shuffled[layer] = dict(items)
    assert merged(shuffled).tags == merged(written).tags
    assert list(merged(shuffled).tags) == sorted(merged(written).tags)


@given(NESTED)
def test_a_tree_gives_one_tag_a_leaf(written: dict[str, Any]) -> None:
    """JSON Merge Patch over the layers, lowest first, gives the same leaves."""
    document: dict[str, Any] = {}
    for layer in reversed(LAYERS):
        patch(document, written.get(layer, {}))
    _, diagnostics = merge(layers(written), "dativo")
    if diagnostics:  # two fields of one layer that become one key
        return
    assert values(written) == {"dativo:" + "-".join(path): value for path, value in leaves(document, ())}


def leaves(tree: dict[str, Any], path: tuple[str, ...]) -> Any:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def patch(document: dict[str, Any], changes: dict[str, Any]) -> None:
    """Apply a JSON Merge Patch, RFC 7396."""
    for key, value in changes.items():
        if isinstance(value, dict):
            if not isinstance(document.get(key), dict):
                document[key] = {}
            patch(document[key], value)
        elif canonical(value) is None:
            document.pop(key, None)
        else:
            document[key] = canonical(value)
