"""Names of `typing` that a query needs at run time: importing `typing` takes a tenth of a cold call.

Type checkers see `typing` itself.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Generic, NamedTuple, Protocol, TypeVar

    __all__ = ["TYPE_CHECKING", "Generic", "NamedTuple", "Protocol", "TypeVar"]
else:
    Protocol = object
    TypeVar = str

    class Generic:
        """A base class whose parameters only type checkers see."""

        def __class_getitem__(cls, _parameter):
            """Return the class itself."""
            return cls

    class _FromFields(type):
        """A metaclass that makes a `collections.namedtuple` with the members of a class.

        `typing.NamedTuple` would compile the type of each field, which takes twice as long as the rest.
        """

        def __new__(cls, name, bases, members):
            if not bases:
                return super().__new__(cls, name, bases, members)
            fields = members["__annotations__"]
            defaults = [members.pop(field) for field in fields if field in members]
            record = namedtuple(name, fields, defaults=defaults, module=members.pop("__module__"))
            for member, value in members.items():
                setattr(record, member, value)
            return record

    class NamedTuple(metaclass=_FromFields):
        """A frozen record; its module has `from __future__ import annotations`."""
