"""Laws of formatting, for every cloud and every resource class, on any text at all.

What a class allows less than its cloud is held beside its source in `tests/conformance/`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provider_bridge.diagnostics import Location
from provider_bridge.providers import PROVIDERS
from provider_bridge.tags.format import format_tags
from provider_bridge.tags.layers import LAYERS, Origin
from provider_bridge.tags.merge import Tag
from provider_bridge.tags.normalize import format_key, format_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider_bridge.providers.limits import Limits

ANY = st.text(st.characters(exclude_categories=["Cs"]))
LIKELY = st.text(st.sampled_from("abzAZ09 -_.:/=+@,&()aws:\t\0éßłŽİ\u0131ǆﬁ日本ก็\u0301\u200b\u2028😀𠀀"))
LONG = st.builds(
    lambda text, times: text * times, st.text(LIKELY.map(lambda t: t[:1] or "x"), min_size=1), st.integers(1, 90)
)
TEXTS = ANY | LIKELY | LONG
VALUES = TEXTS | st.lists(TEXTS, min_size=1, max_size=6).map(lambda items: tuple(dict.fromkeys(items)))
CLASSES = {provider: list(cloud.CLASSES.values()) for provider, cloud in PROVIDERS.items()}
WHICH = st.integers(min_value=0, max_value=max(map(len, CLASSES.values())) - 1)
"""Chooses a resource class; 0 is the general one."""

thorough = settings(max_examples=4 * settings().max_examples)
every_provider = pytest.mark.parametrize("provider", PROVIDERS)


def tag(key: str, value: Any, layer: str = LAYERS[0]) -> Tag:
    return Tag(key, value, (Origin(layer, Location("job.yaml", ("infrastructure", "tags", key)), value, value),))


# --- what each cloud takes, told apart from the code: from its own documentation


def aws_takes(text: str) -> bool:
    return text[:4].lower() != "aws:" and all(category(char)[0] in "LZN" or char in "_.:/=+-@" for char in text)


def azure_key(text: str) -> bool:
    return (
        not set(text) & set("<>%&\\?/")
        and all(category(char) != "Cc" for char in text)
        and not re.match("microsoft|azure|windows", text, re.IGNORECASE)
    )


def azure_value(text: str) -> bool:
    return text != "" and all(category(char) != "Cc" for char in text)


LABEL_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
DNS_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


def kubernetes_key(text: str) -> bool:
    prefix, slash, name = text.rpartition("/")
    in_prefix = not slash or (len(prefix) <= 253 and DNS_NAME.fullmatch(prefix) is not None)
    reserved = re.search(r"(^|\.)(kubernetes|k8s)\.io$", prefix)
    return in_prefix and not reserved and LABEL_NAME.fullmatch(name) is not None


KEYS: dict[str, Callable[[str], bool]] = {
    "aws": lambda text: aws_takes(text) and text.strip() == text,
    "gcp": lambda text: re.fullmatch("(?!goog)[a-z]([a-z0-9-]{0,61}[a-z0-9])?", text) is not None,
    "azure": lambda text: azure_key(text) and text.strip() == text,
    "kubernetes": kubernetes_key,
}
VALUES_TAKEN: dict[str, Callable[[str], bool]] = {
    "aws": lambda text: aws_takes(text) and text.strip() == text,
    "gcp": lambda text: re.fullmatch("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?", text) is not None,
    "azure": lambda text: azure_value(text) and text.strip() == text,
    "kubernetes": lambda text: text == "" or LABEL_NAME.fullmatch(text) is not None,
}
LENGTH: dict[str, Callable[[str], int]] = {
    "aws": lambda text: len(text.encode("utf-16-le")) // 2,
    "gcp": len,
    "azure": lambda text: len(text.encode()),
    "kubernetes": len,
}


def chosen(provider: str, which: int) -> Limits:
    return CLASSES[provider][which % len(CLASSES[provider])]


# --- laws


@every_provider
@thorough
@given(which=WHICH, value=VALUES)
@example(which=0, value="")
@example(which=0, value="\0")
@example(which=0, value=("aws", ""))
@example(which=0, value="aws:aws:")
@example(which=0, value="x" * 247 + " " + "y" * 20)
def test_a_value_is_one_that_the_cloud_takes(provider: str, which: int, value: Any) -> None:
    limits = chosen(provider, which)
    text = format_value(provider, value, limits).text
    assert VALUES_TAKEN[provider](text), text
    assert LENGTH[provider](text) <= limits.value_length


@every_provider
@thorough
@given(which=WHICH, value=VALUES)
@example(which=0, value="x" * 247 + " " + "y" * 20)
@example(which=0, value="e\u0301" + "x" * 300 + "\u0301" * 31)
@example(which=0, value="a" + "\u0301\u0327" * 40 + "e\u0301")
def test_a_formatted_value_stays_as_it_is(provider: str, which: int, value: Any) -> None:
    limits = chosen(provider, which)
    text = format_value(provider, value, limits).text
    again = format_value(provider, text, limits)
    assert (again.text, again.rule) == (text, "")


@every_provider
@thorough
@given(which=WHICH, key=TEXTS)
@example(which=0, key="a:b/c:d")
@example(which=0, key="Aws:x")
@example(which=0, key="KMSKeyID")
def test_a_key_is_one_that_the_cloud_takes_or_an_error(provider: str, which: int, key: str) -> None:
    limits = chosen(provider, which)
    formatted, diagnostics = format_tags(provider, [tag(key, "x")], limits, Location("job.yaml"))
    if not formatted:
        assert [each.severity for each in diagnostics] == ["error"]
        return
    (text,) = formatted
    assert KEYS[provider](text), text
    assert LENGTH[provider](text) <= limits.key_length


@every_provider
@thorough
@given(which=WHICH, key=TEXTS)
@example(which=0, key="a:b/c:d")
@example(which=0, key="KMSKeyID")
def test_a_formatted_key_stays_as_it_is(provider: str, which: int, key: str) -> None:
    limits = chosen(provider, which)
    text = format_key(provider, key, limits).text
    again = format_key(provider, text, limits)
    assert (again.text, again.rule) == (text, "")


@every_provider
@given(tags=st.dictionaries(TEXTS, VALUES, max_size=6))
def test_no_tag_is_lost_silently(provider: str, tags: dict[str, Any]) -> None:
    """Each is in the map, or equal to one that is, or named by an error at its place."""
    given_ = [tag(key, value) for key, value in tags.items()]
    limits = PROVIDERS[provider].GENERAL
    formatted, diagnostics = format_tags(provider, given_, limits, Location("job.yaml"))
    errors = {each.location.path[-1] for each in diagnostics if each.severity == "error" and each.location.path}
    kept = {PROVIDERS[provider].collision_key(key): each.value.text for key, each in formatted.items()}
    for each in given_:
        collision_key = PROVIDERS[provider].collision_key(format_key(provider, each.key, limits).text)
        assert each.key in errors or kept.get(collision_key) == format_value(provider, each.value, limits).text


@every_provider
@given(tags=st.dictionaries(TEXTS, VALUES, max_size=6))
def test_a_change_is_said_where_it_is_not_expected(provider: str, tags: dict[str, Any]) -> None:
    given_ = [tag(key, value) for key, value in tags.items()]
    formatted, diagnostics = format_tags(provider, given_, PROVIDERS[provider].GENERAL, Location("job.yaml"))
    reported = {each.location.path[-1] for each in diagnostics if each.location.path}
    for text, each in formatted.items():
        items = (each.tag.value,) if isinstance(each.tag.value, str) else each.tag.value
        value = PROVIDERS[provider].SEPARATOR.join(normalize("NFC", item) for item in items)
        changed = text != normalize("NFC", each.tag.key) or each.value.text != value
        if each.value.rule == "tag-cut" or (changed and provider in ("aws", "azure")):
            assert each.tag.key in reported


@every_provider
@given(tags=st.dictionaries(TEXTS, VALUES, max_size=6), random=st.randoms(use_true_random=False))
def test_the_order_of_tags_is_indifferent(provider: str, tags: dict[str, Any], random: Any) -> None:
    given_ = [tag(key, value, random.choice(LAYERS)) for key, value in tags.items()]
    shuffled = list(given_)
    random.shuffle(shuffled)
    limits = PROVIDERS[provider].GENERAL
    formatted, diagnostics = format_tags(provider, given_, limits, Location("job.yaml"))
    again, more = format_tags(provider, shuffled, limits, Location("job.yaml"))
    assert list(again.items()) == list(formatted.items())
    assert more == diagnostics
    assert list(formatted) == sorted(formatted)


ITEMS = {  # legal items without the separator, at no end what is trimmed there
    "aws": "[A-Za-z0-9_./=+@-]([A-Za-z0-9 _./=+@-]{0,8}[A-Za-z0-9_./=+@-])?",
    "gcp": "[a-z0-9]+(-[a-z0-9]+){0,3}",
    "azure": "[A-Za-z0-9_./=+@:-]([A-Za-z0-9 _./=+@:&-]{0,8}[A-Za-z0-9_./=+@:-])?",
    "kubernetes": "[A-Za-z0-9]+([-_.][A-Za-z0-9]+){0,3}",
}


@every_provider
@given(data=st.data())
def test_a_list_of_legal_items_splits_back(provider: str, data: st.DataObject) -> None:
    item = st.from_regex(ITEMS[provider], fullmatch=True).filter(lambda text: len(text) < 12)
    items = data.draw(st.lists(item, min_size=1, max_size=4, unique=True))
    if provider == "aws" and items[0].lower() == "aws":
        items[0] = "laws"
    limits = PROVIDERS[provider].GENERAL
    assert format_value(provider, tuple(items), limits).text.split(PROVIDERS[provider].SEPARATOR) == items


@every_provider
@given(items=st.lists(TEXTS.filter(lambda text: len(text) < 9), min_size=1, max_size=4, unique=True))
def test_no_list_splits_into_more_than_it_held(provider: str, items: list[str]) -> None:
    cloud = PROVIDERS[provider]
    formatted = format_value(provider, tuple(items), cloud.GENERAL)
    parts = formatted.text.split(cloud.SEPARATOR)
    if formatted.rule != "tag-cut":
        assert len(parts) <= len(items)
        assert all(parts) or parts == [""]
        assert len(set(parts)) == len(parts)


@every_provider
@given(first=TEXTS, second=TEXTS)
def test_different_long_values_stay_different(provider: str, first: str, second: str) -> None:
    """A cut value ends in a digest of the whole: two that differ are never made one by the cut."""
    limits = PROVIDERS[provider].GENERAL
    head = "x" * 300
    one, other = (format_value(provider, head + text.strip(), limits).text for text in (first, second))
    same = format_value(provider, "x" + first.strip(), limits) == format_value(provider, "x" + second.strip(), limits)
    assert one != other or same
