"""A reference to anything a tab can show."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral


@dataclass(frozen=True)
class Ref:
    """A record, conversation, view or dashboard by kind and id; `id` None is a record not saved yet.

    Record and conversation ids are int, views and dashboards go by name. Digit strings and
    NumPy integers become int, because sqlite3 binds a numpy.int64 and silently finds nothing.
    """

    kind: str
    id: int | str | None

    def __post_init__(self) -> None:
        if isinstance(self.id, bool):
            raise TypeError(f"Ref id is {self.id!r}, but should be an int, a name or None.")
        if isinstance(self.id, Integral) or (isinstance(self.id, str) and self.id.isascii() and self.id.isdigit()):
            object.__setattr__(self, "id", int(self.id))

    def __str__(self) -> str:
        return f"{self.kind}:{'new' if self.id is None else self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """The reference that `str()` wrote; raises ValueError on anything else."""
        kind, colon, id = text.partition(":")
        if not (kind and colon and id):
            raise ValueError(f"{text!r} is not KIND:ID")
        return cls(kind, None if id == "new" else id)
