from __future__ import annotations

from pathlib import Path

import pytest

from metrics.errors import WarehouseUnavailableError
from metrics.warehouse import open_warehouse
from metrics.warehouse.address import current_source, locate


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("duckdb:////data/company.duckdb", "/data/company.duckdb"),
        ("duckdb:////data/a b/company.db", "/data/a b/company.db"),
        ("duckdb:///data/company.duckdb", str(Path.cwd() / "data/company.duckdb")),
        ("duckdb:///company.duckdb", str(Path.cwd() / "company.duckdb")),
        ("duckdb:///~/company.duckdb", str(Path.home() / "company.duckdb")),
    ],
)
def test_a_url_names_a_file(url, path):
    assert str(locate(url)) == path


@pytest.mark.parametrize("scheme", ["redshift", "postgresql", "sc", "snowflake", "DUCKDB "])
def test_a_warehouse_that_is_not_supported_yet_says_what_is(scheme):
    with pytest.raises(WarehouseUnavailableError, match="not supported yet") as caught:
        open_warehouse(f"{scheme}://anna:secret@host/db")
    assert scheme in caught.value.message
    assert "duckdb:///" in caught.value.next_step
    assert "secret" not in caught.value.message + caught.value.next_step


@pytest.mark.parametrize("url", ["", "company.duckdb", "duckdb:company.duckdb"])
def test_a_path_is_no_url(url):
    with pytest.raises(WarehouseUnavailableError, match="no scheme"):
        open_warehouse(url)


@pytest.mark.parametrize(
    "url", ["duckdb://", "duckdb:///", "duckdb://x.duckdb", "duckdb:///:memory:"]
)
def test_a_url_without_a_file_says_how_to_write_one(url):
    with pytest.raises(WarehouseUnavailableError, match="names no file") as caught:
        open_warehouse(url)
    assert "duckdb:///relative/path.duckdb" in caught.value.next_step


def test_a_missing_file_is_named_and_can_be_made(tmp_path):
    path = tmp_path / "missing.duckdb"
    with pytest.raises(WarehouseUnavailableError) as caught:
        open_warehouse(f"duckdb:///{path}")
    assert str(path) in caught.value.message
    assert "there is no file of that name" in caught.value.message
    assert caught.value.near == ()
    first, second = caught.value.next_step.split(". ")
    assert first == "Look at the path in the URL"
    assert second.endswith(f"make the sample company's there: paceline sample --out {path}")


def test_files_beside_a_missing_one_are_named_the_likest_first(tmp_path):
    unnamed = ("shop.rollups.duckdb", "shop.000001.duckdb", ".shop.duckdb", "shop.csv")
    for name in ("a.duckdb", "shop.duckdb", *unnamed):
        (tmp_path / name).touch()
    with pytest.raises(WarehouseUnavailableError) as caught:
        open_warehouse(f"duckdb:///{tmp_path}/shp.duckdb")
    assert caught.value.near == (f"{tmp_path}/shop.duckdb", f"{tmp_path}/a.duckdb")


def test_a_missing_folder_is_what_is_said(tmp_path):
    with pytest.raises(WarehouseUnavailableError, match="there is no folder"):
        open_warehouse(f"duckdb:///{tmp_path}/data/shop.duckdb")


@pytest.mark.parametrize("content", [b"", b"DUCK", b"unit,claims\n1,2\n", b"\0" * 4096])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    path = tmp_path / "company.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseUnavailableError, match="not a DuckDB file"):
        open_warehouse(f"duckdb:///{path}")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(WarehouseUnavailableError, match="cannot be read"):
        open_warehouse(f"duckdb:///{tmp_path}")


def test_links_in_a_circle_are_refused(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(WarehouseUnavailableError):
        open_warehouse(f"duckdb:///{tmp_path / 'a'}")


def test_a_source_is_another_one_after_each_publish(published, publish_build):
    before = current_source(published)
    assert current_source(published) == before
    publish_build(2)
    assert current_source(published).build != before.build
