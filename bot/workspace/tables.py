"""The rules of the two tables: ``table`` and ``data_table``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot import limits
from bot.workspace.rich_text import RICH_TEXT
from bot.workspace.rules import (
    Rule,
    array,
    boolean,
    every,
    number,
    one_of,
    problem,
    record,
    string,
    typed,
)

_RAW_TEXT: Final = record({"text": string(limits.TABLE_CHARACTERS)})
_CELL: Final = typed(
    {
        "raw_text": _RAW_TEXT,
        "raw_number": record({"value": number(), "text": string(limits.TABLE_CHARACTERS)}),
        "rich_text": RICH_TEXT,
    }
)
_ROW: Final = array(_CELL, limits.TABLE_COLUMNS)
_ID: Final[Mapping[str, Rule]] = {"block_id": string(limits.ID)}
_COLUMN: Final = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def table_characters(block: Mapping[str, Any]) -> int:
    """Count the characters in the cells of a table; 0 for another block."""
    if block.get("type") not in {"table", "data_table"}:
        return 0
    return _characters(block.get("rows"))


def _characters(value: Any) -> int:
    if isinstance(value, Mapping):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + _characters(value.get("elements"))
    return sum(map(_characters, value)) if isinstance(value, list) else 0


def _even_rows(value: Any, at: str) -> Iterator[str]:
    rows = value.get("rows")
    if isinstance(rows, list) and len({len(row) for row in rows if isinstance(row, list)}) > 1:
        yield problem("all rows must have the same number of columns", f"{at}/rows")


def _plain_header(value: Any, at: str) -> Iterator[str]:
    rows = value.get("rows")
    if not (isinstance(rows, list) and rows and isinstance(rows[0], list)):
        return
    for index, cell in enumerate(rows[0]):
        if isinstance(cell, Mapping) and cell.get("type") != "raw_text":
            yield problem("a header cell must be raw_text", f"{at}/rows/0/{index}")


TABLE: Final = every(
    record(
        {"rows": array(_ROW, limits.TABLE_ROWS)},
        {**_ID, "column_settings": array(_COLUMN, limits.TABLE_COLUMNS)},
    ),
    _even_rows,
)
DATA_TABLE: Final = every(
    record(
        {
            "caption": string(limits.SECTION_TEXT),
            "rows": array(_ROW, limits.TABLE_ROWS + 1, 2),
        },
        {
            **_ID,
            "page_size": number(1, limits.TABLE_ROWS, whole=True),
            "row_header_column_index": number(0, limits.TABLE_COLUMNS - 1, whole=True),
        },
    ),
    _even_rows,
    _plain_header,
)
