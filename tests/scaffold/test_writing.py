"""Files are written whole or not at all, the same bytes each time, never over anybody's work."""

from __future__ import annotations

import pytest

from metrics.catalog import check_definitions, load_catalog
from metrics.errors import WarehouseError
from metrics.scaffold import Options, OutputError, scaffold
from metrics.warehouse import open_warehouse, publish
from tests.scaffold.scaffolded import NOW, PREMISES, Silent

DAY = NOW.date()


def fill(connection):
    connection.execute("create table shop (shop_id int, tier varchar)")
    connection.execute("insert into shop values (1, 'A'), (2, 'B')")


@pytest.fixture
def url(tmp_path):
    publish(tmp_path / "shop.duckdb", fill)
    return f"duckdb:///{tmp_path / 'shop.duckdb'}"


def write(url, out, **more):
    with open_warehouse(url, workers=1) as warehouse:
        return scaffold(warehouse, out, Options("Shop", DAY, PREMISES), Silent(), **more)


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_data_and_day_give_the_same_bytes(url, tmp_path):
    write(url, tmp_path / "one")
    write(url, tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")
    write(url, tmp_path / "one", force=True)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert {p.name for p in tmp_path.iterdir() if p.name.startswith(".")} == set()


def test_an_earlier_scaffold_is_not_overwritten_unless_forced(url, tmp_path):
    out = tmp_path / "definitions"
    write(url, out)
    shop = out / "shop.yml"
    shop.write_text(shop.read_text().replace("label: Shop\n", "label: Our shops\n"))
    (out / "gone.yml").write_text(shop.read_text().splitlines()[0] + "\nversion: 1\n")
    with pytest.raises(OutputError, match="holds a scaffold already"):
        write(url, out)
    assert "Our shops" in shop.read_text()
    write(url, out, force=True)
    assert "Our shops" not in shop.read_text()
    assert not (out / "gone.yml").exists()


def test_definitions_of_somebody_else_are_never_touched(url, tmp_path):
    out = tmp_path / "definitions"
    out.mkdir()
    (out / "mine.yml").write_text("version: 1\n")
    for force in (False, True):
        with pytest.raises(OutputError, match=r"mine\.yml"):
            write(url, out, force=force)
    assert [p.name for p in out.iterdir()] == ["mine.yml"]


def test_a_file_in_the_way_is_told(url, tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        write(url, tmp_path / "out")


def test_a_database_without_tables_is_told(tmp_path):
    publish(tmp_path / "empty.duckdb", lambda _: None)
    with pytest.raises(WarehouseError, match="no table here"):
        write(f"duckdb:///{tmp_path / 'empty.duckdb'}", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_one_schema_can_be_chosen(odd, tmp_path):
    with open_warehouse(odd("kinds").url, workers=1) as warehouse:
        options = Options("Sales", DAY, PREMISES, schemas=("sales",))
        report = scaffold(warehouse, tmp_path / "out", options, Silent())
    catalog = load_catalog(tmp_path / "out")
    assert {d.source for d in catalog.datasets.values()} == {"sales.deal", "sales.rep"}
    assert report.left_out == ()


def test_what_cannot_be_read_or_named_is_left_out_with_the_reason(odd):
    assert dict(odd("kinds").report.left_out).keys() == {"main.broken_view"}
    assert dict(odd("odd_names").report.left_out).keys() == {"main.pg_orders", "main.sales.csv"}


def test_two_hundred_tables_and_one_of_many_columns_fit(make):
    def fill(connection):
        for number in range(200):
            connection.execute(f"create table thing{number} (thing{number}_id int, kind varchar)")
            connection.execute(f"insert into thing{number} values (1, 'a'), (2, 'b')")
        columns = ", ".join(f"range % 7 as seats{n}" for n in range(280))
        connection.execute(
            f"create table wide as select range as wide_id, {columns} from range(9)"
        )

    company = make(fill)
    assert check_definitions(company.folder, PREMISES) == ()
    assert len(company.catalog.datasets) == 201
    assert len(list(company.folder.glob("wide*.yml"))) > 1
    assert max(p.stat().st_size for p in company.folder.iterdir()) < 256 * 1024
    assert company.ask("how many thing 150s?")["rows"] == [[2]]
    assert company.ask("total seats 279")["rows"] == [[22]]
