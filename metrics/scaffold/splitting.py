"""The dimensions: what each table's numbers can be split and filtered by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from metrics.errors import WarehouseError
from metrics.model import DataType
from metrics.scaffold import queries
from metrics.scaffold.claims import Claims, Wordings, folded, label
from metrics.scaffold.drafts import DimensionDraft, Notes
from metrics.scaffold.findings import Findings
from metrics.scaffold.keys import JudgedTable
from metrics.scaffold.kinds import ColumnVerdict
from metrics.scaffold.notes import plain
from metrics.scaffold.profile import enum_values
from metrics.scaffold.shaping import Shape, Shapes
from metrics.scaffold.sql_text import quoted
from metrics.scaffold.survey import TIMEOUT_S
from metrics.scaffold.words import Words, expand, plural
from metrics.warehouse import Warehouse

_INDEXED = 5_000
_LISTED = 50
_SHOWN = 8
_LONGEST_VALUE = 60
_FLAG_STARTS = {"is": "{}", "has": "with {}", "was": "{}", "can": "can {}"}
_FLAG_ENDS = {"is": "not {}", "has": "without {}", "was": "not {}", "can": "cannot {}"}
_NAMING = ("name", "title", "label")


@dataclass(frozen=True, slots=True)
class Wish:
    """A phrase that something would like to go by, if nothing else does."""

    phrase: str
    name: str


@dataclass(frozen=True, slots=True)
class Splits:
    """Dimensions with the dataset each belongs to, and the words they would like to go by."""

    dimensions: tuple[DimensionDraft, ...]
    wishes: tuple[Wish, ...]


def draft_dimensions(
    findings: Findings, shapes: Shapes, claims: Claims, warehouse: Warehouse
) -> Splits:
    """Every dimension of every dataset, those of tables before those of their roles."""
    splitter = _Splitter(findings, claims, warehouse)
    ordered = sorted(shapes.of_nodes.values(), key=lambda s: s.part != "table")
    found = [made for shape in ordered for made in splitter.dimensions(shape)]
    return Splits(
        tuple(draft for draft, _ in found),
        tuple(wish for _, wishes in found for wish in wishes),
    )


class _Splitter:
    def __init__(self, findings: Findings, claims: Claims, warehouse: Warehouse) -> None:
        self._findings = findings
        self._claims = claims
        self._warehouse = warehouse
        self._values: dict[tuple[str, str, str], Notes] = {}
        said = (
            wording
            for place, table in findings.tables.items()
            for v in findings.splittable(place)
            for wording in _ways_to_say(table, v)
        )
        self._wordings = Wordings(said, claims)

    def dimensions(self, shape: Shape) -> Iterator[tuple[DimensionDraft, tuple[Wish, ...]]]:
        for verdict in self._findings.splittable(shape.place):
            draft = self._dimension(shape, verdict)
            yield draft, tuple(Wish(text, draft.name) for text in self._wishes(shape, verdict))

    def _dimension(self, shape: Shape, verdict: ColumnVerdict) -> DimensionDraft:
        table = self._findings.tables[shape.place]
        words = self._words(shape, table, verdict)
        name = self._claims.name(words, "column")
        said = self._claimed_label(label(words, verdict.name), name)
        many = label(_plural(words)).lower()
        if verdict.use == "flag" or not self._claims.phrase(many):
            many = f"{said.lower()} values"
            self._claims.phrase(many)
        column = verdict.column
        values = enum_values(column.info.type)
        fixed = bool(values) and _are_plain(values) and self._claims.values(values)
        data_type: DataType = "integer" if verdict.use == "ordinal" else "string"
        few = column.distinct is not None and column.distinct <= _INDEXED
        return DimensionDraft(
            name=name,
            dataset=shape.name,
            expr=self._expression(table, verdict),
            label=said,
            plural=many,
            description=_description(shape, verdict, words),
            data_type=data_type,
            values=values if fixed else (),
            indexed=data_type == "string" and few and not fixed,
            as_of_today=verdict.use == "category" and words[-1] == "status",
            synonyms=(),
            notes=self._notes(shape, verdict),
        )

    def _words(self, shape: Shape, table: JudgedTable, verdict: ColumnVerdict) -> Words:
        """The shortest wording that tells the column from all others."""
        short = expand(table.named.words(verdict.name).short)
        if shape.part == "role":
            return _joined(shape.words, short)
        if self._wordings.is_telling(short) and self._claims.is_free(short):
            return short
        return _joined(shape.words, short)

    def _claimed_label(self, text: str, name: str) -> str:
        if folded(text) == folded(name) or self._claims.phrase(text):
            return text
        return label(tuple(name.split("_")))

    def _wishes(self, shape: Shape, verdict: ColumnVerdict) -> Iterator[str]:
        table = self._findings.tables[shape.place]
        words = table.named.words(verdict.name)
        short = expand(words.short)
        if shape.part == "role":
            if short[-1] in _NAMING and len(short) == 1:
                yield " ".join(shape.words)
            return
        if short[-1] in _NAMING and short[:-1] in ((), shape.words):
            yield " ".join(shape.words)
        if self._wordings.is_only(short):
            yield " ".join(short)
        if words.short != short and self._wordings.is_only(short):
            yield " ".join(words.short)
        if short[-1] in ("code", *_NAMING) and len(short) > 1:
            yield " ".join(short[:-1])

    def _expression(self, table: JudgedTable, verdict: ColumnVerdict) -> str:
        column = quoted(verdict.name)
        if verdict.use == "flag":
            yes, no = self._flag_words(expand(table.named.words(verdict.name).short))
            return f"CASE WHEN {column} = TRUE THEN '{yes}' WHEN {column} = FALSE THEN '{no}' END"
        if verdict.use == "ordinal" and verdict.column.kind == "float":
            return f"CAST({column} AS BIGINT)"
        if verdict.column.blank:
            return f"CASE WHEN trim({column}) <> '' THEN {column} END"
        return column

    def _flag_words(self, words: Words) -> tuple[str, str]:
        """What a flag says where it holds and where not: ``active``, ``not active``."""
        start, rest = words[0], " ".join(words[1:]).replace("'", "")
        if start in _FLAG_STARTS and rest and not self._claims.is_spoken_for(rest):
            return _FLAG_STARTS[start].format(rest), _FLAG_ENDS[start].format(rest)
        return "yes", "no"

    def _notes(self, shape: Shape, verdict: ColumnVerdict) -> Notes:
        notes = []
        if verdict.column.blank:
            notes.append(f"review: {verdict.column.blank:,} blank texts count as no value")
        if verdict.use == "category" and verdict.name.lower().endswith("status"):
            notes.append("review: taken for a status of today, which changes as rows age")
        return (*notes, *self._found_values(shape, verdict))

    def _found_values(self, shape: Shape, verdict: ColumnVerdict) -> Notes:
        """The commonest values, for the reviewer; never those of free text or of many."""
        column = verdict.column
        key = (*shape.place, verdict.name)
        if column.distinct is None or column.distinct > _LISTED:
            return (f"{column.distinct or 'very many'} different values",)
        if key not in self._values:
            self._values[key] = self._read_values(shape, verdict)
        return self._values[key]

    def _read_values(self, shape: Shape, verdict: ColumnVerdict) -> Notes:
        statement = queries.leading_values(shape.place, "c", verdict.name, _SHOWN)
        try:
            rows = self._warehouse.run(statement, timeout_s=TIMEOUT_S).rows
        except WarehouseError:
            return ()
        told = [(plain(str(value))[:_LONGEST_VALUE], count) for value, count in rows]
        shown = [f"{value} ({count})" for value, count in told if value]
        more = (verdict.column.distinct or 0) - len(shown)
        rest = f", and {more} more" if more > 0 else ""
        return (f"values: {', '.join(shown)}{rest}",) if shown else ()


def _ways_to_say(table: JudgedTable, verdict: ColumnVerdict) -> Iterable[Words]:
    """The column's own words, and those with the table's before them."""
    short = expand(table.named.words(verdict.name).short)
    return dict.fromkeys((short, _joined(table.named.entity, short)))


def _plural(words: Words) -> Words:
    """Years built, not year builts."""
    if words[0] == "year" and len(words) > 1:
        return ("years", *words[1:])
    return plural(words)


def _joined(words: Words, short: Words) -> Words:
    """The words of a table before those of a column, none twice in a row."""
    for size in range(min(len(words), len(short)), 0, -1):
        if words[-size:] == short[:size]:
            return (*words, *short[size:])
    return (*words, *short)


def _description(shape: Shape, verdict: ColumnVerdict, words: Words) -> str:
    said = plain(verdict.column.info.comment)
    if said:
        return said
    column, table = plain(verdict.name), plain(shape.place[1])
    return f"{label(words, verdict.name)}: the column {column} of {table}."


def _are_plain(values: tuple[str, ...]) -> bool:
    kept = all(v.strip() == v and v and v.isprintable() for v in values)
    return kept and len(set(values)) == len(values)
