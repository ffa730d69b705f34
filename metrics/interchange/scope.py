"""What expressions of another tool's file may name, and their SQL as trees over columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from metrics.interchange.foreign import ForeignDataset, UnreadableError

_MOST_CHARACTERS = 8_000
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name.

    Attributes:
        datasets: by the names that the expression uses.
        metrics: names of metrics.
        note: where what was read one way of several is noted.
        home: the dataset that columns without one belong to, or None.
        day: the column that dates the rows; None where the file does not say, so that it is
            guessed from what must be there.
    """

    datasets: Mapping[str, ForeignDataset]
    metrics: frozenset[str]
    note: Callable[[str], None]
    home: ForeignDataset | None = None
    day: str | None = None

    def dataset(self, name: str) -> ForeignDataset:
        """The dataset of a name, whatever its case."""
        wanted = name.casefold()
        for known, dataset in self.datasets.items():
            if known.casefold() == wanted:
                return dataset
        raise UnreadableError(f'there is no dataset "{name}"')

    def owner(self, column: exp.Column) -> ForeignDataset:
        """The dataset that a column is of."""
        if column.table:
            return self.dataset(column.table)
        if self.home is not None:
            return self.home
        found = [d for d in self.datasets.values() if d.field_of(column.name)]
        if len(found) == 1:
            return found[0]
        many = "several datasets have" if found else "no dataset has"
        raise UnreadableError(f'{many} a field "{column.name}"')


class Rows:
    """Expressions over the rows of one dataset, its fields written out as columns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._read: dict[str, ForeignDataset] = {}

    def over(self, tree: exp.Expr) -> exp.Expr:
        """A copy over columns; a column that no field has is one of the rows."""
        return tree.copy().transform(self._column)

    def dataset(self) -> ForeignDataset:
        """The one dataset that was read.

        Raises:
            UnreadableError: it is none, or several.
        """
        if not self._read and self._scope.home is not None:
            return self._scope.home
        if not self._read and len(self._scope.datasets) == 1:
            return next(iter(self._scope.datasets.values()))
        if len(self._read) == 1:
            return next(iter(self._read.values()))
        if self._read:
            raise UnreadableError(f"one aggregate reads {' and '.join(sorted(self._read))}")
        raise UnreadableError("it does not say which dataset's rows it counts")

    def _column(self, node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        dataset = self._scope.owner(node)
        self._read[dataset.name] = dataset
        field = dataset.field_of(node.name)
        if field is None:
            return exp.column(exp.to_identifier(node.name, quoted=node.this.quoted))
        return enclosed(field.tree.copy())


def enclosed(tree: exp.Expr) -> exp.Expr:
    """The expression in parentheses, unless it is one thing anyway."""
    single = exp.Column | exp.Literal | exp.Paren | exp.Func | exp.Case | exp.Boolean | exp.Null
    is_one = isinstance(tree, single) and not isinstance(tree, exp.Binary)
    return tree if is_one else exp.paren(tree)


def of_one_row(text: str, dialect: str) -> exp.Expr:
    """An expression over one row's columns.

    Raises:
        UnreadableError: it is no SQL, or looks at other rows as well.
    """
    tree = parsed(text, dialect)
    if tree.find(exp.AggFunc, exp.Window, exp.Select):
        raise UnreadableError("an aggregate, window or subquery stands in it")
    return tree


def parsed(text: str, dialect: str) -> exp.Expr:
    """One SQL expression as a tree.

    Raises:
        UnreadableError: it is no SQL, or more than one expression.
    """
    if len(text) > _MOST_CHARACTERS:
        raise UnreadableError(f"its SQL is longer than {_MOST_CHARACTERS:,} characters")
    try:
        trees = sqlglot.parse(text, read=dialect)
    except (SqlglotError, RecursionError, TypeError):
        raise UnreadableError(f"`{short(text)}` is no SQL that can be read") from None
    if len(trees) != 1 or trees[0] is None:
        raise UnreadableError(f"`{short(text)}` is not one expression")
    for node in trees[0].walk():
        node.pop_comments()
    return trees[0]


def short(text: str) -> str:
    """A text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def conjuncts(condition: exp.Expr | None) -> list[exp.Expr]:
    """The conditions that all must hold."""
    if condition is None:
        return []
    tree = condition.unnest()
    if isinstance(tree, exp.And):
        return [*conjuncts(tree.this), *conjuncts(tree.expression)]
    return [tree]


def together(conditions: Iterable[exp.Expr]) -> exp.Expr | None:
    """One condition of several, each once."""
    unique: list[exp.Expr] = []
    for condition in conditions:
        if condition not in unique:
            unique.append(condition)
    return exp.and_(*unique) if unique else None


def as_condition(tree: exp.Expr) -> exp.Expr:
    """A condition, columns that stand alone compared with true."""
    match tree:
        case exp.Paren():
            return exp.paren(as_condition(tree.this))
        case exp.Column():
            return exp.EQ(this=tree.copy(), expression=exp.true())
        case exp.And() | exp.Or():
            left, right = as_condition(tree.this), as_condition(tree.expression)
            return type(tree)(this=left, expression=right)
        case exp.Not(this=exp.Column() | exp.Paren()):
            return exp.Not(this=exp.paren(as_condition(tree.this.unnest())))
        case _:
            return tree.copy()


def not_empty(tree: exp.Expr) -> exp.Expr:
    """``tree IS NOT NULL``."""
    return exp.Not(this=exp.Is(this=tree.copy(), expression=exp.null()))


def said_to_be_there(condition: exp.Expr) -> exp.Expr | None:
    """What ``… IS NOT NULL`` is about; None for any other condition."""
    inner = condition.this.unnest() if isinstance(condition, exp.Not) else condition
    negated = isinstance(condition, exp.Not) != isinstance(inner.args.get("expression"), exp.Not)
    if not isinstance(inner, exp.Is) or not negated:
        return None
    tested = inner.expression.this if isinstance(inner.expression, exp.Not) else inner.expression
    return inner.this.unnest() if isinstance(tested, exp.Null) else None
