from __future__ import annotations

import os

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, forget_secrets, read_settings


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "API_URL"):
        monkeypatch.delenv(f"SLACK_{name}", raising=False)


def test_everything_has_a_default():
    settings = read_settings()
    assert settings.state_url == "sqlite:///.paceline/state.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert not settings.has_slack


def test_the_environment_is_read(monkeypatch):
    monkeypatch.setenv("PACELINE_DATA_DIR", "/srv/paceline")
    monkeypatch.setenv("PACELINE_WORKERS", "8")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:8080/api")
    settings = read_settings()
    assert settings.state_url == "sqlite:////srv/paceline/state.db"
    assert (settings.workers, settings.has_slack) == (8, True)
    assert settings.slack_api_url == "http://127.0.0.1:8080/api/"


def test_an_empty_variable_counts_as_none(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    assert not read_settings().has_slack


def test_a_secret_shows_nowhere(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hush")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "hush")
    settings = read_settings()
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert settings.slack_bot_token.get_secret_value() == "xoxb-hush"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-hush"),
        ("SLACK_APP_TOKEN", "hush"),
        ("SLACK_API_URL", "file:///hush"),
        ("PACELINE_WORKERS", "hush"),
        ("PACELINE_PORT", "70000"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value).startswith(f"{name}: ")
    assert value not in str(caught.value)


def test_secrets_are_inherited_by_no_child_once_they_are_read(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hush")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "hush")
    settings = read_settings()
    forget_secrets()
    assert "hush" not in str(dict(os.environ))
    assert settings.slack_bot_token.get_secret_value() == "xoxb-hush"


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        Settings().port = 1
