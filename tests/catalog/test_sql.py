"""SQL of definitions passes two gates or is refused; what passes is one plain expression."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.catalog import parse_condition, parse_expression, parse_query
from metrics.errors import UnsafeQueryError


@pytest.mark.parametrize(
    "text",
    [
        "read_text('/etc/passwd')",
        "\"read_text\"('/etc/passwd')",
        "getenv('HOME')",
        "current_setting('x')",
        "COLUMNS('.*')",
        "amount; drop table sale",
        "(select email from member limit 1)",
        "amount in (select 1)",
        "exists(select 1)",
        "count(*)",
        "sum(amount)",
        "row_number() over (order by amount)",
        "$1",
        "?",
        ":name",
        "*",
        "sale.amount",
        "amount AS total",
        "current_date",
        "random()",
        "now()",
        "amount[1]",
        "amount -> 'a'",
        "->",
        "list_transform(amount, x -> x)",
        "amount::json",
        "CAST(amount AS HUGEINT[])",
        "amount COLLATE nocase",
        "",
        ";",
        "'open",
        "(" * 3_000 + "amount" + ")" * 3_000,
        "not " * 1_990 + "amount",
        "amount" + "+ 1" * 4_000,
    ],
    ids=lambda text: text[:30],
)
def test_a_field_is_one_plain_expression_and_nothing_else(text):
    with pytest.raises(UnsafeQueryError):
        parse_expression(text, columns=["amount"])


@pytest.mark.parametrize(
    "text",
    [
        "amount",
        "round(amount * 1.2, 2)",
        "coalesce(amount, 0) - nullif(fee, 0)",
        "CASE WHEN amount > 10 THEN 'big' WHEN amount IS NULL THEN 'none' ELSE 'small' END",
        "CAST(date_trunc('month', fee) AS DATE)",
        "date_diff('day', fee, amount)",
        "fee + INTERVAL '3' MONTH",
        "amount IN (1, 2) AND NOT fee LIKE 'x%' OR fee BETWEEN 1 AND 2",
        "CAST(amount AS DECIMAL(12, 2))",
        "lower(trim(fee)) || '-' || upper(amount)",
    ],
)
def test_everyday_expressions_pass_and_name_their_columns(text):
    expression = parse_expression(text, columns=["amount", "fee"])

    assert expression.columns <= {"amount", "fee"}
    assert expression.columns


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('x')",
        "SELECT * FROM 'x.csv'",
        'SELECT * FROM "x.csv"',
        "SELECT * FROM range(10)",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM other.main.sale",
        "SELECT * FROM duckdb_tables",
        "SELECT * FROM information_schema.tables",
        "SELECT getenv('x') FROM sale",
        "SELECT unnest([1, 2])",
        "SELECT random() FROM sale",
        "SELECT a FROM sale LIMIT 3",
        "SELECT a FROM sale TABLESAMPLE 10%",
        "SELECT DISTINCT ON (a) a, b FROM sale",
        "SELECT a FROM sale ASOF JOIN shop ON sale.b >= shop.c",
        "SELECT a INTO b FROM sale",
        "SELECT 1; SELECT 2",
        "INSERT INTO sale SELECT 1",
        "COPY sale TO 'x'",
        "ATTACH 'x.db'",
        "PRAGMA database_list",
        "WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT * FROM a) SELECT * FROM a",
        "WITH sale AS (SELECT * FROM sale) SELECT * FROM sale",
    ],
)
def test_a_dataset_is_one_select_over_plain_tables(text):
    with pytest.raises(UnsafeQueryError):
        parse_query(text)


def test_a_query_may_join_nest_rank_and_unite():
    query = parse_query(
        "WITH paid AS (SELECT id, amount FROM main.sale WHERE status = 'paid') "
        "SELECT p.id, sum(p.amount) AS total, row_number() OVER (ORDER BY p.id) AS n "
        'FROM paid AS p LEFT JOIN "order" AS o ON o.id = p.id GROUP BY p.id '
        "UNION ALL SELECT id, 0, 0 FROM (SELECT DISTINCT id FROM shop) AS s"
    )

    assert query.columns == {"id", "total", "n"}


def test_comments_do_not_reach_the_sql():
    assert parse_expression("amount /* */ -- drop").tree.sql() == "amount"


@pytest.mark.parametrize("text", ["amount + 1", "'paid'", "1", "coalesce(amount, 0)"])
def test_a_condition_is_true_or_false(text):
    with pytest.raises(UnsafeQueryError, match="is not a condition"):
        parse_condition(text)


def test_aggregates_in_fields_carry_the_code_of_the_foundation_semantics():
    with pytest.raises(UnsafeQueryError) as raised:
        parse_expression("sum(amount)")

    assert raised.value.code == "E_AGGREGATE_IN_FIELD"


@pytest.mark.parametrize("text", ["->", "a ->", "-> a"])
def test_half_an_operator_is_refused(text):
    with pytest.raises(UnsafeQueryError):
        parse_expression(text)


@given(st.text(alphabet="ab(),;'\"$?*.-+ =<>[]{}:selctfromhw0", max_size=60))
def test_any_text_is_read_or_refused_and_never_crashes(text):
    try:
        columns = parse_expression(text, columns=["a", "b"]).columns
    except UnsafeQueryError:
        columns = frozenset()

    assert columns <= {"a", "b"}
