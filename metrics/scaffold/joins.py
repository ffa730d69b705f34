"""Many-to-one joins: what names suggest or the database declares, borne out by the rows.

A join is kept only if it multiplies no row of its source. One that leaves rows without a partner
is safe too (they stay, in the bucket without a value), but by its name alone it is kept only where
nearly all of them find one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.errors import WarehouseError
from metrics.scaffold import queries
from metrics.scaffold.keys import OWN, JudgedTable, Key, readable
from metrics.scaffold.matching import Likeness, leads_home, likeness, ownership, same
from metrics.scaffold.naming import NamedTable
from metrics.scaffold.profile import Kind, Place
from metrics.scaffold.survey import TIMEOUT_S, Progress
from metrics.scaffold.words import Words
from metrics.warehouse import Warehouse

_NEARLY_ALL = 0.95
_SOME = 0.5
_TELLING = 3
_NUMBERS: frozenset[Kind] = frozenset({"integer", "decimal", "float"})


@dataclass(frozen=True, slots=True)
class Link:
    """A many-to-one join that the rows bear out.

    Attributes:
        on: pairs of own column and key column of the target.
        as_text: whether the first own column must be read as text to equal a key of texts.
        role: whether the column's name says more than the target's: ``reported_by_staff_id``.
        why: how it is known, for the reviewer.
    """

    source: Place
    target: Place
    on: tuple[tuple[str, str], ...]
    role: bool
    why: str
    as_text: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The source's own columns."""
        return tuple(own for own, _ in self.on)


@dataclass(frozen=True, slots=True)
class Rejected:
    """What looked like a join and is none, with the reason."""

    source: Place
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Links:
    """All joins, and what looked like one."""

    found: tuple[Link, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    link: Link
    likeness: Likeness
    declared: bool
    owns: int
    weak: bool = False
    order: int = 0


def find_links(
    tables: Sequence[JudgedTable],
    keys: Mapping[Place, Key],
    warehouse: Warehouse,
    progress: Progress,
) -> Links:
    """Every join of every table."""
    finder = _Finder(tables, keys)
    found: list[Link] = []
    rejected: list[Rejected] = []
    for position, table in enumerate(tables, start=1):
        progress.started(f"joining {table.named.profile.info.name}", position, len(tables))
        taken: set[tuple[str, ...]] = set()
        for rivals in finder.rivals(table):
            verdict = _settle(rivals, warehouse)
            if isinstance(verdict, Link) and verdict.columns not in taken:
                taken.add(verdict.columns)
                found.append(verdict)
            elif isinstance(verdict, Rejected):
                rejected.append(verdict)
    return Links(tuple(found), tuple(rejected))


class _Finder:
    """Candidates by declaration and by name; no row is read here."""

    def __init__(self, tables: Sequence[JudgedTable], keys: Mapping[Place, Key]) -> None:
        self._tables = {t.named.place: t for t in tables}
        self._names = [t.named for t in tables]
        self._keys = {p: k for p, k in keys.items() if k.columns and k.how != "unverified"}
        self._owned = {
            place: ownership(self._tables[place].named, key.single, self._names)
            for place, key in self._keys.items()
            if key.single
        }

    def rivals(self, table: JudgedTable) -> Iterator[list[_Candidate]]:
        """For each own column, or declared set of them, where it may lead: best first."""
        declared = list(self._declared(table))
        yield from ([one] for one in declared)
        taken = {one.link.columns for one in declared}
        for verdict in table.verdicts:
            column = verdict.name
            if (column,) not in taken and _may_refer(table, column):
                rivals = sorted(self._by_name(table, column), key=_rank)
                if rivals:
                    yield rivals
        for several in self._by_names(table):
            yield [several]

    def _declared(self, table: JudgedTable) -> Iterator[_Candidate]:
        schema = table.named.place[0]
        for foreign in table.named.profile.info.foreign_keys:
            target = (schema, foreign.table)
            key = self._keys.get(target)
            usable = all(readable(table.verdict(c)) for c in foreign.columns)
            if usable and key is not None and set(key.columns) == set(foreign.referred):
                pairs = tuple(zip(foreign.columns, foreign.referred, strict=True))
                named = self._tables[target].named
                alike = likeness(table.named.words(foreign.columns[0]), named, pairs[0][1])
                link = Link(table.named.place, target, pairs, alike is Likeness.ROLE, "declared")
                yield _Candidate(link, alike, declared=True, owns=100)

    def _by_name(self, table: JudgedTable, column: str) -> Iterator[_Candidate]:
        own_key = self._keys.get(table.named.place)
        is_own = own_key is not None and own_key.single == column
        for place, key in self._keys.items():
            target = self._tables[place]
            if not key.single or (place == table.named.place and key.single == column):
                continue
            alike = self._likeness(table, column, target, key.single)
            owns = self._owned[place]
            as_text = _compared_as_text(table, column, target, key.single)
            if as_text is None or not _is_likely(alike, key, is_own=is_own, owns=owns):
                continue
            if place == table.named.place and alike is not Likeness.ROLE:
                continue
            order = self._order(table, target, key.single) if is_own else 0
            if order is None:
                continue
            pairs = ((column, key.single),)
            role = alike is Likeness.ROLE
            link = Link(table.named.place, place, pairs, role, "", as_text)
            weak = key.how == "weak"
            yield _Candidate(link, alike, declared=False, owns=owns, weak=weak, order=order)

    def _likeness(
        self, table: JudgedTable, column: str, target: JudgedTable, key: str
    ) -> Likeness:
        words = table.named.words(column)
        alike = likeness(words, target.named, key)
        if target is table and alike is Likeness.NONE and leads_home(words):
            return Likeness.ROLE
        return alike

    def _order(self, table: JudgedTable, target: JudgedTable, key: str) -> int | None:
        """Among tables with one row a key each, the place of the one that all are about.

        None where ``target`` does not come before the table itself, or where both are about the
        same by name: the rows of an archive are not those of the table that it was taken from.
        """
        if self._owns(table) and self._owns(target):
            return None
        fellows = [
            other
            for place, other in self._tables.items()
            if place in self._keys
            and self._keys[place].single
            and same(target.named.words(key).full, _words_of(other, self._keys[place].single))
        ]
        ranked = sorted(fellows, key=self._standing)
        if table in ranked and ranked.index(table) < ranked.index(target):
            return None
        return ranked.index(target)

    def _standing(self, table: JudgedTable) -> tuple[bool, int, int, Place]:
        """The owner of the key first, then the most rows, then the fewest numbers."""
        numbers = len(table.using("measure", "rate"))
        return not self._owns(table), -table.named.profile.rows, numbers, table.named.place

    def _owns(self, table: JudgedTable) -> bool:
        return self._owned[table.named.place] >= OWN

    def _by_names(self, table: JudgedTable) -> Iterator[_Candidate]:
        """Whole keys of several columns that stand in this table under the same names."""
        own = self._keys.get(table.named.place)
        for place, key in self._keys.items():
            if len(key.columns) < 2 or place == table.named.place:  # noqa: PLR2004 - several
                continue
            if own is not None and set(own.columns) <= set(key.columns):
                continue
            pairs = tuple((column, column) for column in key.columns)
            target = self._tables[place]
            held = {v.name for v in table.verdicts if readable(v)}
            if set(key.columns) <= held and all(
                _compared_as_text(table, c, target, c) is False for c in key.columns
            ):
                link = Link(table.named.place, place, pairs, role=False, why="")
                yield _Candidate(link, Likeness.SAME, declared=False, owns=0)


def _may_refer(table: JudgedTable, column: str) -> bool:
    verdict = table.verdict(column)
    if verdict.use in ("day", "flag") or verdict.column.is_empty or not readable(verdict):
        return False
    if verdict.use in ("measure", "rate"):
        return verdict.column.kind != "decimal" and verdict.column.whole
    return True


def _is_likely(alike: Likeness, key: Key, *, is_own: bool, owns: int) -> bool:
    if is_own:
        return alike is Likeness.SAME
    if key.how == "weak" or owns == 0:
        return alike >= Likeness.TABLE
    return alike > Likeness.NONE


def _words_of(table: JudgedTable, column: str) -> Words:
    return table.named.words(column).full


def _compared_as_text(
    table: JudgedTable, column: str, target: JudgedTable, key: str
) -> bool | None:
    """Whether to compare as text; None where the two can never be compared safely."""
    own = table.named.profile.column(column).kind
    other = target.named.profile.column(key).kind
    if own == other or (own in _NUMBERS and other in _NUMBERS):
        return False
    return True if own == "integer" and other == "text" else None


def _rank(candidate: _Candidate) -> tuple[int, int, bool, int, Place]:
    """The better name first, then the owner of the key, then the same schema."""
    link = candidate.link
    far = link.source[0] != link.target[0]
    return -candidate.likeness, -candidate.owns, far, candidate.order, link.target


def _settle(rivals: Sequence[_Candidate], warehouse: Warehouse) -> Link | Rejected | None:
    """The best candidate that the rows bear out; none where two are equally good."""
    best = _rank(rivals[0])[:-1]
    equal = [r for r in rivals if _rank(r)[:-1] == best]
    borne_out: list[Link] = []
    reasons: list[str] = []
    for one in equal:
        tried = _try(one, warehouse)
        if isinstance(tried, Link):
            borne_out.append(tried)
        else:
            reasons.append(tried)
    link = rivals[0].link
    if len(borne_out) == 1:
        return borne_out[0]
    if len(borne_out) > 1:
        names = ", ".join(f'"{found.target[1]}"' for found in borne_out)
        return Rejected(link.source, link.columns[0], f"may lead to each of {names}: choose one")
    if len(rivals) > len(equal):
        return _settle(rivals[len(equal) :], warehouse)
    return Rejected(link.source, link.columns[0], reasons[0]) if reasons[0] else None


def _try(candidate: _Candidate, warehouse: Warehouse) -> Link | str:
    """The join with how it is known, or why it is none (empty where that need not be said)."""
    link = candidate.link
    statement = queries.contained(link.source, link.target, link.on, as_text=link.as_text)
    try:
        (counts,) = warehouse.run(statement, timeout_s=TIMEOUT_S).rows
    except WarehouseError as error:
        return f'could not be held against "{link.target[1]}": {error.message}'
    references, joined, matched, partners = (c if isinstance(c, int) else 0 for c in counts)
    target = f'"{link.on[0][1]}" of "{link.target[1]}"'
    if joined != references:
        return f"would repeat rows: {target} is not unique"
    if candidate.declared:
        return replace(link, why="declared in the database")
    why_not = _why_not(candidate, references, matched, partners)
    if why_not is None:
        return replace(link, why=_borne_out(references, matched, partners, target))
    return f"{why_not} are in {target}: no join was made" if why_not else ""


def _why_not(candidate: _Candidate, references: int, matched: int, partners: int) -> str | None:
    """None where the rows bear the join out; else why not, empty where it was unlikely anyway."""
    if not references or (candidate.weak and (matched < references or partners < _TELLING)):
        return ""
    share = matched / references
    strong = candidate.likeness >= Likeness.TABLE
    if matched == references or (strong and share >= _NEARLY_ALL):
        return None
    told = share >= _SOME or strong
    return f"only {matched:,} of {references:,} references" if told else ""


def _borne_out(references: int, matched: int, partners: int, target: str) -> str:
    if matched == references:
        return (
            f"inferred: all {references:,} references are in {target} "
            f"({partners:,} different ones)"
        )
    return (
        f"inferred: {matched:,} of {references:,} references are in {target}; rows without a "
        "partner stay, in the bucket without a value"
    )


def columns_of(links: Iterable[Link], place: Place) -> frozenset[str]:
    """The columns by which a table refers to others."""
    return frozenset(c for link in links if link.source == place for c in link.columns)


def named_at(tables: Iterable[JudgedTable], place: Place) -> NamedTable:
    """The table at a place; there is one."""
    return next(t.named for t in tables if t.named.place == place)
