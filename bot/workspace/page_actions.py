"""What somebody can do on the page, each as one small function of what the page sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.workspace import interactions
from bot.workspace.actions import Value
from bot.workspace.config import WorkspaceError
from bot.workspace.delivery import Receipt
from bot.workspace.events import Tab, home_opened, reaction_event
from bot.workspace.interactions import Pressed
from bot.workspace.page_views import message_for_page
from bot.workspace.records import Json, Reaction
from bot.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Act:
    """What the page sent, read with care."""

    workspace: Workspace
    body: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Read a field as text; empty when it is missing or something else."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """Read a yes or no."""
        return self.body.get(name) is True

    @property
    def pressed(self) -> Pressed:
        """Which element was used."""
        return Pressed(
            self.text("block_id"), self.text("action_id"), _value(self.body.get("value"))
        )

    @property
    def values(self) -> dict[str, dict[str, Value]]:
        """What is filled in, by block and action."""
        given = self.body.get("values")
        blocks = given if isinstance(given, dict) else {}
        return {
            str(block_id): {str(name): _value(value) for name, value in fields.items()}
            for block_id, fields in blocks.items()
            if isinstance(fields, dict)
        }


Action = Callable[[Act], Awaitable[Json | None]]


async def _send(act: Act) -> Json:
    thread_ts = act.text("thread_ts") or None
    words = act.text("text").strip()
    if words.startswith("/"):
        if thread_ts:
            raise WorkspaceError("Slack runs no commands inside threads; use the channel's box.")
        channel = act.text("channel")
        return _told(await interactions.run_command(act.workspace, act.text("as"), channel, words))
    message = act.workspace.post_as(act.text("as"), act.text("channel"), words, thread_ts)
    return {"message": message_for_page(act.workspace, message)}


async def _press(act: Act) -> Json:
    if view_id := act.text("view_id"):
        receipt = await interactions.press_in_view(
            act.workspace, act.text("as"), view_id, act.pressed, act.values
        )
    else:
        receipt = await interactions.press_in_message(
            act.workspace, act.text("as"), act.text("channel"), act.text("ts"), act.pressed
        )
    return _told(receipt)


async def _submit(act: Act) -> Json:
    errors = await interactions.submit_view(
        act.workspace, act.text("as"), act.text("view_id"), act.values
    )
    return {"errors": errors}


async def _close(act: Act) -> None:
    await interactions.close_view(act.workspace, act.text("as"), act.text("view_id"))


async def _shortcut(act: Act) -> Json:
    receipt = await interactions.run_shortcut(
        act.workspace,
        act.text("as"),
        act.text("callback_id"),
        act.text("channel"),
        act.text("ts"),
    )
    return _told(receipt)


async def _open(act: Act) -> None:
    state, viewer = act.workspace.state, act.text("as")
    if viewer in act.workspace.config.user_ids:
        tab: Tab = "home" if act.text("tab") == "home" else "messages"
        dm = state.open_dm(viewer)
        act.workspace.tell_app(home_opened(state, viewer, dm.id, tab))


async def _react(act: Act) -> None:
    state, viewer = act.workspace.state, act.text("as")
    message = state.message(act.text("channel"), act.text("ts"))
    if message is None or viewer not in act.workspace.config.user_ids:
        raise WorkspaceError("There is no such message.")
    name, add = act.text("name"), act.flag("add")
    if name and state.react(message, name, viewer, add=add):
        reaction = Reaction(name, (viewer,))
        act.workspace.tell_app(reaction_event(state, message, reaction, added=add))


def _told(receipt: Receipt) -> Json:
    """Say it when the app did not acknowledge, as Slack shows it to the person."""
    if receipt.acked:
        return {}
    if receipt.reason == "no_connection":
        raise WorkspaceError("The app is not connected. Start it, then try again.")
    raise WorkspaceError("The app did not answer in time. Try again.")


def _value(value: object) -> Value:
    if isinstance(value, list):
        return [str(each) for each in value]
    return value if isinstance(value, str) else ""


ACTIONS: Final[Mapping[str, Action]] = {
    "close": _close,
    "open": _open,
    "press": _press,
    "react": _react,
    "send": _send,
    "shortcut": _shortcut,
    "submit": _submit,
}
"""What the page may ask for, by name."""
