"""Keys and values that people, programs and attackers might write, at random from a seed."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = os.environ.get("CONFORMANCE_SEED", "1")
"""Another seed generates other texts: `CONFORMANCE_SEED=2 pytest tests/conformance`."""
TIMES = int(os.environ.get("CONFORMANCE_TIMES", "1"))
"""How many times the usual number of texts."""

ALPHABETS: tuple[Sequence[str], ...] = (
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "abcXYZ019_.:/=+-@ ",
    "abc AZ09-_.,;:/=+@&%#'\"!?*()[]{}<>|\\^~`$",
    "aeiouAEOns\u0301\u0308\u0327\u030a\u0323",  # letters that compose with marks, and some that can't
    "\u0e01\u0e33\u0e49\u0915\u093f\u094d\u0937\u0958\u0dca\u0bcd",  # Thai and Indic: vowel signs are marks
    "\u1112\u1161\u11ab\uac00\u6771\u4eac\u3042\u30fc\u3099\uff9e\uff21\uff1a",  # jamo, CJK, full width
    "\u05d0\u05d1\u0627\u0644\u0660\u06f1\u064b\u200e\u200f\u202e\u2066",  # right to left, its digits and controls
    "\u0130\u0131\u00df\u1e9e\ufb01\u01c6\u01c5\u0149\u212a\u212b\u017f\u03c2",  # other cases have other lengths
    "\U00020000\U0001d49c\U0001f680\U0001f468\u200d\U0001f469\ufe0f\U0001f3fd\U0001e900",  # beyond U+FFFF
    "\u00b2\u00bd\u2167\u3007\u00aa\u02b0\u2019\u2013\u00b7\u20ac\u00a9",  # numbers that are no digits, signs
    "ab -\u00a0\u2003\u3000\u2028\u2029\u1680\u202f",  # separators
    "ab -\0\t\n\r\x0b\x1b\x7f\x85\u200b\ufeff\xad",  # controls and formats
    "a\u0378\ue000\uffff\ufdd0\U0010ffff\U000e0001\ufffd",  # unassigned, private, no characters
    ("-", "_", ".", ":", "--", "__", ",", "-,-", ":-", "-:", "_-_", "a", "b", "1", " "),
    ("aws:", "AWS:", "aWs:", "aw\u017f:", "aws", "rds:", "dms:", "memorydb:", "dativo:", ":", "a", " ", "\u00a0"),
    (
        "goog",
        "google",
        "Goog",
        "gOOG",
        "micro\u017foft",
        "microsoft",
        "Azure",
        "WINDOWS",
        "CostCenter",
        "KMSKeyId",
        "-",
    ),
    ("kubernetes.io/", "k8s.io:", "a.K8S.io/", "acme.example/", "Acme.Example:", "/", ":", "a", "B", "-", ".", "io"),
)
REALISTIC = (
    *(
        "acme",
        "MKT-007",
        "data-engineering",
        "web@acme.example",
        "Business Unit",
        "Sales, EMEA",
        "R&D",
        "order-to-cash",
    ),
    *(
        "dativo:tenant",
        "dativo:security-access-control",
        "CostCenter",
        "v2.1",
        "2024-01-01T12:30:00Z",
        "true",
        "",
        "1.10",
    ),
    *("arn:aws:iam::123456789012:role/etl", "s3://lake/raw/?x=1", "urn:li:dataset:(urn:li:dataPlatform:s3,a/b,PROD)"),
    *(
        "Zürich",
        "東京",
        "Équipe données",
        "50 %",
        "acme_eu",
        "kubernetes.io/cluster/x",
        "[a, b]",
        '{"a": 1}',
        "C:\\etl",
    ),
)
LIMITS = (63, 128, 253, 255, 256, 512)


class Texts:
    """A stream of texts that is the same for the same name and seed."""

    def __init__(self, name: str) -> None:
        self.random = Random(f"{SEED} {name}")
        often = [self._short] * 6 + [self._mixed] * 3 + [self._odd] * 2 + [self._nearly_real] * 3
        self.ways = [*often, self._long, self._padded]

    def text(self) -> str:
        """A key, a value or an item."""
        return self.random.choice(self.ways)()

    def value(self) -> str | tuple[str, ...]:
        """A value: one text, or the items of a list, which are all different."""
        if self.random.random() < 0.8:
            return self.text()
        return tuple(dict.fromkeys(self.text() for _ in range(self.random.randrange(1, 7))))

    def _short(self) -> str:
        return self._some(13)

    def _mixed(self) -> str:
        return "".join(self._some(3) for _ in range(self.random.randrange(6)))

    def _odd(self) -> str:
        return "".join(chr(self._code()) for _ in range(self.random.randrange(10)))

    def _nearly_real(self) -> str:
        base = self.random.choice(REALISTIC)
        place = self.random.randrange(len(base) + 1)
        return base[:place] + self._some(2) + base[place:]

    def _long(self) -> str:
        """About as long as may be, with something else near its end, where it would be cut; or far too long."""
        length = self.random.choice(LIMITS) + self.random.randrange(-3, 4)
        if self.random.random() < 0.1:
            return (self._some(8) or "x") * length
        end = self._some(13)
        return "".join(self.random.choices(self._alphabet(), k=length))[: max(0, length - len(end))] + end

    def _padded(self) -> str:
        return "  " + self._some(5) + self.random.choice(["\t", "\u00a0", "\0", "-", " "])

    def _some(self, most: int) -> str:
        return "".join(self.random.choices(self._alphabet(), k=self.random.randrange(most + 1)))

    def _alphabet(self) -> Sequence[str]:
        return self.random.choice(ALPHABETS)

    def _code(self) -> int:
        code = self.random.randrange(0x110000 - 0x800)
        return code if code < 0xD800 else code + 0x800  # no surrogates: no file in UTF-8 has any
