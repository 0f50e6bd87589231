"""Laws of formatting, for every cloud and every resource class, on any text at all.

What a class allows less than its cloud is held beside its source in `tests/conformance/`.
"""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provider_bridge import providers
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
LIKELY = st.text(st.sampled_from("abzAZ09 -_.:/=+@,&()aws:nul\t\0éßłŽİ\u0131ǆﬁ日本ก็\u0301\u200b\u2028😀𠀀"))
LONG = st.builds(
    lambda text, times: text * times, st.text(LIKELY.map(lambda t: t[:1] or "x"), min_size=1), st.integers(1, 90)
)
TEXTS = ANY | LIKELY | LONG
VALUES = TEXTS | st.lists(TEXTS, min_size=1, max_size=6).map(lambda items: tuple(dict.fromkeys(items)))
CLASSES = {provider: list(cloud.resource_classes().values()) for provider, cloud in PROVIDERS.items()}
WHICH = st.integers(min_value=0, max_value=max(map(len, CLASSES.values())) - 1)
"""Chooses a resource class; 0 is the general one."""

LATIN_ASCII = json.loads((Path(providers.__file__).parent / "latin_ascii.json").read_text("utf-8"))["letters"]

thorough = settings(max_examples=4 * settings().max_examples)
every_provider = pytest.mark.parametrize("provider", PROVIDERS)


def tag(key: str, value: Any, layer: str = LAYERS[0]) -> Tag:
    return Tag(key, value, (Origin(layer, Location("job.yaml", ("infrastructure", "tags", key)), value, value),))


# --- what each cloud takes, told apart from the code: from its own documentation


def aws_takes(text: str) -> bool:
    return text[:4].lower() != "aws:" and all(category(char)[0] in "LZN" or char in "_.:/=+-@" for char in text)


def azure_key(text: str) -> bool:
    return text.casefold().startswith("hidden-") or (
        not set(text) & set("<>%&\\?/")
        and all(category(char) != "Cc" for char in text)
        and not re.match("microsoft|azure|windows", text, re.IGNORECASE)
        and text.strip() == text
    )


def azure_value(text: str) -> bool:
    return text.lower() != "null" and all(category(char) != "Cc" for char in text)


LABEL_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
DNS_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


RECOMMENDED = {
    f"app.kubernetes.io/{name}" for name in ("name", "instance", "version", "component", "part-of", "managed-by")
}


def kubernetes_key(text: str) -> bool:
    prefix, slash, name = text.rpartition("/")
    in_prefix = not slash or (len(prefix) <= 253 and DNS_NAME.fullmatch(prefix) is not None)
    reserved = re.search(r"(^|\.)(kubernetes|k8s)\.io$", prefix) and text not in RECOMMENDED
    return in_prefix and not reserved and LABEL_NAME.fullmatch(name) is not None


KEYS: dict[str, Callable[[str], bool]] = {
    "aws": lambda text: aws_takes(text) and text.strip() == text,
    "gcp": lambda text: re.fullmatch("(?!goog)[a-z]([a-z0-9-]{0,61}[a-z0-9])?", text) is not None,
    "azure": azure_key,
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
@example(which=0, value=" nuLL")
@example(which=0, value=("東京 " + "x" * 60, "大阪"))
def test_a_value_is_one_that_the_cloud_takes_or_an_error(provider: str, which: int, value: Any) -> None:
    limits = chosen(provider, which)
    formatted = format_value(provider, value, limits)
    if formatted.problem:
        assert (provider, formatted.text.lower()) == ("azure", "null")
        return
    assert VALUES_TAKEN[provider](formatted.text), formatted.text
    assert LENGTH[provider](formatted.text) <= limits.value_length


@every_provider
@thorough
@given(which=WHICH, value=VALUES)
@example(which=0, value="x" * 247 + " " + "y" * 20)
@example(which=0, value="e\u0301" + "x" * 300 + "\u0301" * 31)
@example(which=0, value="a" + "\u0301\u0327" * 40 + "e\u0301")
@example(which=0, value="東京 sales")
@example(which=0, value=("東京", "Łódź ﬁ"))
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
@example(which=0, key="ŁódźØre:\uff21")
@example(which=0, key="hidden-link:/a?b ")
def test_a_formatted_key_stays_as_it_is(provider: str, which: int, key: str) -> None:
    limits = chosen(provider, which)
    text = format_key(provider, key, limits).text
    again = format_key(provider, text, limits)
    assert (again.text, again.rule) == (text, "")


def has_ascii_form(char: str) -> bool:
    """Return whether Unicode decomposes a letter or digit to ASCII ones, or CLDR's Latin-ASCII has a form for it."""
    parts = normalize("NFKD", char)
    letters = [part for part in parts if part in LATIN_ASCII or category(part)[0] in "LN"]
    return letters != [] and all(part in LATIN_ASCII or part.isascii() for part in letters)


def lost(text: str) -> bool:
    return any(category(char)[0] in "LN" and not has_ascii_form(char) for char in normalize("NFC", text[:30_000]))


LETTERS = st.text(st.sampled_from("ab1 -東京大阪ŁøßéÅﬁ\uff21²ŉ٣Жª\uff9e½"), min_size=1, max_size=8)
ASCII_ONLY = [("gcp", "resource"), ("kubernetes", "resource"), ("aws", "bedrock"), ("aws", "portable")]


@pytest.mark.parametrize(("provider", "name"), ASCII_ONLY)
@thorough
@given(first=LETTERS | TEXTS, second=LETTERS | TEXTS)
def test_values_that_lose_a_letter_stay_different_and_are_reported(
    provider: str, name: str, first: str, second: str
) -> None:
    limits = PROVIDERS[provider].resource_classes()[name]
    one, other = (format_value(provider, text, limits) for text in (first, second))
    if lost(first):
        assert one.rule in ("tag-changed", "tag-cut")
        assert re.search(r"-[0-9a-f]{8}$", one.text)
        assert (one.text == other.text) == (normalize("NFC", first) == normalize("NFC", second))


@pytest.mark.parametrize(("provider", "name"), ASCII_ONLY)
@given(items=st.lists(LETTERS, min_size=1, max_size=4, unique=True))
def test_items_that_lose_a_letter_stay_different(provider: str, name: str, items: list[str]) -> None:
    limits = PROVIDERS[provider].resource_classes()[name]
    formatted = format_value(provider, tuple(items), limits)
    parts = formatted.text.split(PROVIDERS[provider].SEPARATOR)
    if formatted.rule != "tag-cut":
        assert len(parts) >= len({normalize("NFC", item) for item in items if lost(item)})


@pytest.mark.parametrize(("provider", "name"), ASCII_ONLY)
@given(key=LETTERS | TEXTS)
def test_a_key_that_loses_a_letter_is_an_error(provider: str, name: str, key: str) -> None:
    formatted = format_key(provider, key, PROVIDERS[provider].resource_classes()[name])
    assert not lost(key) or (formatted.problem is not None and formatted.problem[0] == "tag-key")


@every_provider
@thorough
@given(which=WHICH, value=VALUES)
def test_both_unicode_forms_of_a_text_are_one_value(provider: str, which: int, value: Any) -> None:
    """Runs of more marks than any language has are left out: they are cut where they start."""
    limits = chosen(provider, which)
    items = (value,) if isinstance(value, str) else value
    if any(re.search("[\u0300-\u036f]{15}", item) for item in items):
        return
    composed, decomposed = (
        format_value(provider, form(value) if isinstance(value, str) else tuple(map(form, value)), limits)
        for form in (partial(normalize, "NFC"), partial(normalize, "NFD"))
    )
    assert (composed.text, composed.rule) == (decomposed.text, decomposed.rule)


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
def test_an_unexpected_change_is_reported(provider: str, tags: dict[str, Any]) -> None:
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
