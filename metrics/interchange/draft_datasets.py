"""Datasets of another tool, as drafts: keys, joins and days are guesses where it says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from metrics.interchange.definitions import Definition, list_of
from metrics.interchange.draft_rows import Day, is_query, rows_of, table_of
from metrics.interchange.foreign import ForeignDataset, ForeignJoin
from metrics.interchange.losses import Losses
from metrics.interchange.naming import Names
from metrics.interchange.sql_text import duckdb_text, identifier
from metrics.interchange.values import Value
from metrics.interchange.words import definition_name, label_of, sentence

IMPORTED = "imported.yml"  # what another tool added to definitions of ours


class Columns:
    """A dataset's columns in the order they are met, each written as it was met first."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = {name.casefold(): name for name in known}

    def __iter__(self) -> Iterator[str]:
        return iter(self._known.values())

    def of(self, name: str) -> str:
        """A column as it is written everywhere."""
        return self._known.setdefault(name.casefold(), name)

    def over(self, tree: exp.Expr) -> exp.Expr:
        """A copy of an expression with its columns so written."""

        def written(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Column):
                return node
            return exp.column(identifier(self.of(node.name)))

        return tree.copy().transform(written)


@dataclass(frozen=True, slots=True)
class DatasetDraft:
    """A dataset with the names that it has here.

    Attributes:
        file: that of drafts over it.
        columns: those of its rows.
        time: the column that dates its rows, or empty.
        day: how that column is worked out, where the rows have none.
    """

    foreign: ForeignDataset
    name: str
    file: str
    columns: Columns
    time: str
    day: Day | None = None


class DatasetDrafts:
    """The datasets of a file, by the names they have there."""

    def __init__(self, datasets: Sequence[ForeignDataset], files: Names, losses: Losses) -> None:
        self._losses = losses
        self._names = Names(d.restored.name for d in datasets if d.restored)
        self._drafts = {d.name: self._begin(d, files) for d in datasets}
        self._keys = {d.name: self._said_key(d) for d in datasets}
        self._joins: dict[str, list[ForeignJoin]] = {d.name: [] for d in datasets}
        joins = [(dataset, join) for dataset in datasets for join in dataset.joins]
        for dataset, join in (one for one in joins if self._keys[one[1].to]):
            self._accept(dataset, join)
        for dataset, join in (one for one in joins if not self[one[1].to].foreign.keys):
            self._keys[join.to] = self._keys[join.to] or self._used_key(join.to)
            self._accept(dataset, join)
        for draft in tuple(self):
            if not draft.time and draft.foreign.restored is None:
                self._drafts[draft.foreign.name] = self._with_a_parents_day(draft)

    def __getitem__(self, name: str) -> DatasetDraft:
        return self._drafts[name]

    def __iter__(self) -> Iterator[DatasetDraft]:
        return iter(self._drafts.values())

    def definitions(self) -> Iterator[Definition]:
        """The definitions; to be asked for when all that reads their columns is drafted."""
        for draft in self:
            own = draft.foreign.restored
            yield own if own is not None else self._definition(draft)

    def _begin(self, foreign: ForeignDataset, files: Names) -> DatasetDraft:
        own = foreign.restored
        if own is not None:
            known = (str(column) for column in list_of(own.body.get("columns")))
            time = str(own.body.get("time") or "")
            return DatasetDraft(foreign, own.name, IMPORTED, Columns(known), time)
        name = self._names.give(definition_name(foreign.name, "dataset"))
        if name != foreign.name:
            self._losses.add("assumed", f'dataset "{foreign.name}"', f'called "{name}" here')
        columns = Columns(column for key in foreign.keys for column in key)
        for column in (f.column for f in foreign.fields if f.column):
            columns.of(column)
        for column, _ in (pair for join in foreign.joins for pair in join.on):
            columns.of(column)
        draft = DatasetDraft(foreign, name, f"{files.give(name)}.yml", columns, "")
        dated = foreign.field_of(foreign.time) if foreign.time else None
        if dated is None:
            return draft
        if dated.column:
            return replace(draft, time=columns.of(dated.column))
        day = Day(definition_name(dated.name, "day"), duckdb_text(columns.over(dated.tree)))
        return replace(draft, time=columns.of(day.name), day=day)

    def _with_a_parents_day(self, draft: DatasetDraft) -> DatasetDraft:
        """The draft dated by what it leads to, where that is a table with a day."""
        for join in self._joins[draft.foreign.name]:
            parent = self[join.to].foreign
            time = parent.field_of(parent.time) if parent.time else None
            plain = time is not None and time.column and not is_query(parent.source)
            if time is None or not plain or len(join.on) != 1:
                continue
            ((own, key),) = join.on
            name = next(n for n in (time.column, f"{time.column}_day") if n not in draft.columns)
            table = table_of(parent.source).name
            day = Day(name, duckdb_text(identifier(time.column)), table, own, key)
            what = f'dataset "{draft.foreign.name}"'
            detail = f'its rows are dated by `{time.name}` of "{parent.name}", which they lead to'
            self._losses.add("assumed", what, detail)
            return replace(draft, time=draft.columns.of(name), day=day)
        return draft

    def _said_key(self, foreign: ForeignDataset) -> tuple[str, ...]:
        """Of the keys that are said, the one that most joins use; empty where none is said."""
        wanted = self._wanted(foreign.name)
        said = {frozenset(c.casefold() for c in key): key for key in foreign.keys}
        return max(said.items(), key=lambda item: wanted[item[0]])[1] if said else ()

    def _used_key(self, name: str) -> tuple[str, ...]:
        """What most joins use that close no circle, where no key is said."""
        columns = self[name].columns
        used = self._wanted(name, lambda own: not self._leads(name, own)).most_common(1)
        return tuple(columns.of(column) for column in sorted(used[0][0])) if used else ()

    def _wanted(
        self, name: str, counts: Callable[[str], bool] = lambda _: True
    ) -> Counter[frozenset[str]]:
        """How many joins use which columns of a dataset."""
        return Counter(
            frozenset(other.casefold() for _, other in join.on)
            for draft in self
            for join in draft.foreign.joins
            if join.to == name and counts(draft.foreign.name)
        )

    def _accept(self, dataset: ForeignDataset, join: ForeignJoin) -> None:
        """Take a join that uses the other's whole key, unless it closes a circle."""
        key = {column.casefold() for column in self._keys[join.to]}
        if self._leads(join.to, dataset.name):
            reason = "it closes a circle of joins"
        elif {other.casefold() for _, other in join.on} != key:
            used = ", ".join(self._keys[join.to]) or "not said"
            reason = f'it does not use the key of "{join.to}", which is {used}'
        else:
            self._joins[dataset.name].append(join)
            return
        what = f'relationship "{join.name}"'
        self._losses.add("lost", what, f"the whole relationship, as {reason}")

    def _leads(self, start: str, goal: str) -> bool:
        return start == goal or any(self._leads(j.to, goal) for j in self._joins[start])

    def _definition(self, draft: DatasetDraft) -> Definition:
        foreign, notes = draft.foreign, dict[str, str]()
        label = sentence(foreign.label) or label_of(foreign.name)
        body: dict[str, Value] = {
            "label": label,
            "description": sentence(foreign.description) or f"{label}. Describe what one row is.",
            **self._rows(draft, notes),
            "key": self._written_key(draft, notes),
            "columns": tuple(draft.columns),
        }
        if draft.time:
            notes["time"] = "review: the day that metrics go by unless they say another"
            body["time"] = draft.time
        else:
            notes["undated"] = "review: nothing dates its rows, which are counted as they are now"
            body["undated"] = True
        joins = dict(self._written_joins(draft))
        if joins:
            body["joins"] = joins
        if foreign.extensions:
            body["extensions"] = foreign.extensions
        return Definition("dataset", draft.name, draft.file, 0, body, notes)

    def _rows(self, draft: DatasetDraft, notes: dict[str, str]) -> dict[str, Value]:
        source = draft.foreign.source
        table = table_of(source)
        rows = rows_of(draft.foreign, draft.day)
        if not is_query(source) and table.database:
            what = f'dataset "{draft.foreign.name}"'
            detail = f"its database {sentence(table.database)} is the warehouse here"
            self._losses.add("assumed", what, detail)
        if draft.day is not None:
            notes["query"] = "review: the day is worked out, as the rows have none of their own"
        return rows

    def _written_key(self, draft: DatasetDraft, notes: dict[str, str]) -> tuple[str, ...]:
        key = tuple(draft.columns.of(column) for column in self._keys[draft.foreign.name])
        if not key:
            notes["key"] = "review: no key is said; all known columns stand for one"
        elif not draft.foreign.keys:
            notes["key"] = "review: no key is said; this is what joins use"
        return key or tuple(draft.columns)

    def _written_joins(self, draft: DatasetDraft) -> Iterator[tuple[str, Value]]:
        names = Names()
        for join in self._joins[draft.foreign.name]:
            other = self[join.to]
            pairs = {draft.columns.of(own): other.columns.of(key) for own, key in join.on}
            carried: dict[str, Value] = {"extensions": join.extensions} if join.extensions else {}
            name = names.give(other.name, definition_name(join.name, "join"))
            yield name, {"to": other.name, "on": pairs, **carried}
