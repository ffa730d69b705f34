"""Small rules that a JSON value is held against; they speak as Slack's own checker does.

A rule looks at a value and a JSON pointer and gives the problems it finds. Rules are put together
into the tables in ``elements`` and ``blocks``, which say what Block Kit allows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Rule = Callable[[Any, str], Iterator[str]]
_ADDRESS: Final = re.compile(r"(https?|slack|mailto|tel):\S+", re.IGNORECASE)


def problem(sentence: str, at: str) -> str:
    """Write a problem as Slack does: ``must be … [json-pointer:/blocks/0/text]``."""
    return f"{sentence} [json-pointer:{at}]"


def anything(_value: Any, _at: str) -> Iterator[str]:
    """Let everything pass: the field is known, its content is not Slack's business or not ours."""
    yield from ()


def boolean(value: Any, at: str) -> Iterator[str]:
    """Take true or false."""
    if not isinstance(value, bool):
        yield problem("must be a boolean", at)


def string(most: int, least: int = 1) -> Rule:
    """Take a string of ``least`` to ``most`` characters."""

    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must be a string", at)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", at)

    return rule


def url(most: int) -> Rule:
    """Take an address that a client may open."""
    length = string(most)

    def rule(value: Any, at: str) -> Iterator[str]:
        yield from length(value, at)
        if isinstance(value, str) and value and not _ADDRESS.fullmatch(value):
            yield problem("must be a valid URL", at)

    return rule


def number(least: float = -math.inf, most: float = math.inf, *, whole: bool = False) -> Rule:
    """Take a finite number within bounds."""

    def rule(value: Any, at: str) -> Iterator[str]:
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not math.isfinite(value):
            yield problem("must be an integer" if whole else "must be a number", at)
        elif value < least:
            yield problem(f"must be at least {least:g}", at)
        elif value > most:
            yield problem(f"must be at most {most:g}", at)

    return rule


def one_of(*values: Any) -> Rule:
    """Take one of a few values."""

    def rule(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield problem(f"must be one of: {', '.join(map(str, values))}", at)

    return rule


def array(item: Rule, most: int, least: int = 1) -> Rule:
    """Take a list of ``least`` to ``most`` items that each keep ``item``."""

    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must be an array", at)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", at)
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return rule


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """Take an object with these fields and no others; ``type`` is checked by :func:`typed`."""
    known = {**required, **(optional or {}), "type": anything}

    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield problem("must be an object", at)
            return
        for name in required:
            if name not in value:
                yield problem(f"missing required field: {name}", at)
        for name, each in value.items():
            if name in known:
                yield from known[name](each, f"{at}/{name}")
            else:
                yield problem(f"invalid additional property: {name}", at)

    return rule


def typed(kinds: Mapping[str, Rule]) -> Rule:
    """Take an object whose ``type`` picks its rule."""

    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield problem("must be an object", at)
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            yield problem("missing required field: type", at)
        elif kind not in kinds:
            yield problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from kinds[kind](value, at)

    return rule


def every(*rules: Rule) -> Rule:
    """Hold a value against several rules."""

    def rule(value: Any, at: str) -> Iterator[str]:
        for each in rules:
            yield from each(value, at)

    return rule


def any_field_of(*names: str) -> Rule:
    """Ask for at least one of several fields."""

    def rule(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, Mapping) and not any(value.get(name) for name in names):
            yield problem(f"must provide {' or '.join(names)}", at)

    return rule
