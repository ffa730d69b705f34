"""The company's calendar: periods of every grain, fiscal too, as half-open ranges of dates.

Owns: where a period starts, the next and the previous one, the spine of periods in a range,
the range that one is compared with, "today" in company time, the dates of named days and seasons.
May import: ``metrics.query`` and below. Start reading at :class:`Calendar`; ``named_days`` works
out the day that a rule gives in a year.
"""

from __future__ import annotations

from metrics.calendar.periods import Calendar, add_months

__all__ = ["Calendar", "add_months"]
