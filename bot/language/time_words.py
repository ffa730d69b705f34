"""The words of the time grammar, as data: (kind, argument, phrases) like :mod:`words`."""

from __future__ import annotations

from typing import Final

from bot.language.words import Row

MONTHS: Final = (
    *("january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun"),
    *("july|jul", "august|aug", "september|sep|sept", "october|oct", "november|nov"),
    "december|dec",
)
WEEKDAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
ORDINALS: Final = ("first", "second", "third", "fourth")

TIME_WORDS: Final[tuple[Row, ...]] = (
    ("grain", "day", "day|days"),
    ("grain", "week", "week|weeks"),
    ("grain", "month", "month|months"),
    ("grain", "quarter", "quarter|quarters|qtr|calendar quarter|calendar quarters"),
    ("grain", "year", "year|years|calendar year|calendar years"),
    ("grain", "fiscal_quarter", "fiscal quarter|fiscal quarters"),
    ("grain", "fiscal_year", "fiscal year|fiscal years|financial year|financial years|fy"),
    ("fiscal", "", "fiscal"),
    ("dayword", "0", "today"),
    ("dayword", "-1", "yesterday"),
    ("dayword", "-2", "day before yesterday"),
    ("last", "", "last|previous|prior|preceding"),
    ("this", "", "this|current"),
    ("next", "", "next|upcoming|coming|following"),
    ("past", "", "past|rolling|trailing"),
    ("full", "", "full|complete|completed|whole"),
    ("ago", "", "ago"),
    ("ordinal", "last", "final"),
    ("half", "", "half"),
    (
        "todate",
        "month",
        "mtd|month to date|so far this month|this month so far|this month to date",
    ),
    ("todate", "quarter", "qtd|quarter to date|so far this quarter|this quarter so far"),
    ("todate", "quarter", "this quarter to date"),
    ("todate", "year", "ytd|year to date|so far this year|this year so far|this year to date"),
    ("todate", "week", "wtd|week to date|so far this week|this week so far|this week to date"),
    ("todate", "fiscal_year", "fytd|fiscal year to date|so far this fiscal year"),
    ("todate", "fiscal_year", "this fiscal year so far|this fiscal year to date|fiscal ytd"),
    ("todate", "fiscal_quarter", "fiscal quarter to date|fiscal qtd|this fiscal quarter so far"),
    ("ever", "", "ever|all time|of all time|to date|since the beginning|all history"),
    ("since", "", "since|starting in|starting from|starting|since start of|since beginning of"),
    ("startof", "", "start of|beginning of"),
    ("fortnight", "", "fortnight"),
    ("onwards", "", "onwards|onward|and later|or later"),
    ("before", "", "before|prior to|until before|up to but not including"),
    ("after", "", "after"),
    ("between", "", "between"),
    ("from", "", "from"),
    ("until", "", "through|until|till|thru"),
    ("asof", "", "as of|as at|at the end of|end of|at end of|by the end of|at close of"),
    ("weekof", "", "week of|week starting|week beginning|week commencing"),
    ("weekend", "", "weekend"),
    ("weekendof", "", "weekend of"),
    ("yearago", "", "same time last year|same period last year|same time a year ago|year before"),
    ("yearago", "", "same period a year ago|same period of last year|same time the year before"),
    ("yearago", "", "same days last year|same point last year|prior year period|the year before"),
    ("samelast", "day", "same day last year"),
    ("samelast", "week", "same week last year"),
    ("samelast", "month", "same month last year|same month a year ago"),
    ("samelast", "quarter", "same quarter last year|same quarter a year ago"),
    ("prevperiod", "", "previous period|prior period|period before|preceding period"),
    ("prevperiod", "day", "day before"),
    ("prevperiod", "week", "week before"),
    ("prevperiod", "month", "month before"),
    ("prevperiod", "quarter", "quarter before"),
    ("overover", "year", "yoy|year over year|year on year|y o y|year-over-year"),
    ("overover", "quarter", "qoq|quarter over quarter|quarter on quarter"),
    ("overover", "month", "mom|month over month|month on month"),
    ("overover", "week", "wow|week over week|week on week"),
    ("overover", "day", "dod|day over day|day on day"),
)

# A second meaning as everyday words: read as time only where a neighbour says so.
EVERYDAY: Final = frozenset({"may", "march", "fall", "mar", "sat", "sun"})
