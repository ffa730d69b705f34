"""What a warehouse says of its own tables: columns in order, types, declared keys, comments."""

from __future__ import annotations

import pytest

from metrics.warehouse import ColumnInfo, ForeignKeyInfo, open_warehouse, publish

DATA = """
create schema sales;
create table sales."Order" ("Order No" int primary key, note varchar, code int unique);
create table sales.line (
  order_no int, line_no int, primary key (order_no, line_no),
  foreign key (order_no) references sales."Order" ("Order No")
);
create table sales.part (
  o int, l int, foreign key (o, l) references sales.line (order_no, line_no)
);
create view recent as select 1 as one, [1, 2] as many;
comment on table sales.line is 'Lines of orders.';
comment on column sales."Order".note is 'Free text.';
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    out = tmp_path_factory.mktemp("structure") / "shop.duckdb"
    publish(out, lambda connection: connection.execute(DATA))
    with open_warehouse(f"duckdb:///{out}", workers=1) as warehouse:
        return {(t.schema, t.name): t for t in warehouse.tables()}


def test_tables_and_views_of_all_schemas_come_by_name(tables):
    assert list(tables) == [
        ("main", "recent"),
        ("sales", "Order"),
        ("sales", "line"),
        ("sales", "part"),
    ]
    assert tables["main", "recent"].kind == "view"
    assert [c.type for c in tables["main", "recent"].columns] == ["INTEGER", "INTEGER[]"]


def test_declared_keys_are_told_column_by_column(tables):
    order, line, part = (tables["sales", name] for name in ("Order", "line", "part"))
    assert (order.primary_key, order.unique) == (("Order No",), (("code",),))
    assert line.primary_key == ("order_no", "line_no")
    assert line.foreign_keys == (ForeignKeyInfo(("order_no",), "Order", ("Order No",)),)
    assert part.foreign_keys == (ForeignKeyInfo(("o", "l"), "line", ("order_no", "line_no")),)


def test_comments_come_along(tables):
    assert tables["sales", "line"].comment == "Lines of orders."
    assert tables["sales", "Order"].columns[1] == ColumnInfo("note", "VARCHAR", "Free text.")
