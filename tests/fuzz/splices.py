"""Known input with pieces put in, taken out and replaced."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.property.generated import TYPED

Change = tuple[float, float, bytes]
"""Where in the text, what share of it goes, and what comes in its place."""

PIECES = TYPED.map(str.encode) | st.binary(max_size=8)
CHANGES: st.SearchStrategy[list[Change]] = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.001, 0.01, 0.1]), PIECES), min_size=1, max_size=3
)


def spliced(text: bytes, changes: list[Change]) -> bytes:
    """A text after some changes."""
    for where, share, piece in changes:
        start = int(where * len(text))
        text = text[:start] + piece + text[start + int(share * len(text)) :]
    return text
