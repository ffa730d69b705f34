"""Slack's size limits as one table. May import: the standard library only.

Source: docs.slack.dev, Block Kit reference and the Web API methods, read 2026-11. Figures that
Slack does not document were seen in its error messages and are marked so.
"""

from __future__ import annotations

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
MESSAGE_TEXT: Final = 40_000
MESSAGE_BLOCKS_CHARACTERS: Final = 13_200  # seen, not documented
SECTION_TEXT: Final = 3_000
SECTION_FIELDS: Final = 10
SECTION_FIELD_TEXT: Final = 2_000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
BUTTON_URL: Final = 3_000
ACCESSIBILITY_LABEL: Final = 75
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
SELECT_OPTIONS: Final = 100
OVERFLOW_OPTIONS: Final = 5
IMAGE_ALT_TEXT: Final = 2_000
IMAGE_URL: Final = 3_000
MARKDOWN_TEXT: Final = 12_000  # cumulative over a message
ID: Final = 255  # action_id, block_id, callback_id
MODAL_TITLE: Final = 24
PRIVATE_METADATA: Final = 3_000
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20
TABLE_CHARACTERS: Final = 10_000  # over all tables of a message
TABLES_IN_MESSAGE: Final = 1
CHART_TITLE: Final = 50
CHART_SERIES: Final = 6
CHART_POINTS: Final = 20
CHART_LABEL: Final = 20
CHARTS_IN_MESSAGE: Final = 2  # seen, not documented
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
