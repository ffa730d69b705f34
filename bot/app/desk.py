"""One process, one asker at a time: what ``paceline ask`` uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.answering import Answering, Reply, Request
from bot.app.parts import open_layer, present
from bot.store import Store
from metrics.errors import NameNotFoundError, near_names
from metrics.governance import OPERATOR, Viewer, member_of, viewer_for
from metrics.model import Directory


class Desk:
    """Answers questions as the operator or as somebody of the directory."""

    def __init__(self, answering: Answering, directory: Directory) -> None:
        self._answering = answering
        self._directory = directory

    def ask(
        self, question: str, *, user: str | None, channel: str, thread: str, now: datetime | None
    ) -> Reply:
        """Answer one question.

        Args:
            question: plain English.
            user: a user's id, handle or name, ``group:NAME``, or None for the operator.
            channel: a channel's id or name, or empty.
            thread: any name of a conversation; follow-ups share it.
            now: aware, or naive in company time; the present unless given.

        Raises:
            NameNotFoundError: the directory has no such user or group.
        """
        viewer = OPERATOR if user is None else viewer_named(self._directory, user)
        return self._answering.answer(
            Request(
                text=question,
                user_id=viewer.user_id,
                channel_id=channel,
                thread=thread,
                surface="command line",
                now=now or present(),
                acting_as=viewer,
            )
        )

    def check_channel(self, channel: str) -> None:
        """Nothing where the directory has the channel, by id or name, or has none at all.

        Raises:
            NameNotFoundError: it has others; ``near`` has their names.
        """
        known = [name for c in self._directory.channels for name in (c.channel_id, c.name)]
        if channel and known and channel.removeprefix("#") not in known:
            raise NameNotFoundError(
                f'The directory has no channel "{channel}".',
                near=near_names(channel, known) or [c.name for c in self._directory.channels][:3],
            )


@contextmanager
def open_desk(definitions: Path | None, warehouse: str, state: str | None) -> Iterator[Desk]:
    """Open everything that one question needs; conversations are forgotten unless ``state``.

    Raises:
        MetricsError: the definitions or the warehouse cannot be used.
        bot.store.StoreError: the state database cannot be used.
    """
    with (
        open_layer(definitions, warehouse, workers=1) as (source, _, layer),
        Store.open(state or "sqlite://") as store,
    ):
        yield Desk(Answering(layer, store), source.catalog.directory)


def viewer_named(directory: Directory, name: str) -> Viewer:
    """Somebody of the directory by id, handle or name, or anybody of ``group:NAME``.

    Whoever is in a group has what everyone is granted as well.

    Raises:
        NameNotFoundError: nobody is called that; near names are given.
    """
    if name.startswith("group:"):
        wanted = name.removeprefix("group:")
        for group in directory.groups:
            if group.name == wanted:
                open_to_all = {g.name for g in directory.groups if g.everyone}
                return member_of(directory, {wanted, *open_to_all}, name, name)
        raise _nobody(name, [f"group:{g.name}" for g in directory.groups])
    for person in directory.people:
        if name.removeprefix("@") in (person.user_id, person.handle, person.name):
            return viewer_for(directory, person.user_id)
    raise _nobody(name, [p.handle for p in directory.people])


def _nobody(name: str, known: list[str]) -> NameNotFoundError:
    return NameNotFoundError(
        f'Nobody in the directory is called "{name}".',
        near=near_names(name, known) or tuple(known[:5]),
        next_step="Give a user's id, handle or name, or group:NAME.",
    )
