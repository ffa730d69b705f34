"""Settings from the environment: ``PACELINE_…``, and Slack's secrets under Slack's own names.

Owns: names, defaults and checks of settings. May import: pydantic only.
Start reading at :class:`Settings`; :func:`read_settings` reads them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK_API_URL: Final = "https://slack.com/api/"


class SettingsError(Exception):
    """The environment holds settings that cannot be used; a line for each, without its value."""


def _bot_token(token: SecretStr) -> SecretStr:
    return _begins(token, "xoxb-")


def _app_token(token: SecretStr) -> SecretStr:
    return _begins(token, "xapp-")


def _base_url(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("it must begin with https:// or http://")
    return url if url.endswith("/") else f"{url}/"


class Settings(BaseSettings):
    """All settings of a service. Secrets never show in text; read one with ``get_secret_value``.

    Attributes:
        definitions: directory of definitions; None means the sample company's.
        warehouse: its URL; None means the sample company's, in ``data_dir``.
        state: URL of the state database; None means a file in ``data_dir``.
        data_dir: where Paceline keeps what it makes.
        port: of the HTTP door, or of the local workspace; 0 takes a free one.
        workers: how many questions are worked on at a time.
        timeout_s: seconds that a query of the warehouse may take.
        slack_api_url: base of the Web API.
    """

    model_config = SettingsConfigDict(
        env_prefix="PACELINE_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    definitions: Path | None = None
    warehouse: str | None = None
    state: str | None = None
    data_dir: Path = Path(".paceline")
    port: Annotated[int, Field(ge=0, le=65_535)] = 3000
    workers: Annotated[int, Field(ge=1, le=64)] = 4
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 20.0
    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = Field(
        default=None, validation_alias="SLACK_BOT_TOKEN"
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] | None = Field(
        default=None, validation_alias="SLACK_APP_TOKEN"
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, validation_alias="SLACK_SIGNING_SECRET"
    )
    slack_api_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default=SLACK_API_URL, validation_alias="SLACK_API_URL"
    )

    @property
    def state_url(self) -> str:
        """Where the state database is."""
        return self.state or f"sqlite:///{self.data_dir / 'state.db'}"

    @property
    def has_slack(self) -> bool:
        """Whether there is a workspace to join."""
        return self.slack_bot_token is not None


def read_settings() -> Settings:
    """The settings of this process's environment.

    Raises:
        SettingsError: one of them cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{_name(e['loc'])}: {_sentence(e['msg'])}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from None


def forget_secrets() -> None:
    """Take Slack's secrets out of this process's environment, once they are read.

    No child process inherits them then, and no library finds them by itself.
    """
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        os.environ.pop(name, None)


def _begins(token: SecretStr, prefix: str) -> SecretStr:
    if not token.get_secret_value().startswith(prefix):
        raise ValueError(f"it must begin with {prefix}")
    return token


def _name(place: tuple[int | str, ...]) -> str:
    name = str(place[0])
    return name if name.isupper() else f"PACELINE_{name.upper()}"


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")
