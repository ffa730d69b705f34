"""The datasets: one a table, one a role that a table plays, one for what came to be when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from metrics.scaffold.claims import Claims, label
from metrics.scaffold.days import day_sql
from metrics.scaffold.drafts import DatasetDraft, JoinDraft, Notes
from metrics.scaffold.findings import Findings
from metrics.scaffold.joins import Link
from metrics.scaffold.naming import NamedTable
from metrics.scaffold.notes import dataset_notes, key_notes, plain, time_notes
from metrics.scaffold.profile import Place
from metrics.scaffold.roles import Node
from metrics.scaffold.sql_text import Parent, quoted, rows_of, source_of
from metrics.scaffold.times import Dating
from metrics.scaffold.words import Words, plural, split

Part = Literal["table", "role", "coming"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A dataset to be: of a table, of a role, or of what came when.

    Attributes:
        node: its place in the graph of joins.
        words: what one row is, such as ``reported by staff``.
        dating: what dates its rows; None: nothing does.
    """

    name: str
    part: Part
    node: Node
    words: Words
    dating: Dating | None

    @property
    def place(self) -> Place:
        """The table that its rows are of."""
        return self.node.table


@dataclass(frozen=True, slots=True)
class Shapes:
    """All datasets to be, those of nodes by the node's name."""

    of_nodes: Mapping[str, Shape]
    of_comings: Mapping[Place, Shape]

    def of_table(self, place: Place) -> Shape:
        """The dataset of a table itself."""
        return self.of_nodes[".".join(place)]


def shape_datasets(findings: Findings, claims: Claims) -> Shapes:
    """A name for every dataset; copies that nothing could be split by are left out."""
    nodes = findings.graph.nodes
    plain_nodes = {n: node for n, node in nodes.items() if not node.words}
    names = _entities(findings)
    of_nodes: dict[str, Shape] = {}
    for name, node in plain_nodes.items():
        words = names[node.table]
        dating = findings.datings[node.table]
        own = None if dating is not None and dating.joins else dating
        of_nodes[name] = Shape(claims.dataset(words), "table", node, words, own)
    for name, node in nodes.items():
        if node.words and _tells(name, findings):
            claimed = claims.dataset(node.words)
            of_nodes[name] = Shape(claimed, "role", node, node.words, None)
    comings = {}
    for node in plain_nodes.values():
        dating = findings.datings[node.table]
        if dating is not None and dating.joins and len(findings.keys[node.table].columns):
            words = ("new", *names[node.table])
            comings[node.table] = Shape(claims.dataset(words), "coming", node, words, dating)
    return Shapes(of_nodes, comings)


def _entities(findings: Findings) -> dict[Place, Words]:
    """What one row of each table is; with the schema where two tables are called alike."""
    entities = {place: table.named.entity for place, table in findings.tables.items()}
    said = list(entities.values())
    return {
        place: (*split(place[0]), *words)
        if said.count(words) > 1 and place[0] != "main"
        else words
        for place, words in entities.items()
    }


def _tells(name: str, findings: Findings) -> bool:
    """Whether a node, or what it leads to, has anything to split by."""
    node = findings.graph.nodes[name]
    if findings.splittable(node.table):
        return True
    return any(_tells(edge.target, findings) for edge in node.edges)


def draft_dataset(shape: Shape, shapes: Shapes, findings: Findings, today: date) -> DatasetDraft:
    """The definition of one dataset."""
    table = findings.tables[shape.place]
    key = findings.keys[shape.place]
    added = _added(shape, findings)
    derived = {name: alias for name, _, alias in added}
    joins = _joins(shape, shapes, findings, derived)
    parent = _parent(shape, table.named)
    time = parent.name if parent else _time(shape, derived)
    numbered = _free_column("row_number", table.named) if not key.columns else ""
    extra = [(sql, alias) for _, sql, alias in added]
    if numbered:
        extra.append(("row_number() OVER ()", numbered))
    through = shape.dating is not None and _reaches(shape.dating, today)
    return DatasetDraft(
        name=shape.name,
        label=_label(shape, table.named),
        description=_description(shape, table.named),
        source="" if extra or parent else source_of(shape.place),
        query=rows_of(shape.place, extra, parent) if extra or parent else "",
        key=key.columns or (numbered,),
        columns=_columns(shape, findings, joins, (time, *derived.values(), numbered)),
        time=time,
        data_through=time if through else "",
        joins=tuple(joins),
        notes=dataset_notes(shape.part, table.named, written=_is_written(shape)),
        key_notes=key_notes(key),
        time_notes=_time_notes(shape, findings, today),
    )


def _time(shape: Shape, derived: Mapping[str, str]) -> str:
    if shape.dating is None:
        return ""
    return derived.get(shape.dating.column.name, shape.dating.column.name)


def _parent(shape: Shape, named: NamedTable) -> Parent | None:
    """Where a table without days takes one from."""
    dating = shape.dating
    if dating is None or dating.via is None:
        return None
    ((own, key),) = dating.via.on
    name = _free_column("_".join(dating.words), named)
    return Parent(dating.via.target, own, key, dating.column.name, name)


def _label(shape: Shape, named: NamedTable) -> str:
    words = shape.words if shape.part != "table" else named.written
    return label(plural(words) if shape.part != "table" else words, named.profile.info.name)


def _description(shape: Shape, named: NamedTable) -> str:
    said = plain(named.profile.info.comment)
    table = plain(named.profile.info.name)
    if shape.part == "role":
        return f"Rows of {table} in the role of {' '.join(shape.words)}."
    if shape.part == "coming":
        return f"Rows of {table} by the day on which they came."
    return said or f"Rows of {table}, one for each {' '.join(shape.words)}."


def _added(shape: Shape, findings: Findings) -> list[tuple[str, str, str]]:
    """(column, SQL, name) of columns that are made of others: days of text, ids as text."""
    named = findings.tables[shape.place].named
    added = []
    if shape.dating is not None and _is_written(shape):
        column = shape.dating.column
        sql = day_sql(column.day_style, column.kind, quoted(column.name))
        added.append((column.name, sql, _free_column(f"{column.name}_day", named)))
    as_text = {e.link.columns[0] for e in shape.node.edges if e.link.as_text}
    if shape.part != "coming":
        added += [
            (c, f"CAST({quoted(c)} AS VARCHAR)", _free_column(f"{c}_as_text", named))
            for c in sorted(as_text)
        ]
    return added


def _is_written(shape: Shape) -> bool:
    """Whether the day that dates the rows is made of a text or a number."""
    return shape.dating is not None and bool(shape.dating.column.day_style)


def _free_column(name: str, named: NamedTable) -> str:
    taken = {c.name.casefold() for c in named.profile.columns}
    while name.casefold() in taken:
        name += "_"
    return name


def _joins(
    shape: Shape, shapes: Shapes, findings: Findings, derived: Mapping[str, str]
) -> list[JoinDraft]:
    if shape.part == "coming":
        target = shapes.of_table(shape.place)
        key = findings.keys[shape.place].columns
        notes = ("the same rows",)
        return [JoinDraft(target.name, target.name, tuple((c, c) for c in key), notes)]
    joins = []
    for edge in shape.node.edges:
        partner = shapes.of_nodes.get(edge.target)
        if partner is not None:
            on = tuple((_own(edge.link, own, derived), other) for own, other in edge.link.on)
            joins.append(
                JoinDraft(partner.name, partner.name, on, _join_notes(edge.link, partner))
            )
    return joins


def _own(link: Link, column: str, derived: Mapping[str, str]) -> str:
    return derived.get(column, column) if link.as_text else column


def _join_notes(link: Link, target: Shape) -> Notes:
    known = "" if link.why.startswith("declared") else "review: "
    text = "; compared as text" if link.as_text else ""
    copy = "; a copy of the table, so that this role has a name" if target.part == "role" else ""
    return (f"{known}{link.why}{text}{copy}",)


def _columns(
    shape: Shape, findings: Findings, joins: list[JoinDraft], made: tuple[str, ...]
) -> tuple[str, ...]:
    """What expressions may read, in the table's order; what is held back is not among them.

    ``made`` are columns that the rows' query adds, and the time.
    """
    table = findings.tables[shape.place]
    used = {*findings.keys[shape.place].columns, *(own for j in joins for own, _ in j.on)}
    if shape.part != "coming":
        used |= {v.name for v in findings.splittable(shape.place)}
    if shape.part == "table":
        used |= {v.name for v in findings.countable(shape.place)}
        used |= {v.name for v in table.using("day") if not v.column.day_style}
        used |= findings.references[shape.place]
    used |= set(made)
    own = tuple(c.name for c in table.named.profile.columns if c.name in used)
    return (*own, *(name for name in dict.fromkeys(made) if name and name not in own))


def _reaches(dating: Dating, today: date) -> bool:
    return dating.last is not None and dating.last <= today


def _time_notes(shape: Shape, findings: Findings, today: date) -> Notes:
    if shape.part == "role":
        return ()
    dating = findings.datings[shape.place]
    return time_notes(shape.dating, dating, findings.tables[shape.place], today)
