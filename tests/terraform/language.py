"""The language of Terraform 1.5, which OpenTofu has from its first version on, and what a text has beyond it.

From internal/lang/functions.go and internal/configs of Terraform 1.5.7 and OpenTofu 1.6.0.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import hcl2

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTIONS = """
abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt can ceil
chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode
dirname distinct element endswith file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset
filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index join jsondecode jsonencode
keys length log lookup lower matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp pow
range regex regexall replace reverse rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1
sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile textdecodebase64
textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring transpose trim
trimprefix trimspace trimsuffix try upper urlencode uuid uuidv5 values yamldecode yamlencode zipmap
"""
FUNCTIONS = set(_FUNCTIONS.split())
TYPES = {"list", "map", "object", "optional", "set", "tuple"}
CONDITION = {"condition", "error_message"}
LIFECYCLE = {"create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"}
LIFECYCLE |= {"precondition", "postcondition"}
NAMES = {  # of arguments and blocks, by the blocks that they lie in; all other blocks hold what the author chooses
    "": {"terraform", "provider", "variable", "locals", "output", "module", "resource", "data", "moved", "check"},
    "terraform": {"required_version", "required_providers", "backend", "cloud"},
    "variable": {"description", "type", "default", "sensitive", "nullable", "validation"},
    "variable.validation": CONDITION,
    "output": {"description", "value", "sensitive", "depends_on", "precondition"},
    "output.precondition": CONDITION,
    "moved": {"from", "to"},
    "check": {"data", "assert"},
    "check.assert": CONDITION,
    **{f"{kind}.lifecycle": LIFECYCLE for kind in ("resource", "data")},
    **{f"{kind}.lifecycle.{when}condition": CONDITION for kind in ("resource", "data") for when in ("pre", "post")},
}
NEWER = {"module.lifecycle", "provider.for_each"}  # OpenTofu's alone


def beyond(text: str) -> list[str]:
    """Each thing of a text that is beyond the language, as its path or what it refers to."""
    tree = hcl2.parses_to_tree(text)
    return list(chain(_calls(tree), _named("", tree.children[0]), _referred_to(tree)))


def _calls(tree: Any) -> Iterator[str]:
    for call in tree.find_data("function_call"):
        name = "::".join(_identifiers(call))
        if name not in FUNCTIONS | TYPES:
            yield f"{name}()"


def _named(where: str, body: Any) -> Iterator[str]:
    for part in body.children:
        if part.data not in ("attribute", "block"):
            continue
        name = str(part.children[0].children[0])
        path = f"{where}.{name}".removeprefix(".")
        write_only = where.startswith(("resource", "data")) and name.endswith(("_wo", "_wo_version"))
        if write_only or path in NEWER or name not in NAMES.get(where, {name}):
            yield path
        elif part.data == "block":
            yield from _named(path, part.children[-2])


def _referred_to(tree: Any) -> Iterator[str]:
    """What a variable's validation refers to beside that variable: refused before Terraform 1.9."""
    for block in tree.find_data("block"):
        if _identifiers(block) != ["variable"]:
            continue
        (name,) = block.children[1].find_data("string_part")
        for validation in block.find_data("block"):
            if _identifiers(validation) != ["validation"]:
                continue
            local = {word for intro in validation.find_data("for_intro") for word in _identifiers(intro)}
            for term in validation.find_data("get_attr_expr_term"):
                root, attribute = term.children[0].children[0], term.children[1]
                if getattr(root, "data", "") != "identifier" or root.children[0] in local:
                    continue
                path = f"{root.children[0]}.{_identifiers(attribute)[0]}"
                if path != f"var.{name.children[0]}":
                    yield f"variable.validation: {path}"


def _identifiers(tree: Any) -> list[str]:
    """The identifiers right below."""
    return [str(child.children[0]) for child in tree.children if getattr(child, "data", "") == "identifier"]
