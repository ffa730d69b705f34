"""Tokens → items: at every place the longest phrase that the lexicon knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.language.items import Item, Items
from bot.language.lexicon import MAX_PHRASE, Entry, Lexicon, Word
from bot.language.time_words import EVERYDAY, ORDINALS
from bot.language.tokens import LINKS, Token, stem
from bot.language.words import NUMBERS

Tokens = tuple[Token, ...]
_TIME_NEIGHBOURS: Final = frozenset(
    (  # noqa: SIM905 - one text is easier to read
        "in for of since before after until till through between from to during and last this "
        "next previous by early late vs versus than with"
    ).split()
)
_SHAPES: Final = (
    ("quartertoken", re.compile(r"f?q(?P<n>[1-4])")),
    ("halftoken", re.compile(r"f?h(?P<n>[12])")),
    ("fiscaltoken", re.compile(r"fy(?P<n>[0-9]{2}|20[0-9]{2})")),
    ("fiscalpart", re.compile(r"f?q(?P<n>[1-4])fy(?P<year>[0-9]{2}|20[0-9]{2})")),
    ("fiscalpart", re.compile(r"fy(?P<year>[0-9]{2}|20[0-9]{2})f?q(?P<n>[1-4])")),
    ("ordinal", re.compile(r"(?P<n>[0-9]{1,2})(?:st|nd|rd|th)")),
)
_MEANS: Final = frozenset({"average", "mean", "median", "avg"})
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100
_CENTURY: Final = 2000
_LAST_DAY: Final = 31
_SIGNS: Final = {",": "comma", ";": "comma", "-": "dash", "%": "percent", "$": "currency"}


def find_items(tokens: Tokens, lexicon: Lexicon) -> Items:
    """All items in order, fillers left out. Every other token is in exactly one item."""
    shouted = _all_upper(tokens)
    found: list[Item] = []
    before: Item | None = None
    place = 0
    while place < len(tokens):
        item = _item_at(tokens, place, lexicon, before, shouted=shouted)
        before = before if item.kind == "filler" else item
        found.append(item)
        place = item.end
        shared = _sharing_words(item, tokens, lexicon, shouted=shouted)
        if shared is not None:
            found.append(shared)
            before, place = shared, shared.end
    return tuple(_without_fillers(found))


def total_alone(tokens: Tokens) -> Items:
    """``Overall?`` by itself: a filler beside a metric, all that is said where there is none."""
    said = next((p for p, token in enumerate(tokens) if token.word in {"total", "overall"}), None)
    return () if said is None else (Item("total", said, said + 1, tokens[said].raw),)


def _item_at(
    words: Tokens, place: int, lexicon: Lexicon, before: Item | None, *, shouted: bool
) -> Item:
    for size in range(_reach(words, place), 0, -1):
        run = words[place : place + size]
        for said in _wordings(run):
            item = _phrase(said, run, place, lexicon, before)
            if item is not None:
                return item
            if size == 1:
                written = _as_written(run[0], place, lexicon, shouted=shouted)
                if written is not None:
                    return written
            closed = lexicon.closed.get(tuple(t.word for t in said))
            if closed is not None:
                return _closed(closed, run, words, place, shouted=shouted)
            value = lexicon.values.get(tuple(t.stem for t in said))
            if value is not None:
                return _value(value, run, place)
    single = _single(words[place], place)
    if single.kind == "unknown" and words[place].word in EVERYDAY:
        return _everyday(single, words, place, shouted=shouted)
    return single


def _sharing_words(value: Item, words: Tokens, lexicon: Lexicon, *, shouted: bool) -> Item | None:
    """A metric whose first words end the value: "seat post recall completion rate".

    Only where the word after the value is nothing by itself.
    """
    if value.kind != "value" or value.end >= len(words):
        return None
    if _item_at(words, value.end, lexicon, value, shouted=shouted).kind != "unknown":
        return None
    for start in range(value.start + 1, value.end):
        for size in range(_reach(words, start), value.end - start, -1):
            run = words[start : start + size]
            entry = lexicon.names.get(tuple(t.stem for t in run))
            if entry is not None and entry.metrics:
                return replace(_named(entry, run, start, value), start=value.end)
    return None


def _wordings(run: Tokens) -> tuple[Tokens, ...]:
    """The words as said, and without what only links them: "claims were reported" is a name."""
    if run[0].word in LINKS or run[-1].word in LINKS:
        return (run,)
    without = tuple(t for t in run if t.word not in LINKS)
    return (run,) if len(without) == len(run) else (run, without)


def _reach(words: Tokens, place: int) -> int:
    """How many tokens a phrase may span from here: no further than the next mark."""
    for size in range(1, min(MAX_PHRASE, len(words) - place)):
        if words[place + size].kind == "mark":
            return size
    return min(MAX_PHRASE, len(words) - place)


def _phrase(
    said: Tokens, run: Tokens, place: int, lexicon: Lexicon, before: Item | None
) -> Item | None:
    key = tuple(t.stem for t in said)
    entry = lexicon.names.get(key)
    owned = any(token.raw.endswith("'s") for token in run[:-1])  # "each part's stock" is no name
    if entry is not None and not owned and not _is_mean_of_many(entry, run):
        return _named(entry, run, place, before)
    if before is not None and before.kind == "dimension" and key in lexicon.guarded:
        fitting = tuple(v for v in lexicon.guarded[key] if v[0] in before.names)
        return _value(fitting, run, place) if fitting else None
    return None


def _is_mean_of_many(entry: Entry, run: Tokens) -> bool:
    """``average claims`` is no synonym ``average claim``: it may mean claims a month."""
    plural = stem(run[-1].word) != run[-1].word
    return run[0].word in _MEANS and plural and not any(exact for _, exact in entry.metrics)


def _named(entry: Entry, run: Tokens, place: int, before: Item | None) -> Item:
    words, end = _text(run), place + len(run)
    if entry.terms:
        return Item("ambiguous", place, end, words, names=entry.terms)
    splitting = before is not None and before.kind in {"by", "which", "rank"}
    kind = "dimension" if entry.dimensions and (splitting or not entry.metrics) else "metric"
    found = entry.dimensions if kind == "dimension" else entry.metrics
    return Item(
        kind,
        place,
        end,
        words,
        names=tuple(name for name, _ in found),
        exact=found[0][1],
        plural=stem(run[-1].word) != run[-1].word,
    )


def _value(found: tuple[tuple[str, str, bool], ...], run: Tokens, place: int) -> Item:
    pairs = tuple((dimension, value) for dimension, value, _ in found)
    return Item(
        "value", place, place + len(run), _text(run), values=pairs, exact=all(v[2] for v in found)
    )


def _as_written(token: Token, place: int, lexicon: Lexicon, *, shouted: bool) -> Item | None:
    """An everyday word that is written exactly like a value in capitals ("US", not "us")."""
    if shouted or not token.raw.isupper() or not token.raw.isalpha() or len(token.raw) == 1:
        return None
    known = lexicon.guarded.get((token.stem,), ())
    fitting = tuple(v for v in known if v[1] == token.raw or not v[2])
    return _value(fitting, (token,), place) if fitting else None


def _closed(word: Word, run: Tokens, words: Tokens, place: int, *, shouted: bool) -> Item:
    item = Item(word.kind, place, place + len(run), _text(run), names=(word.argument,))
    if len(run) == 1 and run[0].word in EVERYDAY:
        return _everyday(item, words, place, shouted=shouted)
    return item


def _everyday(item: Item, words: Tokens, place: int, *, shouted: bool) -> Item:
    """May, march and fall are time words only beside words that say so."""
    token = words[place]
    said = [t.word for t in words[:place] if t.word != "the"]
    before = said[-1] if said else ""
    after = words[place + 1] if place + 1 < len(words) else None
    numbered = after is not None and (
        after.kind == "number" or after.word.startswith("'") or _is_ordinal(after.word)
    )
    if before in _TIME_NEIGHBOURS or numbered:
        return item
    if token.word == "fall":
        did = any(t.word in {"did", "do", "does"} for t in words[:place])
        return (
            replace(item, kind="change", names=("down",)) if did else replace(item, kind="unknown")
        )
    capital = place > 0 and not shouted and token.raw[0].isupper()
    last = after is None or after.kind == "mark"
    return item if capital and last else replace(item, kind="unknown")


def _is_ordinal(word: str) -> bool:
    return word in ORDINALS or any(k == "ordinal" and s.fullmatch(word) for k, s in _SHAPES)


def _single(token: Token, place: int) -> Item:
    item = Item("unknown", place, place + 1, token.raw)
    if token.kind == "date":
        return _date(item, token)
    if token.kind == "number":
        return _number(item, token)
    if token.kind in {"mark", "symbol"}:
        return replace(item, kind=_sign(token))
    return _shaped_word(item, token)


def _date(item: Item, token: Token) -> Item:
    """2026-10-31, 2026-10, 10/31/2026 and '26; a year of two digits is one of this century."""
    if token.raw.startswith("'"):
        return replace(item, kind="year", number=_CENTURY + int(token.raw[1:]))
    if "/" in token.raw:
        first, second, year = token.raw.split("/")
        full = int(year) + (_CENTURY if len(year) == len("26") else 0)
        return replace(item, kind="slashdate", names=(first, second, str(full)))
    kind = "isodate" if token.raw.count("-") > 1 else "isomonth"
    return replace(item, kind=kind, names=(token.raw,))


def _shaped_word(item: Item, token: Token) -> Item:
    """Numbers as words, and words such as Q3, FY26 or 9th."""
    if token.word in NUMBERS:
        return replace(item, kind="day", number=NUMBERS.index(token.word))
    if token.word in ORDINALS:
        return replace(item, kind="ordinal", number=ORDINALS.index(token.word) + 1)
    for kind, shape in _SHAPES:
        match = shape.fullmatch(token.word)
        if match is not None:
            year = match.groupdict().get("year")
            names = (year,) if year else ()
            return replace(item, kind=kind, number=int(match["n"]), names=names)
    return item


def _sign(token: Token) -> str:
    """A leading minus is no dash between two things: it is content."""
    if token.kind == "symbol":
        return "unknown" if token.word == "-" else _SIGNS.get(token.word, "unknown")
    return _SIGNS.get(token.word, "mark")


def _number(item: Item, token: Token) -> Item:
    number = float(token.word) if len(token.word) < _LAST_DAY else 0.0
    kind = "number"
    if number.is_integer() and token.raw.isdigit():
        if 1 <= number <= _LAST_DAY:
            kind = "day"
        elif _FIRST_YEAR <= number < _LAST_YEAR:
            kind = "year"
    return replace(item, kind=kind, number=number)


def _without_fillers(items: Iterable[Item]) -> Iterable[Item]:
    """All but fillers; "how many" is one where it asks for a metric, content elsewhere."""
    items = tuple(items)
    for place, item in enumerate(items):
        if item.kind in {"filler", "mark"}:
            continue
        if item.kind != "count" or not _counts_a_metric(items[place + 1 :]):
            yield item


def _counts_a_metric(following: Items) -> bool:
    """``How many Tread claims``, not ``how many Treads had claims``, which counts Treads."""
    valued = filled = False
    for place, item in enumerate(following):
        if item.kind in {"metric", "ambiguous"}:
            return not filled or _is_said_of_things(item)
        if valued and item.kind in {"and", "or", "comma"}:
            if not any(after.kind == "value" for after in following[place + 1 : place + 2]):
                return False
        elif item.kind in {"value", "comparative"}:
            valued = True
        elif item.kind not in {"filler", "ever"}:
            return False
        filled = valued and item.kind in {"filler", "ever"}
    return False


def _is_said_of_things(metric: Item) -> bool:
    """``How many pedals are on hand``, ``how many bikes were delivered``: those are counted."""
    words = metric.words.casefold().split()
    return words[0] in {"on", "in"} or (len(words) == 1 and words[0].endswith("ed"))


def _text(run: Tokens) -> str:
    return " ".join(t.raw for t in run)


def _all_upper(tokens: Tokens) -> bool:
    words = [t for t in tokens if t.kind == "word"]
    return len(words) > 1 and all(t.raw.isupper() for t in words)
