"""What a button carries: under which answer it stands, and what it asks, as compact JSON.

``action_id`` begins with ``ask:``; ids are unique within a block. The value is a JSON object
``{"answer_id", "query"}``; the way out of a question back has the query null, the button for all
rows that of its answer.
"""

from __future__ import annotations

import json

from bot.limits import BUTTON_VALUE
from metrics.errors import UnsafeQueryError
from metrics.query import MetricQuery

ASK_ACTION = "ask:"
NEITHER_ACTION = "ask:neither"
ROWS_ACTION = "ask:rows"

_HIDDEN = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def pack_query(answer_id: str, query: MetricQuery | None) -> str | None:
    """A button's value; None where the query is too long for one.

    >>> pack_query("A-1", MetricQuery(("orders",), limit=3))
    '{"answer_id":"A-1","query":{"metrics":["orders"],"limit":3}}'
    """
    value = {"answer_id": answer_id, "query": None if query is None else _filled(query)}
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    for letter, code in _HIDDEN.items():
        text = text.replace(letter, code)
    return text if len(text) <= BUTTON_VALUE else None


def unpack_query(value: str) -> MetricQuery:
    """The query of a pressed button.

    Raises:
        UnsafeQueryError: the value is none of ours, or asks nothing.
    """
    try:
        return MetricQuery.from_json(json.loads(value)["query"] or {})
    except (ValueError, TypeError, KeyError) as error:
        raise UnsafeQueryError("That is not a query.", code="E_BAD_JSON") from error


def _filled(query: MetricQuery) -> dict[str, object]:
    return {key: value for key, value in query.to_json().items() if value not in (None, [], {})}
