"""Who asks, and what they were granted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.model import Directory, RowPolicy

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person with the access tiers of their groups; without grants nothing may be seen.

    Attributes:
        grants: access tiers; ``*`` is the operator's and stands for all.
        rows: conditions that narrow every number to the rows this person may see.
    """

    user_id: str
    name: str
    groups: frozenset[str]
    grants: frozenset[str]
    rows: tuple[RowPolicy, ...] = ()

    def may(self, tier: str) -> bool:
        """Whether the viewer was granted an access tier."""
        return tier in self.grants or EVERYTHING in self.grants


OPERATOR = Viewer("operator", "the operator", frozenset(), frozenset({EVERYTHING}))


def viewer_for(directory: Directory, user_id: str, usergroups: Iterable[str] = ()) -> Viewer:
    """The viewer behind a Slack user; somebody unknown is granted nothing.

    Args:
        directory: groups, people and their grants.
        user_id: the Slack user's id.
        usergroups: ids of Slack user groups that Slack says the user is in.
    """
    person = next((p for p in directory.people if p.user_id == user_id), None)
    own = set(person.groups if person else ()) | {
        g.name for g in directory.groups if g.slack_usergroup in set(usergroups)
    }
    groups = [g for g in directory.groups if g.name in own]
    return Viewer(
        user_id=user_id,
        name=person.name if person else user_id,
        groups=frozenset(own),
        grants=frozenset().union(*(g.grants for g in groups)),
        rows=tuple(policy for group in groups for policy in group.rows),
    )
