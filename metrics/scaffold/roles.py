"""From joins to a graph in which whatever is told apart by name is reached by one way.

Where several columns of a table lead to the same one, each gets a copy of it in a role: the
airport of origin, that of destination. The same goes for a table that leads to itself, and for
what would be a circle. Where ways part and meet again (a sale's customer and its store both have
a city), the joins that end there get copies beside them: "city" of a sale is refused as ambiguous,
"customer city" and "store city" are answered. A direct join that leads to the same row as a longer
way, in every row, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from metrics.errors import WarehouseError
from metrics.scaffold import queries
from metrics.scaffold.joins import Link
from metrics.scaffold.keys import JudgedTable
from metrics.scaffold.matching import role_of
from metrics.scaffold.profile import Place
from metrics.scaffold.survey import TIMEOUT_S
from metrics.scaffold.words import Words, expand
from metrics.warehouse import Warehouse

_DEPTH = 1
_MOST_COPIES = 80


@dataclass(frozen=True, slots=True)
class Edge:
    """A join between two nodes."""

    link: Link
    target: str


@dataclass(slots=True)
class Node:
    """A table, or a copy of it in a role; ``words`` are the role's, empty for the table itself."""

    name: str
    table: Place
    words: Words = ()
    edges: list[Edge] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes by name, and what was decided on the way, by the source it concerns."""

    nodes: Mapping[str, Node]
    notes: tuple[tuple[Place, str], ...]


def untangle(tables: Sequence[JudgedTable], links: Sequence[Link], warehouse: Warehouse) -> Graph:
    """The graph of all tables, with copies where they are needed."""
    return _Untangling(tables, links, warehouse).graph()


class _Untangling:
    def __init__(
        self, tables: Sequence[JudgedTable], links: Sequence[Link], warehouse: Warehouse
    ) -> None:
        self._tables = {t.named.place: t.named for t in tables}
        self._links = links
        self._warehouse = warehouse
        self._nodes = {_name(p): Node(_name(p), p) for p in self._tables}
        self._notes: list[tuple[Place, str]] = []
        self._copies = 0

    def graph(self) -> Graph:
        plain: list[Link] = []
        copied: list[Link] = []
        for link in sorted(self._links, key=lambda k: (k.role, k.source, k.columns)):
            rival = any((p.source, p.target) == (link.source, link.target) for p in plain)
            roles = [k for k in self._links if (k.source, k.target) == (link.source, link.target)]
            needs_name = rival or (link.role and len(roles) > 1)
            if needs_name or self._leads(_name(link.target), _name(link.source)):
                copied.append(link)
            else:
                plain.append(link)
                self._join(link)
        self._drop_shortcuts()
        copied += dict.fromkeys(link for start in self._nodes for link in self._meeting(start))
        for link in copied:
            self._copy(self._nodes[_name(link.source)], link, self._role(link), _DEPTH)
        for node in self._nodes.values():
            node.edges.sort(key=lambda e: e.link.columns)
        return Graph(dict(sorted(self._nodes.items())), tuple(self._notes))

    def _join(self, link: Link) -> None:
        self._nodes[_name(link.source)].edges.append(Edge(link, _name(link.target)))

    def _leads(self, start: str, goal: str) -> bool:
        return goal in self._reached(start)

    def _role(self, link: Link) -> Words:
        """What the partner is to this source: the column's own word, or the source's name."""
        source, target = self._tables[link.source], self._tables[link.target]
        if link.role:
            return expand(role_of(source.words(link.columns[0])))
        return (*source.entity, *target.entity)

    def _copy(self, node: Node, link: Link, words: Words, depth: int) -> None:
        """A copy of the link's target for this node alone, with copies of what that leads to."""
        if self._copies >= _MOST_COPIES:
            left = f'the join by "{link.columns[0]}" was left out: it would need one copy too many'
            self._notes.append((node.table, left))
            return
        self._copies += 1
        name = f"{_name(link.target)} as {' '.join(words)} of {node.name}"
        self._nodes[name] = copy = Node(name, link.target, words)
        node.edges.append(Edge(link, name))
        original = self._nodes[_name(link.target)]
        for edge in list(original.edges) if depth else ():
            beyond = self._tables[edge.link.target].entity
            if " as " not in edge.target and edge.link.target != node.table:
                self._copy(copy, edge.link, (*words, *beyond), depth - 1)

    def _drop_shortcuts(self) -> None:
        """Leave out a direct join where a longer way leads to the same row in every row."""
        for node in list(self._nodes.values()):
            for edge in list(node.edges):
                way = self._longer(node, edge)
                if way and self._agrees(edge.link, [e.link for e in way]):
                    node.edges.remove(edge)
                    through = " and ".join(f'"{e.link.target[1]}"' for e in way[:-1])
                    left_out = (
                        f'the join by "{edge.link.columns[0]}" to "{edge.link.target[1]}" was '
                        f"left out: in every row the way through {through} leads to the same one"
                    )
                    self._notes.append((node.table, left_out))

    def _longer(self, node: Node, direct: Edge) -> tuple[Edge, ...]:
        """The one other way to where a join leads; empty where there is none, or several."""
        way: list[Edge] = []
        at = node
        while not way or way[-1].target != direct.target:
            onward = [
                edge
                for edge in at.edges
                if edge is not direct and direct.target in self._reached(edge.target)
            ]
            if len(onward) != 1:
                return ()
            way += onward
            at = self._nodes[onward[0].target]
        return tuple(way)

    def _agrees(self, direct: Link, way: Sequence[Link]) -> bool:
        if len(direct.on) > 1 or len(way[-1].on) > 1 or direct.as_text != way[-1].as_text:
            return False
        steps = [(k.source, k.target, k.on, k.as_text) for k in way[:-1]]
        statement = queries.differing(direct.columns[0], steps, way[-1].columns[0])
        try:
            ((count,),) = self._warehouse.run(statement, timeout_s=TIMEOUT_S).rows
        except WarehouseError:
            return False
        return count == 0

    def _meeting(self, start: str) -> list[Link]:
        """The last joins of ways from a source that part and meet again."""
        ends: dict[str, list[Link]] = {}
        for name in sorted(self._reached(start)):
            for edge in self._nodes[name].edges:
                ends.setdefault(edge.target, []).append(edge.link)
        return [link for links in ends.values() if len(links) > 1 for link in links]

    def _reached(self, start: str) -> frozenset[str]:
        """Everything that joins lead to from a node, itself included."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += [edge.target for edge in self._nodes[name].edges]
        return frozenset(seen)


def _name(place: Place) -> str:
    return ".".join(place)
