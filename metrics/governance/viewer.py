"""Who asks, and what they were granted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.model import Directory, RowPolicy

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Grant:
    """Access tiers, and the rows that they are narrowed to: what one group gives its people."""

    tiers: frozenset[str]
    rows: tuple[RowPolicy, ...] = ()

    def opens(self, tier: str) -> bool:
        """Whether an access tier is among them; ``*`` is the operator's and stands for all."""
        return tier in self.tiers or EVERYTHING in self.tiers


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person with the grants of their groups; without any, nothing may be seen."""

    user_id: str
    name: str
    groups: frozenset[str]
    grants: tuple[Grant, ...]

    def may(self, tier: str) -> bool:
        """Whether the viewer was granted an access tier by any group."""
        return any(grant.opens(tier) for grant in self.grants)

    def rows(self, tier: str) -> tuple[RowPolicy, ...]:
        """The conditions that narrow numbers of this tier; none where a group gives all rows.

        Rows of several groups add up where they are of one dimension ("Berlin" and "Vienna");
        where they are of different ones all must hold, which errs on the side of less.
        """
        narrowed = [grant.rows for grant in self.grants if grant.opens(tier)]
        if not all(narrowed):
            return ()
        values: dict[str, tuple[str, ...]] = {}
        for policy in (policy for rows in narrowed for policy in rows):
            known = values.get(policy.dimension, ())
            values[policy.dimension] = tuple(dict.fromkeys((*known, *policy.values)))
        return tuple(RowPolicy(name, allowed) for name, allowed in values.items())


OPERATOR = Viewer("operator", "the operator", frozenset(), (Grant(frozenset({EVERYTHING})),))


def viewer_for(directory: Directory, user_id: str, usergroups: Iterable[str] = ()) -> Viewer:
    """The viewer behind a Slack user; somebody unknown has what everyone is granted, if anything.

    Args:
        directory: groups, people and their grants.
        user_id: the Slack user's id.
        usergroups: ids of Slack user groups that Slack says the user is in.
    """
    person = next((p for p in directory.people if p.user_id == user_id), None)
    own = set(person.groups if person else ()) | {
        g.name for g in directory.groups if g.everyone or g.slack_usergroup in set(usergroups)
    }
    return member_of(directory, own, user_id, person.name if person else user_id)


def member_of(directory: Directory, groups: Iterable[str], user_id: str, name: str) -> Viewer:
    """The viewer with the grants of these groups."""
    own = frozenset(groups)
    grants = tuple(Grant(g.grants, g.rows) for g in directory.groups if g.name in own)
    return Viewer(user_id, name, own, tuple(g for g in grants if g.tiers))
