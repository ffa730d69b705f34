"""Block Kit's elements and composition objects, as tables of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot import limits
from bot.workspace.rules import (
    Rule,
    any_field_of,
    anything,
    array,
    boolean,
    every,
    number,
    one_of,
    problem,
    record,
    string,
    typed,
    url,
)

_SHORT: Final = 150  # placeholders
_LONG: Final = 2_000
_INPUT_TEXT: Final = 3_000
_USER_IDS: Final = 10


def plain_text(most: int) -> Rule:
    """Take a text object that shows text as it is."""
    fields = record({"text": string(most)}, {"emoji": boolean})
    return typed({"plain_text": fields})


def mrkdwn(most: int) -> Rule:
    """Take a text object in Slack's own markup."""
    return typed({"mrkdwn": record({"text": string(most)}, {"verbatim": boolean})})


def text(most: int) -> Rule:
    """Take a text object of either kind."""
    return typed(
        {
            "plain_text": record({"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": record({"text": string(most)}, {"verbatim": boolean}),
        }
    )


IDENTIFIER: Final = string(limits.ID)
CONFIRM: Final = record(
    {"title": plain_text(limits.CONFIRM_TITLE), "text": text(limits.CONFIRM_TEXT)},
    {
        "confirm": plain_text(limits.CONFIRM_BUTTON),
        "deny": plain_text(limits.CONFIRM_BUTTON),
        "style": one_of("primary", "danger"),
    },
)
OPTION: Final = record(
    {"text": text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": text(limits.OPTION_TEXT), "url": url(limits.BUTTON_URL)},
)
_PLAIN_OPTION: Final = record(
    {"text": plain_text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": plain_text(limits.OPTION_TEXT), "url": url(limits.BUTTON_URL)},
)
_OPTIONS: Final = array(_PLAIN_OPTION, limits.SELECT_OPTIONS)
_OPTION_GROUPS: Final = array(
    record({"label": plain_text(limits.OPTION_TEXT), "options": _OPTIONS}), limits.SELECT_OPTIONS
)
_ACTION: Final[Mapping[str, Rule]] = {"action_id": IDENTIFIER}
_CHOICE: Final[Mapping[str, Rule]] = {
    **_ACTION,
    "confirm": CONFIRM,
    "placeholder": plain_text(_SHORT),
    "focus_on_load": boolean,
}
_LABEL: Final[Mapping[str, Rule]] = {"accessibility_label": string(limits.ACCESSIBILITY_LABEL)}
_VISIBLE: Final[Mapping[str, Rule]] = {
    "visible_to_user_ids": array(string(limits.ID), _USER_IDS),
}
_USER_IDS_LIST: Final = array(string(limits.ID), limits.SELECT_OPTIONS, 0)


def _image(value: Any, at: str) -> Iterator[str]:
    rule = record(
        {"alt_text": string(limits.IMAGE_ALT_TEXT)},
        {"image_url": url(limits.IMAGE_URL), "slack_file": anything},
    )
    yield from rule(value, at)
    yield from any_field_of("image_url", "slack_file")(value, at)


def _select_options(value: Any, at: str) -> Iterator[str]:
    if ("options" in value) == ("option_groups" in value):
        yield problem("must provide exactly one of options, option_groups", at)


def _static(extra: Mapping[str, Rule]) -> Rule:
    optional = {"options": _OPTIONS, "option_groups": _OPTION_GROUPS, **_CHOICE, **extra}
    return every(record({}, optional), _select_options)


def _feedback_button(value: Any, at: str) -> Iterator[str]:
    rule = record(
        {"text": plain_text(limits.BUTTON_TEXT), "value": string(limits.BUTTON_VALUE)}, _LABEL
    )
    yield from rule(value, at)


_MANY: Final[Mapping[str, Rule]] = {"max_selected_items": number(1, whole=True)}
_FILTERED: Final[Mapping[str, Rule]] = {
    "filter": anything,
    "default_to_current_conversation": boolean,
    "response_url_enabled": boolean,
}
_TYPED_IN: Final[Mapping[str, Rule]] = {
    **_ACTION,
    "placeholder": plain_text(_SHORT),
    "focus_on_load": boolean,
    "dispatch_action_config": anything,
}
_TICKS: Final[Mapping[str, Rule]] = {**_ACTION, "confirm": CONFIRM, "focus_on_load": boolean}
_DATED: Final[Mapping[str, Rule]] = {**_CHOICE, "timezone": string(limits.ID)}

ELEMENTS: Final[Mapping[str, Rule]] = {
    "button": record(
        {"text": plain_text(limits.BUTTON_TEXT)},
        {
            **_ACTION,
            **_LABEL,
            **_VISIBLE,
            "url": url(limits.BUTTON_URL),
            "value": string(limits.BUTTON_VALUE, 0),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
        },
    ),
    "workflow_button": record(
        {"text": plain_text(limits.BUTTON_TEXT), "workflow": anything},
        {**_ACTION, **_LABEL, "style": one_of("primary", "danger")},
    ),
    "feedback_buttons": record(
        {"positive_button": _feedback_button, "negative_button": _feedback_button}, _ACTION
    ),
    "icon_button": record(
        {"icon": one_of("trash"), "text": plain_text(limits.BUTTON_TEXT)},
        {
            **_ACTION,
            **_LABEL,
            **_VISIBLE,
            "value": string(limits.BUTTON_VALUE),
            "confirm": CONFIRM,
        },
    ),
    "overflow": record(
        {"options": array(_PLAIN_OPTION, limits.OVERFLOW_OPTIONS)},
        {**_ACTION, "confirm": CONFIRM},
    ),
    "checkboxes": record(
        {"options": array(OPTION, 10)},
        {**_TICKS, "initial_options": array(OPTION, 10)},
    ),
    "radio_buttons": record({"options": array(OPTION, 10)}, {**_TICKS, "initial_option": OPTION}),
    "static_select": _static({"initial_option": _PLAIN_OPTION}),
    "multi_static_select": _static({"initial_options": _OPTIONS, **_MANY}),
    "external_select": record(
        {}, {**_CHOICE, "initial_option": OPTION, "min_query_length": anything}
    ),
    "multi_external_select": record(
        {}, {**_CHOICE, **_MANY, "initial_options": _OPTIONS, "min_query_length": anything}
    ),
    "users_select": record({}, {**_CHOICE, "initial_user": IDENTIFIER}),
    "multi_users_select": record({}, {**_CHOICE, **_MANY, "initial_users": _USER_IDS_LIST}),
    "channels_select": record({}, {**_CHOICE, **_FILTERED, "initial_channel": IDENTIFIER}),
    "multi_channels_select": record({}, {**_CHOICE, **_MANY, "initial_channels": _USER_IDS_LIST}),
    "conversations_select": record(
        {}, {**_CHOICE, **_FILTERED, "initial_conversation": IDENTIFIER}
    ),
    "multi_conversations_select": record(
        {}, {**_CHOICE, **_FILTERED, **_MANY, "initial_conversations": _USER_IDS_LIST}
    ),
    "datepicker": record({}, {**_CHOICE, "initial_date": string(10)}),
    "timepicker": record({}, {**_DATED, "initial_time": string(5)}),
    "datetimepicker": record({}, {**_TICKS, "initial_date_time": number(whole=True)}),
    "plain_text_input": record(
        {},
        {
            **_TYPED_IN,
            "initial_value": string(_INPUT_TEXT, 0),
            "multiline": boolean,
            "min_length": number(0, _INPUT_TEXT, whole=True),
            "max_length": number(1, _INPUT_TEXT, whole=True),
        },
    ),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        {**_TYPED_IN, "initial_value": anything, "min_value": anything, "max_value": anything},
    ),
    "email_text_input": record({}, {**_TYPED_IN, "initial_value": string(_LONG, 0)}),
    "url_text_input": record({}, {**_TYPED_IN, "initial_value": string(_LONG, 0)}),
    "rich_text_input": record({}, {**_TYPED_IN, "initial_value": anything}),
    "file_input": record({}, {**_ACTION, "filetypes": anything, "max_files": number(1, 10)}),
    "image": _image,
}
"""Every element by its type."""

_PICKERS: Final = (
    "checkboxes",
    "datepicker",
    "radio_buttons",
    "timepicker",
    *(name for name in ELEMENTS if name.endswith("_select")),
)
IN_ACTIONS: Final = (
    *_PICKERS,
    "button",
    "datetimepicker",
    "overflow",
    "rich_text_input",
    "workflow_button",
)
IN_SECTION: Final = (*_PICKERS, "button", "image", "overflow", "workflow_button")
IN_INPUT: Final = (
    *_PICKERS,
    "datetimepicker",
    *(name for name in ELEMENTS if name.endswith("_input")),
)


def elements(*names: str) -> Rule:
    """Take one of these elements; another known element is an unsupported type here."""
    return typed({name: ELEMENTS[name] for name in names})
