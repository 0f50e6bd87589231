"""What each cloud makes of a key, a value and a list, by the rules of the documentation."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.providers import PROVIDERS
from provider_bridge.tags.normalize import format_key, format_value

if TYPE_CHECKING:
    from provider_bridge.tags.layers import Value
    from tests.program import Ran
    from tests.project import Project


def ask(project: Project, provider: str, tags: dict[str, Any], **query: str) -> Ran:
    project.job(infrastructure={"tags": tags})
    return project.ask({"job": "job.yaml", "provider": provider, **query})


def formatted(project: Project, provider: str, tags: dict[str, Any], **query: str) -> dict[str, str]:
    """The map, without the defaults."""
    result = ask(project, provider, tags, **query).result
    return {key: value for key, value in result.items() if not key.startswith("dativo")}


def digest(canonical: str) -> str:
    return sha256(canonical.encode()).hexdigest()[:8]


@pytest.mark.parametrize(
    ("provider", "key", "expected"),
    [
        ("aws", "Cost Center", "Cost Center"),
        ("aws", "team:name_x.y/z=+-@", "team:name_x.y/z=+-@"),
        ("aws", "Équipe 東京 ٣", "Équipe 東京 ٣"),
        ("aws", "R&D", "R-D"),
        ("aws", "a (b) c", "a -b- c"),
        ("aws", "(a)", "a"),
        ("aws", "-a-", "-a-"),
        ("aws", "a -&- b", "a - b"),
        ("aws", "  a\t", "a"),
        ("aws", "e\u0301", "é"),
        ("aws", "cafe\u0301!", "café"),
        ("aws", "a😀b", "a-b"),
        ("azure", "Cost Center: R&D", "Cost Center: R-D"),
        ("azure", "a<b>c%d&e\\f?g/h", "a-b-c-d-e-f-g-h"),
        ("azure", "a😀b,c", "a😀b,c"),
        ("azure", "/a/", "a"),
        ("azure", "a\tb", "a-b"),
        ("gcp", "CostCenter", "cost-center"),
        ("gcp", "KMSKeyId", "kms-key-id"),
        ("gcp", "cost_center", "cost-center"),
        ("gcp", "Cost Center", "cost-center"),
        ("gcp", "Cost  & Center", "cost-center"),
        ("gcp", "Zürich-Straße", "zurich-strasse"),
        ("gcp", "ŁódźØre", "lodz-ore"),
        ("gcp", "ﬁn\uff21\uff22", "fin-ab"),
        ("gcp", "_a_", "a"),
        ("gcp", "a--b", "a--b"),
        ("gcp", "a-_-b", "a-b"),
        ("gcp", "ÀÉÎ", "aei"),
        ("gcp", "team:Name", "team-name"),
        ("kubernetes", "Team", "Team"),
        ("kubernetes", "CostCenter", "CostCenter"),
        ("kubernetes", "acme:CostCenter", "acme/CostCenter"),
        ("kubernetes", "ACME:CostCenter", "acme/CostCenter"),
        ("kubernetes", "acme.com:a:b", "acme.com/a-b"),
        ("kubernetes", "acme/a/b:c", "acme/a-b-c"),
        ("kubernetes", "acme:", "acme"),
        ("kubernetes", "acme:&", "acme"),
        ("kubernetes", "acme corp:a", "acme-corp-a"),
        ("kubernetes", "-acme:a", "acme-a"),
        ("kubernetes", "Cost Center & Co.", "Cost-Center-Co"),
        ("kubernetes", "a_b.c-d", "a_b.c-d"),
        ("kubernetes", "_Zürich_", "Zurich"),
        ("kubernetes", "Øre.Example:Łódź", "ore.example/Lodz"),
        ("azure", "hidden-link:/subscriptions/1/rg%?", "hidden-link:/subscriptions/1/rg%?"),
        ("azure", "Hidden-title ", "Hidden-title "),
    ],
)
def test_a_key(provider: str, key: str, expected: str, project: Project) -> None:
    assert formatted(project, provider, {key: "x"}) == {expected: "x"}


@pytest.mark.parametrize(
    ("provider", "value", "expected"),
    [
        ("aws", "Data Engineering", "Data Engineering"),
        ("aws", "a:b/c=d+e-f@g.h_i", "a:b/c=d+e-f@g.h_i"),
        ("aws", "a & b", "a - b"),
        ("aws", "a,b", "a-b"),
        ("aws", "a, b", "a- b"),
        ("aws", "(a)(b)", "a-b"),
        ("aws", " a ", "a"),
        ("aws", "--a--", "--a--"),
        ("aws", "a-(", "a"),
        ("aws", "line\nbreak", "line-break"),
        ("aws", "aws:x", "aws-x"),
        ("aws", "AWS:x", "AWS-x"),
        ("aws", "laws:x", "laws:x"),
        ("aws", "ก็ข", "ก-ข"),
        ("azure", "a & b, <c>", "a & b, <c>"),
        ("azure", "a\tb", "a-b"),
        ("azure", "\u0085a", "a"),
        ("gcp", "a & b", "a-b"),
        ("gcp", "Zürich", "zurich"),
        ("gcp", "v2.1", "v2-1"),
        ("gcp", "stripe_customers", "stripe-customers"),
        ("gcp", "CostCenter", "costcenter"),
        ("gcp", "-a-", "a"),
        ("gcp", "123", "123"),
        ("gcp", "a--b", "a--b"),
        ("gcp", "ﬁn", "fin"),
        ("gcp", "Ørsted", "orsted"),
        ("gcp", "ÆØÅ æøå ß ẞ œ ŋ ħ đ þ ð \u0131 İ ĳ ŉ", "aeoa-aeoa-ss-ss-oe-n-h-d-th-d-i-i-ij-n"),
        ("gcp", "\uff26\uff35\uff2c\uff2c\u3000\uff57\uff49\uff44\uff54\uff48\uff11\uff12", "full-width12"),
        ("gcp", "m² ½ Ⅷ ①", "m2-1-2-viii-1"),
        ("azure", "a,\u0301é", "a,\u0301é"),
        ("gcp", "a\u093eb", "a-b"),
        ("kubernetes", "a & b", "a-b"),
        ("kubernetes", "Zürich", "Zurich"),
        ("kubernetes", "v2.1_x", "v2.1_x"),
        ("kubernetes", "..a..", "a"),
        ("kubernetes", "data@acme.example", "data-acme.example"),
    ],
)
def test_a_value(provider: str, value: str, expected: str, project: Project) -> None:
    assert formatted(project, provider, {"Tag": value}) == {"tag" if provider == "gcp" else "Tag": expected}


@pytest.mark.parametrize(
    ("provider", "items", "expected"),
    [
        ("aws", ["a", "b"], "a:b"),
        ("aws", ["a:b", "c"], "a-b:c"),
        ("aws", ["a::b", "c"], "a-b:c"),
        ("aws", ["a:", ":b"], "a:b"),
        ("aws", ["R&D", "b"], "R-D:b"),
        ("aws", ["a&b", "a-b", "c"], "a-b:c"),
        ("aws", ["a"], "a"),
        ("aws", ["aws", "x"], "aws-x"),
        ("azure", ["a", "b"], "a,b"),
        ("azure", ["a,b", "c d"], "a-b,c d"),
        ("azure", ["a, b"], "a- b"),
        ("gcp", ["a", "b"], "a--b"),
        ("gcp", ["a--b", "c"], "a-b--c"),
        ("gcp", ["a---b", "c"], "a-b--c"),
        ("gcp", ["A", "a"], "a"),
        ("gcp", ["a_b", "c"], "a-b--c"),
        ("kubernetes", ["a", "b"], "a__b"),
        ("kubernetes", ["a__b", "c"], "a-b__c"),
        ("kubernetes", ["a___b", "c____d", "_____"], f"a-b__c-d__x-{sha256(b'_____').hexdigest()[:8]}"),
        ("kubernetes", ["a_b", "c"], "a_b__c"),
    ],
)
def test_a_list(provider: str, items: list[str], expected: str, project: Project) -> None:
    assert formatted(project, provider, {"Tag": items}) == {"tag" if provider == "gcp" else "Tag": expected}


@pytest.mark.parametrize(("provider", "limit"), [("aws", 256), ("azure", 256), ("gcp", 63), ("kubernetes", 63)])
def test_a_long_value_keeps_its_head_and_gets_a_digest(provider: str, limit: int, project: Project) -> None:
    key = "tag" if provider == "gcp" else "Tag"
    assert formatted(project, provider, {"Tag": "x" * limit}) == {key: "x" * limit}
    ran = ask(project, provider, {"Tag": "x" * (limit + 1)})
    assert ran.result[key] == "x" * (limit - 9) + "-" + digest("x" * (limit + 1))
    assert ran.rules == ["tag-cut"]


def test_a_head_is_trimmed_before_its_digest(project: Project) -> None:
    value = "x" * 50 + "-_.-" + "y" * 20
    assert formatted(project, "kubernetes", {"Tag": value})["Tag"] == "x" * 50 + "-" + digest(value)
    assert formatted(project, "aws", {"Tag": "-" * 257})["Tag"] == "x-" + digest("-" * 257)


def test_a_digest_is_of_the_canonical_value(project: Project) -> None:
    items = [f"item {number}" for number in range(20)]
    assert formatted(project, "gcp", {"Tag": items})["tag"].endswith("-" + digest(",".join(items)))
    decomposed, composed = "e\u0301" * 300, "é" * 300
    values = [formatted(project, "azure", {"Tag": value})["Tag"] for value in (decomposed, composed)]
    assert values == [values[0]] * 2
    assert values[0].endswith(digest(composed))


def test_length_counts_what_the_cloud_counts(project: Project) -> None:
    """AWS: UTF-16 units; Azure: bytes of UTF-8, as azurerm checks them."""
    astral = "𠀀"
    assert formatted(project, "aws", {"Tag": astral * 128})["Tag"] == astral * 128
    assert formatted(project, "aws", {"Tag": astral * 129})["Tag"] == astral * 123 + "-" + digest(astral * 129)
    mixed = "x" + astral * 128
    assert formatted(project, "aws", {"Tag": mixed})["Tag"] == "x" + astral * 123 + "-" + digest(mixed)
    assert formatted(project, "azure", {"Tag": "é" * 128})["Tag"] == "é" * 128
    assert formatted(project, "azure", {"Tag": "é" * 129})["Tag"] == "é" * 123 + "-" + digest("é" * 129)
    assert formatted(project, "aws", {"é" * 128: "x"})
    assert ask(project, "azure", {"é" * 257: "x"}).rules == ["tag-key"]


@pytest.mark.parametrize("provider", ["aws", "gcp", "kubernetes"])
def test_a_value_of_which_nothing_is_left_is_its_digest(provider: str, project: Project) -> None:
    ran = ask(project, provider, {"Tag": "***"})
    assert ran.result["tag" if provider == "gcp" else "Tag"] == "x-" + digest("***")
    assert ran.rules == ["tag-changed"]


def test_an_item_of_which_nothing_is_left_is_its_digest(project: Project) -> None:
    assert formatted(project, "aws", {"Tag": ["***", "a", "&&&"]})["Tag"] == f"x-{digest('***')}:a:x-{digest('&&&')}"
    assert formatted(project, "gcp", {"Tag": ["", "a"]})["tag"] == f"x-{digest('')}--a"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_empty_value_stays_empty(provider: str, project: Project) -> None:
    for empty in ("", [""]):
        ran = ask(project, provider, {"Tag": empty})
        assert ran.result["tag" if provider == "gcp" else "Tag"] == ""
        assert ran.err == ""


@pytest.mark.parametrize("value", ["null", "NULL", " Null\t", ["null"]])
def test_a_value_that_is_null_is_an_error_on_azure(value: Any, project: Project) -> None:
    """Azure reads it as no value: https://github.com/kubernetes-sigs/cloud-provider-azure/issues/8119."""
    ran = ask(project, "azure", {"Tag": value})
    assert (ran.code, ran.rules) == (1, ["tag-reserved"])
    assert 'the value of tag "Tag" must not be "null" on Azure' in ran.err
    assert formatted(project, "aws", {"Tag": "null"}) == {"Tag": "null"}
    assert formatted(project, "azure", {"Tag": ["null", "x"]}) == {"Tag": "null,x"}


@pytest.mark.parametrize("provider", ["gcp", "kubernetes"])
def test_changes_of_case_and_characters_are_expected_on_gcp_and_kubernetes(provider: str, project: Project) -> None:
    assert ask(project, provider, {"Cost Center": "Data & Web", "List": ["a b", "C"]}).err == ""


@pytest.mark.parametrize("provider", ["aws", "azure"])
def test_a_changed_character_is_a_warning_on_aws_and_azure(provider: str, project: Project) -> None:
    assert ask(project, provider, {"R&D\t": "x\ty"}).rules == ["tag-changed", "tag-changed"]
    assert ask(project, provider, {"List": ["a", "b"], "Unite\u0301": "e\u0301"}).err == ""


@pytest.mark.parametrize(
    ("provider", "resource", "value", "reasons"),
    [
        ("aws", "resource", "a", []),
        ("aws", "resource", " a ", ["ends trimmed"]),
        ("aws", "resource", "a&e\u0301", ["composed (NFC)", "unsupported characters replaced"]),
        ("aws", "resource", "aws:x", ['reserved prefix "aws:" changed']),
        ("aws", "resource", "***", ["unsupported characters replaced", "ends trimmed", "no supported characters left"]),
        ("aws", "resource", "&" + "x" * 256, ["unsupported characters replaced", "ends trimmed"]),
        ("aws", "resource", "a&" + "x" * 256, ["unsupported characters replaced", "truncated to 256 with a hash"]),
        ("aws", "resource", ("a", "b"), ['joined with ":"']),
        ("aws", "resource", ("a:b",), ['":" inside an item replaced']),
        ("aws", "resource", ("a&b", "c&d"), ["unsupported characters replaced", 'joined with ":"']),
        ("aws", "resource", ("a&b", "a-b"), ["unsupported characters replaced", "equal items merged"]),
        ("aws", "resource", ("", "a"), ["no supported characters left", 'joined with ":"']),
        ("aws", "resource", ("aws", "x"), ['joined with ":"', 'reserved prefix "aws:" changed']),
        ("azure", "resource", "", []),
        ("azure", "resource", " ", ["ends trimmed", "no supported characters left"]),
        ("azure", "resource", "x\0y", ["unsupported characters replaced"]),
        ("azure", "resource", ("a", "b"), []),
        ("azure", "resource", ("a,b", "c"), ['"," inside an item replaced']),
        (
            "gcp",
            "resource",
            "Zürich_1",
            ["converted to ASCII", "changed to lower case", "unsupported characters replaced"],
        ),
        ("gcp", "resource", "-a-", ["ends trimmed"]),
        ("gcp", "dataproc", "1st", ['"x-" added: a value must start with a letter']),
        ("gcp", "dataproc", "1" * 62, ['"x-" added: a value must start with a letter', "truncated to 63 with a hash"]),
        (
            "kubernetes",
            "resource",
            "Zoë & Co.",
            ["converted to ASCII", "unsupported characters replaced", "ends trimmed"],
        ),
        ("kubernetes", "resource", ("a__b", "c"), ['"__" inside an item replaced', 'joined with "__"']),
    ],
)
def test_every_change_of_a_value_has_its_reason(provider: str, resource: str, value: Value, reasons: list[str]) -> None:
    assert list(format_value(provider, value, PROVIDERS[provider].resource_classes()[resource]).reasons) == reasons


# --- letters without an ASCII form


@pytest.mark.parametrize(
    ("provider", "value", "expected"),
    [
        ("gcp", "東京 sales", f"sales-{digest('東京 sales')}"),
        ("gcp", "Москва", f"x-{digest('Москва')}"),
        ("gcp", "٣٤ x", f"x-{digest('٣٤ x')}"),
        ("gcp", "a\uff9e", "a-" + digest("a\uff9e")),
        ("kubernetes", "東京 sales", f"sales-{digest('東京 sales')}"),
        ("kubernetes", ["東京 ops", "大阪 ops", "web"], f"ops-{digest('東京 ops')}__ops-{digest('大阪 ops')}__web"),
        ("gcp", ["東京", "大阪"], f"x-{digest('東京')}--x-{digest('大阪')}"),
    ],
)
def test_a_lost_letter_leaves_a_digest_and_a_warning(
    provider: str, value: Any, expected: str, project: Project
) -> None:
    ran = ask(project, provider, {"Tag": value})
    assert ran.result["tag" if provider == "gcp" else "Tag"] == expected
    assert ran.rules == ["tag-changed"]


def test_a_lost_letter_in_an_ascii_class_of_aws_leaves_a_digest() -> None:
    limits = PROVIDERS["aws"].resource_classes()["emr-serverless"]
    formatted = format_value("aws", "東京 Ørsted", limits)
    assert (formatted.text, formatted.rule) == (f"Orsted-{digest('東京 Ørsted')}", "tag-changed")
    assert format_value("aws", "Ørsted", limits)[::2] == ("Orsted", "tag-changed")
    assert format_value("aws", "東京 Ørsted", PROVIDERS["aws"].GENERAL)[::2] == ("東京 Ørsted", "")


@pytest.mark.parametrize(
    "value", ["東京" + "x" * 60, "東京 " + "sales " * 20, ("東京 " + "x" * 26, "大阪 " + "y" * 26, "z")]
)
def test_a_value_that_loses_letters_and_is_too_long_ends_with_one_digest(value: Value) -> None:
    canonical = value if isinstance(value, str) else ",".join(value)
    formatted = format_value("gcp", value, PROVIDERS["gcp"].GENERAL)
    assert (len(formatted.text) <= 63, formatted.rule) == (True, "tag-cut")
    assert formatted.text.endswith(f"-{digest(canonical)}")
    assert formatted.text.count("-" + digest(canonical)) == 1
    if isinstance(value, tuple):
        assert all(digest(item) not in formatted.text for item in value)


@pytest.mark.parametrize(
    ("provider", "resource", "key"),
    [
        ("gcp", "resource", "東京 team"),
        ("kubernetes", "resource", "Команда"),
        ("aws", "bedrock", "x東"),
        ("azure", "dns", "東x"),
    ],
)
def test_a_key_that_loses_a_letter_is_an_error(provider: str, resource: str, key: str, project: Project) -> None:
    ran = ask(project, provider, {key: "x"}, resource=resource)
    assert (ran.code, ran.rules[-1]) == (1, "tag-key")
    assert f'tag key "{key}"' in ran.err
    assert "has letters without an ASCII form" in ran.err
    assert "fix: rename the key using ASCII letters and digits" in ran.err


def test_a_label_whose_key_loses_a_letter_is_left_out(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job(infrastructure={"runtime": {"type": "kubernetes"}, "tags": {"東京": "x"}})
    ran = project.ask({"jobs": "job.yaml"})
    assert ran.rules == ["label-dropped"]
    assert ran.job["tags"]["東京"] == "x"


@pytest.mark.parametrize("provider", ["gcp", "kubernetes"])
def test_transliteration_is_silent_on_gcp_and_kubernetes(provider: str, project: Project) -> None:
    assert ask(project, provider, {"Størrelse": "Łódź, ﬁn \uff11"}).err == ""


# --- items


@pytest.mark.parametrize("provider", PROVIDERS)
def test_items_that_become_equal_are_a_warning(provider: str) -> None:
    items = {"aws": ("a&b", "a-b"), "azure": ("a\tb", "a-b")}.get(
        provider, ("A_b&", "A-b" if provider == "gcp" else "A_b")
    )
    formatted = format_value(provider, items, PROVIDERS[provider].GENERAL)
    assert (formatted.rule, "equal items merged" in formatted.reasons) == ("tag-changed", True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_two_unicode_forms_of_one_item_are_one_item(provider: str) -> None:
    formatted = format_value(provider, ("caf\u00e9", "cafe\u0301"), PROVIDERS[provider].GENERAL)
    assert (formatted.text, formatted.rule) == ("cafe" if provider in ("gcp", "kubernetes") else "caf\u00e9", "")


@pytest.mark.parametrize(
    ("provider", "item", "expected"),
    [
        ("aws", "x& :", "x"),
        ("aws", "a&  :", "a"),
        ("aws", ": &x", "x"),
        ("azure", "x\t ,", "x"),
        ("azure", ",\tx -", "x -"),
    ],
)
def test_an_inserted_hyphen_is_trimmed_from_the_ends_of_an_item(provider: str, item: str, expected: str) -> None:
    separator = PROVIDERS[provider].SEPARATOR
    assert format_value(provider, (item, "b"), PROVIDERS[provider].GENERAL).text == f"{expected}{separator}b"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_of_a_list_an_item_that_vanishes_is_reported_on_every_cloud(provider: str) -> None:
    general = PROVIDERS[provider].GENERAL
    formatted = format_value(provider, ("web", "***" if provider != "azure" else "\x01"), general)
    assert formatted.rule == "tag-changed"
    web, gone = formatted.text.split(PROVIDERS[provider].SEPARATOR)
    assert (web, gone[:2], len(gone)) == ("web", "x-", 10)
    assert format_value(provider, ("web", "shop"), general).rule == ""


@pytest.mark.parametrize("provider", PROVIDERS)
def test_more_marks_than_a_letter_can_have_change_nothing_else(provider: str) -> None:
    """They would take minutes to be put in order."""
    text = format_value(provider, "Zürich e\u0301 " + "a" + "\u0301" * 40, PROVIDERS[provider].GENERAL).text
    start = {"aws": "Zürich é á", "azure": "Zürich é á", "gcp": "zurich-e-a", "kubernetes": "Zurich-e-a"}[provider]
    assert text.startswith(start)
    assert (provider == "azure") == ("\u0301" in text)


@pytest.mark.parametrize(
    ("provider", "key", "reasons"),
    [
        ("aws", "Team", []),
        ("aws", "e\u0301", ["composed (NFC)"]),
        ("aws", "(a)", ["unsupported characters replaced", "ends trimmed"]),
        ("azure", "/a e\u0301", ["composed (NFC)", "unsupported characters replaced", "ends trimmed"]),
        ("gcp", "CostCenter", ["camel case split", "changed to lower case"]),
        ("gcp", "_zürich", ["converted to ASCII", "unsupported characters replaced", "ends trimmed"]),
        ("kubernetes", "acme:Team", ["formatted as prefix and name"]),
        ("kubernetes", "Zoë", ["converted to ASCII"]),
    ],
)
def test_every_change_of_a_key_has_its_reason(provider: str, key: str, reasons: list[str]) -> None:
    assert list(format_key(provider, key, PROVIDERS[provider].GENERAL).reasons) == reasons


# --- keys that become one


def test_equal_values_make_one_tag_and_the_higher_layer_spells_it(project: Project) -> None:
    project.job(finops={"cost_center": "A-1"}, infrastructure={"tags": {"Dativo:Cost-Center": "A-1"}})
    assert project.tags("aws") == {"Dativo:Cost-Center": "A-1", "dativo:job": "job", "dativo:tenant": "acme"}
    assert formatted(project, "gcp", {"CostCenter": "A_1", "cost_center": "a-1"}) == {"cost-center": "a-1"}


def test_the_higher_layer_spells_a_key_that_sorts_later_too(project: Project) -> None:
    project.write("provider-bridge.yaml", {"tag_prefix": "Acme"})
    project.job(finops={"cost_center": "A-1"}, infrastructure={"tags": {"acme:cost-center": "A-1"}})
    assert "acme:cost-center" in project.tags("aws")


@pytest.mark.parametrize(
    ("provider", "keys"),
    [
        ("aws", ("Team", "team")),
        ("aws", ("a&b", "A-b")),
        ("aws", ("Straße", "STRASSE")),
        ("azure", ("Team", "TEAM")),
        ("azure", ("Straße", "STRASSE")),
        ("gcp", ("CostCenter", "cost_center")),
        ("kubernetes", ("a:b", "a/b")),
        ("kubernetes", ("a b", "a-b")),
    ],
)
def test_other_values_are_an_error_that_names_both_origins(
    provider: str, keys: tuple[str, str], project: Project
) -> None:
    ran = ask(project, provider, {keys[0]: "one", keys[1]: "two"})
    assert (ran.code, ran.rules) == (1, ["tag-collision"])
    assert all(f'"{key}"' in ran.err for key in keys)
    assert '("infrastructure.tags.' in ran.err


def test_values_that_differ_in_case_alone_are_other_values(project: Project) -> None:
    assert ask(project, "aws", {"Team": "Data", "team": "data"}).rules == ["tag-collision"]
    assert formatted(project, "gcp", {"Team": "Data", "team": "data"}) == {"team": "data"}


def test_keys_that_differ_in_case_are_two_on_kubernetes(project: Project) -> None:
    assert formatted(project, "kubernetes", {"Team": "a", "team": "b"}) == {"Team": "a", "team": "b"}


def test_a_collision_is_at_the_lower_layer(project: Project) -> None:
    project.job(finops={"cost_center": "A-1"}, infrastructure={"tags": {"Dativo:Cost-Center": "A-2"}})
    (line,) = project.ask().lines
    assert line.startswith("job.yaml:3:3: error: [tag-collision]")


# --- labels as a by-product


def test_a_key_that_can_be_no_label_is_left_out_with_a_warning(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    long = "k" * 64
    project.job(infrastructure={"runtime": {"type": "kubernetes"}, "tags": {long: "x", "Team": "data"}})
    ran = project.ask({"jobs": "job.yaml"})
    assert ran.rules == ["label-dropped"]
    assert ran.job["tags"][long] == "x"
    assert ran.job["labels"] == {"Team": "data", "dativo/job": "job", "dativo/tenant": "acme"}
    assert ran.job["annotations"] == ran.job["labels"]
    assert ran.job["warnings"] == ran.lines


@pytest.mark.parametrize(
    ("tags", "label"),
    [
        ({"dativo/tenant": "globex"}, {"dativo/tenant": "acme"}),
        ({"Cost Center": "a", "Cost-Center": "b"}, {"Cost-Center": "b"}),
    ],
)
def test_no_label_replaces_that_of_an_identity_or_required_tag(
    tags: dict[str, str], label: dict[str, str], project: Project
) -> None:
    project.write("provider-bridge.yaml", "required_tags: [{key: Cost-Center, when: {tenant_id: acme}}]\n")
    project.job(infrastructure={"runtime": {"type": "kubernetes"}, "tags": {"Cost-Center": "b", **tags}})
    ran = project.ask({"jobs": "job.yaml"})
    assert ran.rules == ["label-dropped"]
    assert ran.job["labels"].items() >= label.items()
    assert ran.job["tags"].items() >= tags.items()


def test_an_annotation_holds_what_a_label_had_to_change(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job(infrastructure={"provider": "kubernetes", "tags": {"Owners": ["a@b.c", "Zoë & co"], "Note": "x" * 64}})
    job = project.ask({"jobs": "job.yaml"}).job
    assert job["annotations"]["Owners"] == "a@b.c,Zoë & co"
    assert job["labels"]["Owners"] == "a-b.c__Zoe-co"
    assert job["annotations"]["Note"] == "x" * 64
    assert job["tags"] == job["labels"]


def test_annotations_that_no_cluster_takes_are_refused(project: Project) -> None:
    """All annotations of an object add up to 262,144 bytes at most, keys included; an é is two."""
    project.write("provider-bridge.yaml", "")
    rest = len("Note" + "dativo/job" + "job" + "dativo/tenant" + "acme")
    for length, code in ((262_144 - rest, 0), (262_145 - rest, 1)):
        note = "é" * 100 + "x" * (length - 200)
        project.job(infrastructure={"provider": "kubernetes", "tags": {"Note": note}})
        ran = project.ask({"jobs": "job.yaml"})
        assert (ran.code, "tag-count" in ran.rules) == (code, bool(code))
    assert "annotations have 262,145 bytes, Kubernetes allows at most 262,144 for an object\n" in ran.err
    assert "  fix: shorten the longest values\n" in ran.err


@pytest.mark.parametrize(
    ("provider", "value", "fix"),
    [
        ("gcp", "東京 sales", 'use only ASCII letters, digits, "-" and "_"'),
        ("aws", "R&D", 'use only letters, digits, "-" and "_"'),
        ("gcp", ["Web", "web"], "remove one of the items that become equal"),
    ],
)
def test_the_fix_of_a_changed_value_avoids_the_change(provider: str, value: Any, fix: str, project: Project) -> None:
    project.job(infrastructure={"provider": provider, "tags": {"Desk": value}})
    ran = project.ask()
    assert ran.rules == ["tag-changed"]
    assert f"  fix: {fix}\n" in ran.err


def test_the_fix_of_a_changed_key_names_what_the_author_wrote(project: Project) -> None:
    project.job(finops={"a/b": "x"}, infrastructure={"provider": "azure", "tags": {"c/d": "x"}})
    ran = project.ask({"job": "job.yaml", "resource": "dns"})
    assert set(ran.rules) == {"tag-changed"}
    fixes = [line for line in ran.err.splitlines() if line.startswith("  fix: ")]
    assert fixes == [
        '  fix: use "dativo-job" to search for the tag',
        '  fix: use "dativo-tenant" to search for the tag',
        '  fix: use only letters, digits, "-" and "_" in the name of the field',
        '  fix: rename the key to "c-d"',
    ]
