"""What goes wrong on the command line is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.__main__ import main

NOW = ("--now", "2026-01-15T10:00")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("foo", "its address is no URL such as sqlite:///.paceline/state.db"),
        ("mysql://a:secret@b/c", "state is kept in SQLite or PostgreSQL"),
        ("sqlite+foo:///x", "cannot be opened"),
        ("sqlite:////proc/foo/state.db", "No such file or directory: /proc/foo"),
        ("sqlite:///{folder}", "unable to open database file"),
        ("sqlite:///{folder}/junk.db", "file is not a database"),
    ],
)
def test_a_state_database_that_cannot_be_used_is_one_sentence(kestrel, tmp_path, url, says):
    (tmp_path / "junk.db").write_text("junk " * 1_000)

    done = kestrel.paceline("ask", "deliveries", "--state", url.format(folder=tmp_path))

    assert (done.exit_code, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "sqlalche.me" not in done.stderr
    assert "secret" not in done.stderr


def test_an_answer_that_failed_exits_1_and_any_other_reply_0(kestrel):
    kestrel.change("expr: price", "expr: price + service")

    failed = kestrel.paceline("ask", "revenue in 2025", "--json", *NOW)
    refused = kestrel.paceline("ask", "revenue in 2025", "--json", "--as", "lena", *NOW)

    assert json.loads(failed.stdout)["reason"] == "error"
    assert json.loads(refused.stdout)["reason"] == "not_permitted"
    assert (failed.exit_code, refused.exit_code) == (1, 0)


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31", "0001-01-01T00:00+14:00"])
def test_a_moment_beyond_any_calendar_is_a_usage_error(kestrel, moment):
    done = kestrel.paceline("ask", "deliveries last year", "--now", moment)

    assert done.exit_code == 2
    assert "between 1900 and 2200" in done.stderr


def test_a_question_that_is_no_text_is_a_usage_error(kestrel):
    done = kestrel.paceline("ask", "deliveries \udcff")

    assert done.exit_code == 2
    assert "The question is not UTF-8 text." in done.stderr


@pytest.mark.parametrize("command", [["ask", "claims"], ["up", "--once"]])
@pytest.mark.parametrize("folder", ["/proc/foo", "{tmp}/file"])
def test_a_data_directory_that_cannot_be_made_is_one_sentence(
    monkeypatch, tmp_path, command, folder
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("PACELINE_DATA_DIR", folder.format(tmp=tmp_path))

    done = CliRunner().invoke(main, command)

    assert done.exit_code == 1
    assert "cannot be made" in done.stderr
    assert "Set PACELINE_DATA_DIR to a folder that may be written to." in done.stderr


@pytest.mark.parametrize(
    ("tokens", "says"),
    [
        ({}, "it needs SLACK_BOT_TOKEN (xoxb-…) and SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "--http needs SLACK_SIGNING_SECRET."),
    ],
)
def test_http_without_what_it_needs_is_a_usage_error(monkeypatch, tmp_path, tokens, says):
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in tokens.items():
        monkeypatch.setenv(name, value)

    done = CliRunner().invoke(main, ["up", "--http"])

    assert done.exit_code == 2
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is made before"


def test_socket_mode_without_its_token_is_a_usage_error(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)

    done = CliRunner().invoke(main, ["up"])

    assert done.exit_code == 2
    assert "Socket Mode needs SLACK_APP_TOKEN" in done.stderr
