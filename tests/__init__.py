"""The tests, and what they share: modules import each other as `tests.ROOM.MODULE`."""
