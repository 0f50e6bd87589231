"""Records of `light_typing` are those of `typing.NamedTuple`."""

from __future__ import annotations

import typing

import pytest

from provider_bridge import light_typing


class Light(light_typing.NamedTuple):
    """A record with a default, a property and methods."""

    name: str
    items: tuple[str, ...] = ()
    number: Unknown = 0  # type: ignore[name-defined] # noqa: F821 (a type that only type checkers see)

    @property
    def size(self) -> int:
        """The number of items."""
        return len(self.items)

    def with_item(self, item: str) -> Light:
        return self._replace(items=(*self.items, item))

    def __str__(self) -> str:
        return f"{self.name}: {self.size}"


class Heavy(typing.NamedTuple):
    """A record with a default, a property and methods."""

    name: str
    items: tuple[str, ...] = ()
    number: int = 0


def test_a_record_is_a_tuple_with_names_and_defaults() -> None:
    record = Light("a", number=2)
    assert (record, hash(record)) == (("a", (), 2), hash(("a", (), 2)))
    assert (record.name, record.items, record.number) == tuple(record)
    assert repr(record) == repr(Heavy("a", number=2)).replace("Heavy", "Light")
    assert record._asdict() == {"name": "a", "items": (), "number": 2}


def test_a_record_is_not_changed_but_replaced() -> None:
    record = Light("a")
    with pytest.raises(AttributeError):
        record.name = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        record.other = "b"  # type: ignore[attr-defined]
    assert (record.with_item("x"), record) == (("a", ("x",), 0), ("a", (), 0))


def test_a_record_has_its_properties_and_special_methods() -> None:
    assert str(Light("a").with_item("x")) == "a: 1"


def test_a_record_is_described_like_one_of_typing() -> None:
    described = ("__doc__", "__module__", "__match_args__", "__slots__", "__bases__", "_fields", "_field_defaults")
    assert [getattr(Light, name) for name in described] == [getattr(Heavy, name) for name in described]
    assert (Light.__name__, Light.__qualname__) == ("Light", "Light")
    assert typing.get_type_hints(Light.with_item)["item"] is str


@pytest.mark.parametrize("arguments", [(), ("a", (), 0, 1)], ids=["too few", "too many"])
def test_a_record_refuses_wrong_arguments(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Light(*arguments)  # type: ignore[arg-type]


def test_a_generic_class_is_the_same_for_each_parameter() -> None:
    parameter = light_typing.TypeVar("parameter")

    class Box(light_typing.Generic[parameter]):
        pass

    assert isinstance(Box[int](), Box)
