from __future__ import annotations

import sqlite3

import pytest

from bot.store import Store, StoreError, StoreVersionError


def test_a_file_is_made_with_its_directory_and_opens_again(tmp_path):
    url = f"sqlite:///{tmp_path}/new/state.db"
    Store.open(url).close()
    Store.open(url).close()
    assert (tmp_path / "new" / "state.db").exists()


def test_a_file_is_written_ahead_so_that_readers_never_wait(tmp_path):
    path = tmp_path / "state.db"
    Store.open(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_database_of_a_later_version_is_refused(tmp_path):
    path = tmp_path / "state.db"
    Store.open(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE schema_version SET version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreVersionError, match="version 99"):
        Store.open(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x", "sqlite:////proc/none/state.db"])
def test_a_database_that_cannot_be_opened_is_a_plain_sentence(url):
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(url)


def test_a_file_that_is_no_database_is_a_plain_sentence(tmp_path):
    path = tmp_path / "state.db"
    path.write_text("This is a text, and a long one, that no database begins with." * 20)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(f"sqlite:///{path}")


def test_the_password_of_a_database_is_not_in_the_sentence():
    with pytest.raises(StoreError) as caught:
        Store.open("nothing://paceline:s3cret@db/state")
    assert "s3cret" not in str(caught.value)


def test_a_database_that_fails_later_says_so(tmp_path):
    path = tmp_path / "state.db"
    with Store.open(f"sqlite:///{path}") as store:
        connection = sqlite3.connect(path)
        connection.execute("DROP TABLE inbox")
        connection.commit()
        connection.close()
        with pytest.raises(StoreError, match="no such table"):
            store.inbox.open_count()
