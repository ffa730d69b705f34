"""The rules of ``data_visualization``: pie, bar, area and line charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot import limits
from bot.workspace.rules import (
    Rule,
    array,
    every,
    number,
    problem,
    record,
    string,
    typed,
)

_LABEL: Final = string(limits.CHART_LABEL)
_AXIS_LABEL: Final = string(50)
_POINT: Final = record({"label": _LABEL, "value": number()})
_SEGMENT: Final = record({"label": _LABEL, "value": number(0)})
_SERIES: Final = record({"name": _LABEL, "data": array(_POINT, limits.CHART_POINTS)})
_AXIS: Final = record(
    {"categories": array(_LABEL, limits.CHART_POINTS)},
    {"x_label": _AXIS_LABEL, "y_label": _AXIS_LABEL},
)


def _covers_every_category(chart: Any, at: str) -> Iterator[str]:
    series, axis = chart.get("series"), chart.get("axis_config")
    if not isinstance(series, list) or not isinstance(axis, Mapping):
        return
    categories = axis.get("categories")
    for index, each in enumerate(series):
        points = each.get("data") if isinstance(each, Mapping) else None
        if isinstance(points, list) and isinstance(categories, list):
            labels = [p.get("label") for p in points if isinstance(p, Mapping)]
            if sorted(map(str, labels)) != sorted(map(str, categories)):
                yield problem("data must have one point per category", f"{at}/series/{index}/data")


def _named_once(chart: Any, at: str) -> Iterator[str]:
    series = chart.get("series")
    if isinstance(series, list):
        names = Counter(str(each.get("name")) for each in series if isinstance(each, Mapping))
        for name, times in names.items():
            if times > 1:
                yield problem(f"series names must be unique: {name}", f"{at}/series")


_DRAWN: Final = every(
    record({"series": array(_SERIES, limits.CHART_SERIES), "axis_config": _AXIS}),
    _covers_every_category,
    _named_once,
)
_CHARTS: Final[Mapping[str, Rule]] = {
    "pie": record({"segments": array(_SEGMENT, limits.CHART_SERIES)}),
    "bar": _DRAWN,
    "area": _DRAWN,
    "line": _DRAWN,
}
DATA_VISUALIZATION: Final = record(
    {"title": string(limits.CHART_TITLE), "chart": typed(_CHARTS)},
    {"block_id": string(limits.ID)},
)
