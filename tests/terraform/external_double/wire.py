"""Protocol buffers and MessagePack, as far as plugin protocol 5 needs them.

Field numbers are those of Terraform's tfplugin5.proto.
"""

from __future__ import annotations

from typing import Any

import msgpack


def message(*fields: tuple[int, bytes | str | int]) -> bytes:
    """Encode (field number, value) pairs: bytes and str are length-delimited, bool and int varints."""
    out = bytearray()
    for number, value in fields:
        if isinstance(value, int):
            if value:  # zero and false are the defaults, and not sent
                out += _varint(number << 3) + _varint(value)
            continue
        data = value.encode(errors="replace") if isinstance(value, str) else value
        out += _varint(number << 3 | 2) + _varint(len(data)) + data
    return bytes(out)


def embedded(data: bytes, wanted: int) -> bytes:
    """The bytes of a message's field `wanted`; the last one, where it stands more than once."""
    found, position = b"", 0
    while position < len(data):
        key, position = _take_varint(data, position)
        value, position = _take_varint(data, position)
        if key & 7 == 2:
            if key >> 3 == wanted:
                found = data[position : position + value]
            position += value
    return found


def dynamic(value: Any) -> bytes:
    """A DynamicValue message."""
    return message((1, msgpack.packb(value)))


def from_dynamic(data: bytes) -> Any:
    return msgpack.unpackb(embedded(data, 1), strict_map_key=False)


def error(attribute: str, summary: str, detail: str) -> bytes:
    """A Diagnostic message about an attribute."""
    path = message((1, message((1, attribute))))
    return message((1, 1), (2, summary), (3, detail), (4, path))


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _take_varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
