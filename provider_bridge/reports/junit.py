"""Diagnostics as a JUnit report (Jenkins' junit-10.xsd): a test case for each file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ..diagnostics import NOTE, WARNING, is_error
from ..wording import count, escape_control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Diagnostic


def render(diagnostics: Sequence[Diagnostic], files: Sequence[str]) -> str:
    """Return a suite with a case for each file: errors are its failures, warnings its output."""
    by_path: dict[str, list[Diagnostic]] = {path: [] for path in files}
    for diagnostic in diagnostics:
        by_path.setdefault(diagnostic.location.document, []).append(diagnostic)
    paths = sorted(by_path)
    failed = {diagnostic.location.document for diagnostic in diagnostics if is_error(diagnostic)}
    numbers = {"tests": str(len(paths)), "failures": str(len(failed)), "errors": "0"}
    suites = ElementTree.Element("testsuites", {"name": "provider-bridge", **numbers})
    suite = ElementTree.SubElement(suites, "testsuite", {"name": "provider-bridge validate", **numbers})
    for path in paths:
        case = ElementTree.SubElement(suite, "testcase", {"name": escape_control(path), "classname": "provider-bridge"})
        of_file = by_path[path]
        errors = [diagnostic for diagnostic in of_file if is_error(diagnostic)]
        if errors:
            failure = ElementTree.SubElement(
                case, "failure", {"message": count(len(errors), "error"), "type": errors[0].rule}
            )
            failure.text = _lines(errors)
        for note in (diagnostic for diagnostic in of_file if diagnostic.severity == NOTE):
            ElementTree.SubElement(case, "skipped", {"message": escape_control(note.message)})
        warnings = [diagnostic for diagnostic in of_file if diagnostic.severity == WARNING]
        if warnings:
            ElementTree.SubElement(case, "system-out").text = _lines(warnings)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _lines(diagnostics: Sequence[Diagnostic]) -> str:
    return "\n".join(f"{diagnostic}\n  fix: {escape_control(diagnostic.fix)}" for diagnostic in diagnostics)
