"""A mapping of another tool's file, read field by field; what nobody reads is a loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from metrics.interchange.losses import Losses
from metrics.interchange.values import Value

_MOST_ITEMS = 10_000


class Record:
    """The fields of one definition; ``what`` names it in the report: ``metric "orders"``.

    A field of the wrong shape is noted as lost and read as nothing, so that reading goes on.
    """

    def __init__(self, what: str, value: Value, losses: Losses) -> None:
        self.what = what
        self._losses = losses
        self._fields: Mapping[str, Value] = value if isinstance(value, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(value, Mapping):
            self.lose("it is no mapping of fields")

    def __contains__(self, name: str) -> bool:
        return self._fields.get(name) is not None

    @property
    def whole(self) -> Value:
        """All of its fields."""
        return self._fields

    @property
    def name(self) -> str:
        """Its own name, or an empty text."""
        return self.text("name")

    def lose(self, detail: str) -> None:
        """Note that something of it is lost."""
        self._losses.add("lost", self.what, detail)

    def assume(self, detail: str) -> None:
        """Note that something of it was read one way of several."""
        self._losses.add("assumed", self.what, detail)

    def raw(self, name: str) -> Value:
        """The field as it is."""
        self._read.add(name)
        return self._fields.get(name)

    def text(self, name: str) -> str:
        """One text, number or truth value as a text, without space around it."""
        value = self.raw(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return str(value).strip()
        self._wrong(name, "one value")
        return ""

    def flag(self, name: str) -> bool | None:
        """True or false, as YAML and people write it; None where nothing is said."""
        value = self.text(name).casefold()
        if value in ("true", "yes", "on", "false", "no", "off"):
            return value in ("true", "yes", "on")
        if value:
            self._wrong(name, "true or false")
        return None

    def number(self, name: str) -> float | None:
        """A number; None where nothing is said."""
        value = self.raw(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        text = self.text(name)
        try:
            return float(text) if text else None
        except ValueError:
            self._wrong(name, "a number")
            return None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; a single text is a list of one."""
        value = self.raw(name)
        items = value if isinstance(value, tuple) else () if value is None else (value,)
        found = tuple(str(item).strip() for item in items if isinstance(item, str | int | float))
        if len(found) < len(items):
            self._wrong(name, "a list of texts")
        return tuple(text for text in found if text)

    def values(self, name: str) -> tuple[Value, ...]:
        """The items of a list, as many as anybody writes."""
        value = self.raw(name)
        if isinstance(value, tuple):
            if len(value) > _MOST_ITEMS:
                self.lose(f"`{name}` after the first {_MOST_ITEMS:,}")
            return value[:_MOST_ITEMS]
        if value is not None:
            self._wrong(name, "a list")
        return ()

    def record(self, name: str) -> Record | None:
        """The mapping in a field."""
        value = self.raw(name)
        return None if value is None else Record(f"`{name}` of {self.what}", value, self._losses)

    def records(self, name: str, kind: str, of: str = "") -> Iterator[Record]:
        """The mappings of a list, each called by its kind and name."""
        return records_of(self.values(name), kind, self._losses, of)

    def unread(self, *, kept: Callable[[str], bool] = lambda _: False) -> dict[str, Value]:
        """Note every field that nobody has read, or give those back that can be ``kept``."""
        rest: dict[str, Value] = {}
        for name, value in self._fields.items():
            if name in self._read or value in (None, "", (), {}):
                continue
            if kept(name):
                rest[name] = value
            else:
                self.lose(f"`{name}`")
        self._read.update(self._fields)
        return rest

    def _wrong(self, name: str, wanted: str) -> None:
        self.lose(f"`{name}`, which is not {wanted}")


def records_of(
    values: Iterable[Value], kind: str, losses: Losses, of: str = ""
) -> Iterator[Record]:
    """Definitions of one kind, each called by its name, or its place where it has none."""
    for place, value in enumerate(values, start=1):
        own = value.get("name") if isinstance(value, Mapping) else None
        called = f'"{own}"' if isinstance(own, str) and own else f"number {place}"
        yield Record(f"{kind} {called}{of}", value, losses)
