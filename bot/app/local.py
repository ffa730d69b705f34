"""The local workspace of the sample company: its people, groups and channels to act in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from bot.language import lower_first
from bot.workspace import Channel, Team, User, Usergroup, WorkspaceConfig
from metrics.catalog import Catalog
from metrics.model import Directory

BOT_USER: Final = "U0PACELINE"
EXAMPLES: Final = (
    "how many claims did we get last month?",
    "claims by model this quarter vs last",
    "how many serious claims?",
)
_PLACES: Final = (Path(__file__).parents[2], Path(__file__).parents[1])  # checkout, wheel


def examples_of(catalog: Catalog) -> tuple[str, ...]:
    """Three questions: those of the sample company, or what its own first metrics can be asked."""
    if catalog.company.synthetic and "claims_reported" in catalog.metrics:
        return EXAMPLES
    labels = [lower_first(metric.label) for metric in catalog.askable[: len(EXAMPLES)]]
    shapes = ("{} last month", "{} by month this year", "what does {} mean?")
    return tuple(shape.format(label) for shape, label in zip(shapes, labels, strict=False))


def workspace_config(catalog: Catalog, *, port: int, clock: Any) -> WorkspaceConfig:
    """What the workspace is told: the directory's people and channels, the manifest's rights."""
    path = next(p / "manifest.yml" for p in _PLACES if (p / "manifest.yml").exists())
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    directory = catalog.directory
    return WorkspaceConfig(
        team=Team("T0LOCAL", catalog.company.name, "local"),
        app_name=manifest["display_information"]["name"],
        app_description=manifest["display_information"]["description"],
        bot_user_id=BOT_USER,
        users=tuple(User(p.user_id, p.name, p.handle) for p in directory.people),
        usergroups=_usergroups(directory),
        channels=tuple(Channel(c.channel_id, c.name) for c in directory.channels),
        bot_events=frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
        scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
        examples=examples_of(catalog),
        port=port,
        clock=clock,
    )


def sample_user(directory: Directory, channel_id: str) -> str:
    """Somebody who asks the demo's questions: a person of a group that the channel belongs to."""
    groups = {g for c in directory.channels if c.channel_id == channel_id for g in c.groups}
    granted = [p for p in directory.people if groups.intersection(p.groups)]
    return (granted or list(directory.people))[0].user_id


def _usergroups(directory: Directory) -> tuple[Usergroup, ...]:
    return tuple(
        Usergroup(
            g.slack_usergroup,
            g.name.replace("_", " "),
            g.name,
            tuple(p.user_id for p in directory.people if g.name in p.groups),
        )
        for g in directory.groups
        if g.slack_usergroup
    )
