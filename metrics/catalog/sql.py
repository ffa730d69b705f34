"""SQL in definitions: read by sqlglot, then held against two allow-lists.

Both gates must open: every node's exact class (a class check alone would let a function through
that sqlglot does not know) and every function's name as written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import sqlglot
from sqlglot import Token, TokenType, exp
from sqlglot.errors import ParseError, SqlglotError

from metrics.catalog.fields import suggestion
from metrics.errors import UnsafeQueryError
from metrics.model import Expression, table_parts

_ARITHMETIC: frozenset[type[exp.Expr]] = frozenset(
    {exp.Column, exp.Identifier, exp.Literal, exp.Paren, exp.Neg}
    | {exp.Add, exp.Sub, exp.Mul, exp.Div}
)
_SCALAR: frozenset[type[exp.Expr]] = _ARITHMETIC | frozenset(
    {exp.Boolean, exp.Null, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like}
    | {exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Case, exp.If, exp.Cast}
    | {exp.DataType, exp.DataTypeParam, exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least}
    | {exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Lower, exp.Upper, exp.Trim, exp.Length}
    | {exp.DPipe, exp.Concat, exp.Substring, exp.DateTrunc, exp.TimestampTrunc, exp.DateDiff}
    | {exp.Interval, exp.Var, exp.Extract, exp.Year, exp.Month, exp.Quarter}
)
_QUERY: frozenset[type[exp.Expr]] = _SCALAR | frozenset(
    {exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Subquery, exp.With}
    | {exp.CTE, exp.Table, exp.TableAlias, exp.Alias, exp.Star, exp.Union, exp.Values, exp.Tuple}
    | {exp.Window, exp.WindowSpec, exp.Order, exp.Ordered, exp.RowNumber, exp.Lag, exp.Lead}
    | {exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg, exp.Distinct, exp.Exists}
)
_SCALAR_FUNCTIONS = frozenset(
    {"abs", "cast", "ceil", "ceiling", "coalesce", "concat", "date_diff", "date_trunc"}
    | {"datediff", "extract", "floor", "greatest", "least", "length", "lower", "month"}
    | {"nullif", "quarter", "round", "substring", "trim", "upper", "year", "decimal", "varchar"}
)
_QUERY_FUNCTIONS = _SCALAR_FUNCTIONS | frozenset(
    {"avg", "count", "lag", "lead", "max", "min", "row_number", "sum"}
)
_BEFORE_PARENTHESIS = frozenset(
    {"all", "and", "as", "between", "by", "case", "else", "exists", "from", "having", "in", "join"}
    | {"not", "on", "or", "over", "select", "then", "union", "using", "values", "when", "where"}
)
_TYPES = frozenset(
    {exp.DataType.Type.DATE, exp.DataType.Type.INT, exp.DataType.Type.BIGINT}
    | {exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT, exp.DataType.Type.DOUBLE}
    | {exp.DataType.Type.DECIMAL, exp.DataType.Type.BOOLEAN, exp.DataType.Type.TIMESTAMP}
    | {exp.DataType.Type.INTERVAL}
)
_CONDITIONS = (exp.Predicate, exp.Boolean)
# A name that reads like a file or an address ("x.csv", "s3://…") would have the engine open it.
_TABLE_NAME = re.compile(r"[^.:/\\*?\[\]{}\x00-\x1f]+")
_WORD = re.compile(r"[a-z_]")
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+\.")
_SYSTEM = ("duckdb_", "information_schema", "pg_", "pragma_", "sqlite_", "stl_", "stv_", "svv_")
_MOST_PARTS = 2  # schema and table
_MAX_LENGTH = 8_000
_SHOWN = 40  # characters of bad SQL that a message repeats


def parse_expression(text: str, *, columns: Collection[str] | None = None) -> Expression:
    """One scalar expression over plain columns.

    Raises :class:`UnsafeQueryError` when it is anything else, or when it reads a column that is
    not in ``columns`` (None: any column may be read).

    >>> sorted(parse_expression("price - refund").columns)
    ['price', 'refund']
    """
    return _scalar(text, _SCALAR, _SCALAR_FUNCTIONS, columns)


def parse_condition(text: str, *, columns: Collection[str] | None = None) -> Expression:
    """As :func:`parse_expression`, for an expression that is true or false of a row.

    A column alone is none: of a number, an engine would make "not zero".
    """
    expression = parse_expression(text, columns=columns)
    _check_condition(expression.tree)
    return expression


def parse_arithmetic(
    text: str, *, metrics: Collection[str] | None = None, own: str = ""
) -> Expression:
    """Plus, minus, times and divided by, over names of metrics and numbers.

    ``own`` is the name of the metric that it makes; it is never suggested.
    """
    return _scalar(text, _ARITHMETIC, frozenset(), metrics, kind="metric", own=own)


def parse_query(text: str) -> Expression:
    """One SELECT over plain tables of the warehouse; ``columns`` are those it gives out.

    ``columns`` is empty when its outermost SELECT has a star.
    """
    tree = _parse(text, _QUERY_FUNCTIONS)
    if not isinstance(tree, exp.Select | exp.Union):
        raise _refused("A dataset's query must be one SELECT.")
    _check_nodes(tree, _QUERY)
    _check_sense(tree)
    for table in tree.find_all(exp.Table):
        _check_table(table)
    _check_ctes(tree)
    named = frozenset(tree.named_selects)
    return Expression(text, frozenset() if "*" in named else named, tree)


def tables_of(query: Expression) -> tuple[str, ...]:
    """The warehouse tables that a dataset's query reads, sorted."""
    named = {cte.alias for cte in query.tree.find_all(exp.CTE)}
    tables = {_full_name(t) for t in query.tree.find_all(exp.Table)}
    return tuple(sorted(tables - named))


def is_table_name(text: str) -> bool:
    """Whether ``text`` names a table of the warehouse, with or without its schema."""
    parts = table_parts(text)
    return bool(parts) and all(map(_TABLE_NAME.fullmatch, parts)) and not _is_system(parts)


def _scalar(
    text: str,
    nodes: frozenset[type[exp.Expr]],
    functions: frozenset[str],
    known: Collection[str] | None,
    kind: str = "column",
    own: str = "",
) -> Expression:
    tree = _parse(text, functions)
    _check_nodes(tree, nodes)
    _check_sense(tree)
    names: set[str] = set()
    for column in tree.find_all(exp.Column):
        if column.table:
            raise _refused(f"Write `{column.name}` without `{column.table}.` before it.")
        names.add(column.name)
    for name in sorted(names):
        if known is not None and name not in known:
            hint = suggestion(name, set(known) - {own})
            raise _refused(f'There is no {kind} "{name}" here. {hint}')
    return Expression(text, frozenset(names), tree)


def _parse(text: str, functions: frozenset[str]) -> exp.Expression:
    if len(text) > _MAX_LENGTH:
        raise _refused(f"The SQL is longer than {_MAX_LENGTH:,} characters.")
    try:
        _check_functions(sqlglot.tokenize(text, read="duckdb"), functions)
        trees = sqlglot.parse(text, read="duckdb")
    except RecursionError:
        raise _refused("The SQL is nested too deeply.") from None
    except SqlglotError as error:
        raise _refused(f"This is not valid SQL: {_reason(error)}.") from None
    except TypeError:  # sqlglot's compiled parser on half an operator, such as `->`
        raise _refused("This is not valid SQL: an operator lacks a side.") from None
    if len(trees) != 1 or trees[0] is None:
        raise _refused("Write exactly one expression, without a semicolon.")
    tree = trees[0]
    if not isinstance(tree, exp.Expression):
        raise _refused("Write exactly one expression.")
    return tree


def _check_functions(tokens: list[Token], functions: frozenset[str]) -> None:
    for token, following in pairwise(tokens):
        name = token.text.lower()
        if following.token_type is not TokenType.L_PAREN or name in functions:
            continue
        if token.token_type is not TokenType.IDENTIFIER and not _WORD.match(name):
            continue
        if name in _QUERY_FUNCTIONS - _SCALAR_FUNCTIONS:
            raise _refused(
                f"`{name}` reads several rows, which a field must not. Use the metric's `agg`.",
                "E_AGGREGATE_IN_FIELD",
            )
        if name not in _BEFORE_PARENTHESIS and not _is_alias(token, tokens):
            raise _refused(f"The function `{name}` is not allowed. {suggestion(name, functions)}")


def _is_alias(token: Token, tokens: list[Token]) -> bool:
    """Whether the name before a parenthesis is that of a list of columns: ``AS band(band)``."""
    index = tokens.index(token)
    return index > 0 and tokens[index - 1].text.lower() == "as"


def _check_nodes(tree: exp.Expression, allowed: frozenset[type[exp.Expr]]) -> None:
    for node in tree.walk():
        node.pop_comments()
        if isinstance(node, exp.AggFunc) and type(node) not in allowed:
            raise _refused("An aggregate stands in a field.", "E_AGGREGATE_IN_FIELD")
        if type(node) not in allowed:
            raise _refused(f"{_in_words(node)} is not allowed here.")
        if isinstance(node, exp.DataType) and node.this not in _TYPES:
            raise _refused(f"The type {node.sql('duckdb')} is not allowed.")
        if isinstance(node, exp.With) and node.recursive:
            raise _refused("A recursive query is not allowed.")
        if isinstance(node, exp.Distinct) and node.args.get("on"):
            raise _refused("DISTINCT ON picks rows by chance. Use row_number().")
        if isinstance(node, exp.Join) and node.method:
            raise _refused(f"A {node.method} join is not allowed.")


def _check_sense(tree: exp.Expression) -> None:
    """Refuse what sqlglot reads and no engine computes."""
    for node in tree.walk():
        if isinstance(node, exp.Div) and _is_zero(node.expression):
            raise _refused(f"`{node.sql('duckdb')}` divides by zero.")
        if isinstance(node, exp.In) and not (node.expressions or node.args.get("query")):
            raise _refused(f"`{node.this.sql('duckdb')} IN` names no values.")
        if isinstance(node, exp.Literal) and not (node.is_string or _NUMBER.fullmatch(node.name)):
            raise _refused(f"`{node.name}` is not a number.")


def _is_zero(node: exp.Expr) -> bool:
    while isinstance(node, exp.Paren | exp.Neg):
        node = node.this
    return isinstance(node, exp.Literal) and not node.is_string and not float(node.name)


def _check_condition(tree: exp.Expr) -> None:
    match tree:
        case exp.And() | exp.Or():
            _check_condition(tree.left)
            _check_condition(tree.right)
        case exp.Not() | exp.Paren():
            _check_condition(tree.this)
        case exp.Column():
            name = tree.name
            raise _refused(
                f"`{name}` alone is not a condition. Write what it must be: `{name} = true` where "
                f"it is true or false, `{name} <> 0` where it is a number."
            )
        case _ if not isinstance(tree, _CONDITIONS):
            text = tree.sql("duckdb")
            raise _refused(f"`{text}` is not a condition. Write one such as `status = 'paid'`.")


def _check_table(table: exp.Table) -> None:
    parts = [p.name for p in table.parts]
    plain = len(parts) <= _MOST_PARTS and all(isinstance(p, exp.Identifier) for p in table.parts)
    if not plain or not all(map(_TABLE_NAME.fullmatch, parts)) or _is_system(parts):
        raise _refused(f"`{table.sql('duckdb')}` is not a plain table of the warehouse.")


def _is_system(parts: Sequence[str]) -> bool:
    """Whether a table is the engine's own, which lists other tables and settings."""
    return parts[0].casefold().startswith(_SYSTEM)


def _check_ctes(tree: exp.Expression) -> None:
    for cte in tree.find_all(exp.CTE):
        if any(_full_name(t) == cte.alias for t in cte.this.find_all(exp.Table)):
            raise _refused(f"`{cte.alias}` reads a table of its own name. Rename it.")


def _full_name(table: exp.Table) -> str:
    return f"{table.db}.{table.name}" if table.db else table.name


def _in_words(node: exp.Expr) -> str:
    if isinstance(node, exp.Subquery | exp.Select | exp.Exists):
        return "A subquery"
    if isinstance(node, exp.Window):
        return "A window function"
    if isinstance(node, exp.Star):
        return "A star"
    if isinstance(node, exp.Placeholder | exp.Parameter):
        return "A parameter"
    return f"`{node.sql('duckdb')[:60]}` ({type(node).__name__})"


def _reason(error: SqlglotError) -> str:
    """What is wrong, without the names of the parser's own classes, and where it stopped."""
    if not isinstance(error, ParseError) or not error.errors:
        return "a quote or a comment is not closed"
    found = error.errors[0]
    said = "a part is missing" if "<" in found["description"] else found["description"]
    near = " ".join(f"{found['start_context']}{found['highlight']}"[-_SHOWN:].split())
    return f"{said}, near `{near}`"


def _refused(message: str, code: str = "E_EXPRESSION") -> UnsafeQueryError:
    return UnsafeQueryError(message, code=code)
