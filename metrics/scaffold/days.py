"""Days that are written as text or as whole numbers: how to tell them, and their SQL."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.scaffold.profile import DayStyle, Kind


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """One way to write a day.

    Attributes:
        pattern: a regular expression that every such text matches.
        like: a LIKE pattern that is as near to it as can be.
        iso: SQL that puts the text ``c`` as YYYY-MM-DD.
    """

    style: DayStyle
    pattern: str
    like: str
    iso: str


_YMD = "substring(c, 1, 4) || '-' || substring(c, {m}, 2) || '-' || substring(c, {d}, 2)"
_LAST = "substring(c, 7, 4) || '-' || substring(c, {m}, 2) || '-' || substring(c, {d}, 2)"
_ANY_TIME = "([ T].*)?$"
STYLES: tuple[WrittenDay, ...] = (
    WrittenDay(
        "iso",
        f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_ANY_TIME}",
        "____-__-__%",
        "substring(c, 1, 10)",
    ),
    WrittenDay(
        "slashed",
        f"^[0-9]{{4}}[/.][0-9]{{2}}[/.][0-9]{{2}}{_ANY_TIME}",
        "____/__/__%",
        _YMD.format(m=6, d=9),
    ),
    WrittenDay("compact", f"^(19|20)[0-9]{{6}}{_ANY_TIME}", "________%", _YMD.format(m=5, d=7)),
    WrittenDay(
        "day_first",
        f"^[0-9]{{2}}[/.-][0-9]{{2}}[/.-][0-9]{{4}}{_ANY_TIME}",
        "__________%",
        _LAST.format(m=4, d=1),
    ),
    WrittenDay(
        "month_first",
        f"^[0-9]{{2}}[/.-][0-9]{{2}}[/.-][0-9]{{4}}{_ANY_TIME}",
        "__________%",
        _LAST.format(m=1, d=4),
    ),
)
_BY_STYLE = {written.style: written for written in STYLES}


def day_sql(style: DayStyle, kind: Kind, column: str) -> str:
    """SQL for the day that a column writes in a style; nothing where the text has another shape.

    >>> print(day_sql("iso", "text", "Begin"))
    CASE WHEN Begin LIKE '____-__-__%' THEN CAST(substring(Begin, 1, 10) AS DATE) END
    """
    written = _BY_STYLE[style]
    text = column if kind == "text" else f"CAST({column} AS VARCHAR)"
    iso = written.iso.replace("(c,", f"({text},")
    return f"CASE WHEN {text} LIKE '{written.like}' THEN CAST({iso} AS DATE) END"


def decided(parsed: dict[DayStyle, int], texts: int) -> DayStyle:
    """The one style in which all texts are days; ``undecided`` where several would do.

    ``parsed`` counts the texts that are days in each style. 03/04/2026 alone tells nobody
    whether it is in March or in April.
    """
    fitting = [style for style, count in parsed.items() if texts and count == texts]
    if len(fitting) > 1:
        return "undecided"
    return fitting[0] if fitting else ""
