"""The rules of ``rich_text``: sections, lists, quotes and preformatted text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot import limits
from bot.workspace.rules import (
    Rule,
    anything,
    array,
    boolean,
    number,
    one_of,
    record,
    string,
    typed,
    url,
)

_ITEMS: Final = 1_000
_STYLE: Final[Mapping[str, Rule]] = {
    "style": record(
        {},
        {
            "bold": boolean,
            "italic": boolean,
            "strike": boolean,
            "code": boolean,
            "underline": boolean,
            "highlight": boolean,
            "client_highlight": boolean,
            "unlink": boolean,
        },
    )
}
_TEXT: Final = record({"text": string(limits.TABLE_CHARACTERS)}, _STYLE)
_LINK: Final = record(
    {"url": url(limits.BUTTON_URL)},
    {**_STYLE, "text": string(limits.SECTION_TEXT), "unsafe": boolean},
)
_INLINE: Final = typed(
    {
        "text": _TEXT,
        "link": _LINK,
        "emoji": record(
            {"name": string(limits.ID)},
            {**_STYLE, "unicode": anything, "skin_tone": anything, "url": anything},
        ),
        "user": record({"user_id": string(limits.ID)}, _STYLE),
        "usergroup": record({"usergroup_id": string(limits.ID)}, _STYLE),
        "channel": record({"channel_id": string(limits.ID)}, _STYLE),
        "team": record({"team_id": string(limits.ID)}, _STYLE),
        "broadcast": record({"range": one_of("here", "channel", "everyone")}, _STYLE),
        "color": record({"value": string(7)}, _STYLE),
        "date": record(
            {"timestamp": number(whole=True), "format": string(limits.ID)},
            {**_STYLE, "fallback": string(limits.ID), "url": url(limits.BUTTON_URL)},
        ),
    }
)
_BORDER: Final[Mapping[str, Rule]] = {"border": one_of(0, 1)}
_SECTION: Final = record({"elements": array(_INLINE, _ITEMS, 0)})
RICH_TEXT: Final = record(
    {
        "elements": array(
            typed(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": record(
                        {
                            "style": one_of("bullet", "ordered"),
                            "elements": array(typed({"rich_text_section": _SECTION}), _ITEMS),
                        },
                        {**_BORDER, "indent": number(0, 8), "offset": number(0)},
                    ),
                    "rich_text_preformatted": record(
                        {"elements": array(typed({"text": _TEXT, "link": _LINK}), _ITEMS)},
                        {**_BORDER, "language": string(limits.ID)},
                    ),
                    "rich_text_quote": record({"elements": array(_INLINE, _ITEMS)}, _BORDER),
                }
            ),
            _ITEMS,
            0,
        )
    },
    {"block_id": string(limits.ID)},
)
