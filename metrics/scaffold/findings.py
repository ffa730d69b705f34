"""All that was found out about a database, before anything is named or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.errors import WarehouseError
from metrics.scaffold import queries
from metrics.scaffold.adding import settle
from metrics.scaffold.joins import Link, Links, columns_of, find_links
from metrics.scaffold.keys import JudgedTable, Key, find_key
from metrics.scaffold.kinds import ColumnVerdict, judge
from metrics.scaffold.naming import name_tables
from metrics.scaffold.profile import Place
from metrics.scaffold.roles import Graph, untangle
from metrics.scaffold.sql_text import is_nameable
from metrics.scaffold.survey import TIMEOUT_S, Progress, take_survey
from metrics.scaffold.times import Dating, date_of, dated_by
from metrics.warehouse import Warehouse

_SEVERAL = 2
_MOST_MISSING = 0.5
_UNNAMEABLE = "definitions cannot name it: its name reads like a file or a table of the engine"


@dataclass(frozen=True, slots=True)
class Findings:
    """Tables with their keys, joins and days.

    Attributes:
        references: by place, the columns by which a table leads to others.
        left_out: (table, why) of what cannot be read or named.
    """

    tables: Mapping[Place, JudgedTable]
    keys: Mapping[Place, Key]
    links: Links
    graph: Graph
    datings: Mapping[Place, Dating | None]
    references: Mapping[Place, frozenset[str]]
    left_out: tuple[tuple[str, str], ...]

    def splittable(self, place: Place) -> tuple[ColumnVerdict, ...]:
        """The columns of a table that metrics can be split by."""
        table = self.tables[place]
        found = table.using("category", "flag", "ordinal")
        return tuple(v for v in found if v.name not in self.references[place])

    def countable(self, place: Place) -> tuple[ColumnVerdict, ...]:
        """The columns of a table that can be added up or averaged."""
        taken = self.references[place] | set(self.keys[place].columns)
        found = self.tables[place].using("measure", "rate")
        return tuple(v for v in found if v.name not in taken)


def examine(warehouse: Warehouse, schemas: Sequence[str], progress: Progress) -> Findings:
    """Read everything that a first catalogue needs to know of a database.

    Raises:
        WarehouseError: the warehouse's own catalogue cannot be read.
    """
    survey = take_survey(warehouse, schemas, progress)
    left_out = [(".".join(u.place), u.reason) for u in survey.unreadable]
    usable = [t for t in survey.tables if t.columns and is_nameable(t.place)]
    left_out += [(".".join(t.place), _UNNAMEABLE) for t in survey.tables if t not in usable]
    named = name_tables(usable)
    tables: Mapping[Place, JudgedTable] = {
        t.place: JudgedTable(t, tuple(judge(t, c) for c in t.profile.columns)) for t in named
    }
    keys: dict[Place, Key] = {}
    for position, (place, table) in enumerate(tables.items(), start=1):
        progress.started(f"key of {place[1]}", position, len(tables))
        keys[place] = find_key(table, named, warehouse)
    links = find_links(list(tables.values()), keys, warehouse, progress)
    tables = settle(tables, warehouse)
    return Findings(
        tables=tables,
        keys=keys,
        links=links,
        graph=untangle(list(tables.values()), links.found, warehouse),
        datings=_datings(tables, links, warehouse),
        references={p: columns_of(links.found, p) for p in tables},
        left_out=tuple(sorted(left_out)),
    )


def _datings(
    tables: Mapping[Place, JudgedTable], links: Links, warehouse: Warehouse
) -> Mapping[Place, Dating | None]:
    """What dates the rows of each table: a day of its own, else that of what they belong to."""
    referred = {link.target for link in links.found}
    sources = [link.source for link in links.found]
    own = {
        place: date_of(
            table, is_referenced=place in referred, is_link=sources.count(place) >= _SEVERAL
        )
        for place, table in tables.items()
    }
    found = dict(own)
    for place in tables:
        parents = [
            link
            for link in links.found
            if link.source == place and own[place] is None and _is_dated(own[link.target])
        ]
        if len(parents) == 1 and not tables[place].named.is_of_people:
            found[place] = _by_parent(parents[0], tables, own, warehouse)
    return found


def _is_dated(dating: Dating | None) -> bool:
    return dating is not None and not dating.joins and not dating.column.day_style


def _by_parent(
    link: Link,
    tables: Mapping[Place, JudgedTable],
    own: Mapping[Place, Dating | None],
    warehouse: Warehouse,
) -> Dating | None:
    dating = own[link.target]
    if dating is None or link.role or link.as_text or len(link.on) > 1:
        return None
    statement = queries.without_day(link.source, link.target, link.on[0], dating.column.name)
    try:
        ((missing,),) = warehouse.run(statement, timeout_s=TIMEOUT_S).rows
    except WarehouseError:
        return None
    rows = tables[link.source].named.profile.rows
    if not isinstance(missing, int) or missing > rows * _MOST_MISSING:
        return None
    return dated_by(link, tables[link.target], dating, missing)
