"""Filters of dbt's metrics, read as conditions over the rows of one semantic model."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from metrics.interchange.dbt_models_in import DIALECT, DbtModel
from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.foreign import UnreadableError
from metrics.interchange.scope import conjuncts, enclosed, parsed, short
from metrics.interchange.values import Value

_REFERENCE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_MARK = "reference_of_dbt_"
_ELSEWHERE = "is of other rows than the metric's"


def filter_texts(value: Value) -> Iterator[str]:
    """The texts of a filter: one, a list of them, or as a manifest has them."""
    if isinstance(value, str):
        yield value
    for item in (*list_of(value), *list_of(mapping_of(value).get("where_filters"))):
        text = item if isinstance(item, str) else mapping_of(item).get("where_sql_template")
        if isinstance(text, str):
            yield text


def conditions_of(texts: Iterable[str], model: DbtModel) -> list[exp.Expr]:
    """The conditions of filters, over the model's columns.

    Raises:
        UnreadableError: one is more than comparisons of the model's own dimensions.
    """
    return [c for text in texts if text.strip() for c in conjuncts(_condition(text, model))]


def _condition(text: str, model: DbtModel) -> exp.Expr:
    references: list[exp.Expr] = []

    def mark(found: re.Match[str]) -> str:
        inner = found[1].strip()
        if re.fullmatch(r"'[{][{%#]'", inner):  # braces that are text
            return inner[1:-1]
        references.append(_Reference.read(inner).over(model))
        return f"{_MARK}{len(references) - 1}"

    sql = _REFERENCE.sub(mark, text)
    if "{%" in sql:
        raise UnreadableError(f"its filter has a Jinja statement: `{short(text)}`")

    def column(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        if node.name.startswith(_MARK):
            return enclosed(references[int(node.name.removeprefix(_MARK))].copy())
        raise UnreadableError(f"its filter names `{node.sql()}` without a reference")

    return parsed(sql, DIALECT).transform(column).transform(_day_that_is_there)


def _day_that_is_there(node: exp.Expr) -> exp.Expr:
    """``CAST(x AS DATE) IS NULL`` as ``x IS NULL``."""
    if isinstance(node, exp.Is) and isinstance(node.this, exp.Cast):
        inner = node.this
        if inner.to.this is exp.DataType.Type.DATE and isinstance(inner.this, exp.Column):
            return exp.Is(this=inner.this.copy(), expression=node.expression.copy())
    return node


@dataclass(frozen=True, slots=True)
class _Reference:
    """``Dimension('sale__sold_on').grain('month')``."""

    kind: str
    path: tuple[str, ...]
    name: str
    grain: str

    @classmethod
    def read(cls, text: str) -> _Reference:
        refused = UnreadableError(f"its filter has `{short(text)}`, which is no plain reference")
        try:
            call = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            raise refused from None
        grain = ""
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            if call.func.attr != "grain" or len(call.args) != 1:
                raise refused
            grain, call = _text(call.args[0], refused), call.func.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords:
            raise refused
        arguments = [_text(argument, refused) for argument in call.args]
        kind = call.func.id
        if kind not in ("Dimension", "TimeDimension", "Entity") or not 1 <= len(arguments) <= 2:  # noqa: PLR2004  a name and a grain
            raise refused
        grain = grain or (arguments[1] if len(arguments) > 1 else "")
        *path, name = arguments[0].split("__")
        return cls(kind, tuple(path), name, grain or ("day" if kind == "TimeDimension" else ""))

    def over(self, model: DbtModel) -> exp.Expr:
        """What it is of the model's columns."""
        said = "__".join((*self.path, self.name))
        if self.path and self.path != (model.primary,):
            raise UnreadableError(f"its filter reads `{said}`, which {_ELSEWHERE}")
        if self.kind == "Entity":
            column = model.column_of(self.name)
            if not column:
                raise UnreadableError(f"its filter reads `{said}`, which {_ELSEWHERE}")
            return exp.column(column)
        field = model.dataset.field_of(self.name)
        if field is None:
            raise UnreadableError(f"its filter reads `{said}`, which {_ELSEWHERE}")
        return _to_grain(field.tree.copy(), self.grain.casefold())


def _text(node: ast.expr, refused: UnreadableError) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise refused


def _to_grain(tree: exp.Expr, grain: str) -> exp.Expr:
    if not grain:
        return tree
    if grain == "day":
        return exp.cast(tree, "DATE")
    if grain not in ("week", "month", "quarter", "year"):
        raise UnreadableError(f"its filter cuts days into {grain}s")
    return exp.cast(exp.TimestampTrunc(this=tree, unit=exp.var(grain.upper())), "DATE")
