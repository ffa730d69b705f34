"""Who asks, and what they were granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

        Rows of several groups add up where the groups differ by one dimension ("Berlin" and
        "Vienna"); where they differ by more all must hold, which errs on the side of less: the
        Berlin bikes of one group and the Vienna treads of another do not give Berlin treads. A
        condition without values leaves no row.
        """
        narrowed = [_by_dimension(grant.rows) for grant in self.grants if grant.opens(tier)]
        if not all(narrowed):
            return ()
        widest = [rows for rows in narrowed if not any(_wider(w, rows) for w in narrowed)]
        return _combined(widest)

    @property
    def open_values(self) -> tuple[RowPolicy, ...]:
        """The values that are open in some tier, of each dimension that narrows every tier."""
        tiers = sorted({tier for grant in self.grants for tier in grant.tiers})
        opened = [_by_dimension(self.rows(tier)) for tier in tiers]
        narrowing = [n for n in (opened[0] if opened else ()) if all(n in one for one in opened)]
        return tuple(RowPolicy(n, _any_of([one[n] for one in opened])) for n in narrowing)


def _combined(groups: Iterable[Mapping[str, Sequence[str]]]) -> tuple[RowPolicy, ...]:
    """The conditions that hold only for rows which all or, by one dimension, any group gives."""
    given: dict[str, list[Sequence[str]]] = {}
    for values in groups:
        for name, allowed in values.items():
            given.setdefault(name, []).append(allowed)
    differ = [name for name, sets in given.items() if len({frozenset(one) for one in sets}) > 1]
    adds_up = differ if len(differ) == 1 else []
    return tuple(
        RowPolicy(name, _any_of(sets) if name in adds_up else _all_of(sets))
        for name, sets in given.items()
    )


def _by_dimension(rows: Iterable[RowPolicy]) -> dict[str, tuple[str, ...]]:
    """What one group gives: the values that it names of a dimension add up."""
    values: dict[str, tuple[str, ...]] = {}
    for policy in rows:
        known = values.get(policy.dimension, ())
        values[policy.dimension] = tuple(dict.fromkeys((*known, *policy.values)))
    return values


def _wider(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> bool:
    """Whether ``one`` gives all rows that ``other`` does, and more."""
    if {n: frozenset(v) for n, v in one.items()} == {n: frozenset(v) for n, v in other.items()}:
        return False
    return all(name in other and set(other[name]) <= set(v) for name, v in one.items())


def _any_of(sets: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in sets for value in values))


def _all_of(sets: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(v for v in dict.fromkeys(sets[0]) if all(v in values for values in sets))


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
