"""From what somebody pressed or filled in to Slack's JSON; the stored blocks decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bot.workspace.config import WorkspaceError
from bot.workspace.records import Json

Value = str | list[str]
Reading = Callable[[Mapping[str, Any], Value], Json]


def find_element(blocks: Iterable[Mapping[str, Any]], block_id: str, action_id: str) -> Json:
    """Find an element by its ids; raises :class:`WorkspaceError`."""
    for block, element in interactive(blocks):
        if block.get("block_id") == block_id and element.get("action_id") == action_id:
            return dict(element)
    raise WorkspaceError(f"There is no element {action_id!r} in a block {block_id!r}.")


def interactive(
    blocks: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Go through all elements that somebody can press or fill in, with their blocks."""
    for block in blocks:
        inner = [block.get("accessory"), block.get("element")]
        if block["type"] in {"actions", "context_actions"}:
            inner += block["elements"]
        for element in inner:
            if element and "action_id" in element:
                yield block, element
        yield from interactive(block.get("child_blocks", ()))


def action(element: Mapping[str, Any], block_id: str, value: Value, action_ts: str) -> Json:
    """Write the action of an element as ``block_actions`` carries it."""
    return {
        "action_id": element["action_id"],
        "block_id": block_id,
        "type": element["type"],
        "action_ts": action_ts,
        **_reading(element)(element, value),
    }


def form_state(
    blocks: Iterable[Mapping[str, Any]], values: Mapping[str, Mapping[str, Value]]
) -> Json:
    """Write ``view.state``: for each input its type and what was filled in."""
    state: Json = {}
    for block, element in interactive(blocks):
        if element["type"] in _PRESSED:
            continue
        block_id, action_id = str(block["block_id"]), str(element["action_id"])
        given = values.get(block_id, {}).get(action_id, "")
        filled = _reading(element)(element, given)
        state.setdefault(block_id, {})[action_id] = {"type": element["type"], **filled}
    return {"values": state}


def missing_inputs(blocks: Iterable[Mapping[str, Any]], state: Json) -> dict[str, str]:
    """Name the inputs that must be filled in and are not, as Slack's client does."""
    empty: dict[str, str] = {}
    for block, element in interactive(blocks):
        if block["type"] != "input" or block.get("optional"):
            continue
        filled = state["values"][block["block_id"]][element["action_id"]]
        if not any(value for name, value in filled.items() if name != "type"):
            empty[str(block["block_id"])] = "Please complete this required field."
    return empty


def _reading(element: Mapping[str, Any]) -> Reading:
    kind = str(element["type"])
    if kind in _PICKED:
        return _picked(_PICKED[kind], many=kind.startswith("multi_"))
    return _READINGS.get(kind, _typed)


def _button(element: Mapping[str, Any], _value: Value) -> Json:
    pressed: Json = {"text": element["text"]}
    if "value" in element:
        pressed["value"] = element["value"]
    return pressed


def _feedback(element: Mapping[str, Any], value: Value) -> Json:
    for side in ("positive_button", "negative_button"):
        if element[side]["value"] == value:
            return {"text": element[side]["text"], "value": value}
    raise WorkspaceError(f"These feedback buttons have no value {value!r}.")


def _selected(element: Mapping[str, Any], value: Value) -> Json:
    if not value:
        return {"selected_option": None}
    found = [option for option in _options(element) if option["value"] == value]
    if not found:
        raise WorkspaceError(f"There is no option {value!r}.")
    return {"selected_option": found[0]}


def _several(element: Mapping[str, Any], value: Value) -> Json:
    wanted = [value] if isinstance(value, str) else value
    return {"selected_options": [o for o in _options(element) if o["value"] in wanted]}


def _typed(_element: Mapping[str, Any], value: Value) -> Json:
    return {"value": value or None}


def _picked(name: str, *, many: bool) -> Reading:
    def reading(_element: Mapping[str, Any], value: Value) -> Json:
        if many:
            return {name: [value] if isinstance(value, str) and value else value or []}
        return {name: value or None}

    return reading


def _options(element: Mapping[str, Any]) -> list[Json]:
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(o for group in groups for o in group["options"])]


_PRESSED: Final = {"button", "workflow_button", "icon_button", "feedback_buttons", "overflow"}
_READINGS: Final[Mapping[str, Reading]] = {
    "button": _button,
    "icon_button": _button,
    "workflow_button": _button,
    "feedback_buttons": _feedback,
    "overflow": _selected,
    "radio_buttons": _selected,
    "static_select": _selected,
    "checkboxes": _several,
    "multi_static_select": _several,
}
_PICKED: Final[Mapping[str, str]] = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
