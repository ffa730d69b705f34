"""What the definitions define: datasets, dimensions, measures and metrics, as frozen values.

Owns: the vocabulary. May import: ``metrics.certification``, ``metrics.errors`` and sqlglot's
expression type.
Start reading at :class:`Metric`; its ``type`` says how the number comes about.
Terms follow dbt's semantic YAML and Apache Ossie where they have one (``docs/glossary.md``).
"""

from __future__ import annotations

from metrics.model.company import (
    CalendarDefinition,
    Channel,
    Company,
    Directory,
    FreshnessSource,
    Group,
    Person,
    RowPolicy,
)
from metrics.model.currency import Currency
from metrics.model.datasets import (
    Dataset,
    Dimension,
    Expression,
    Join,
    Origin,
    Rollup,
    Synonym,
    ValueSynonym,
    table_parts,
)
from metrics.model.measures import (
    Balance,
    Conversion,
    Cumulative,
    Derived,
    Duration,
    Exposure,
    Measure,
    MetricType,
    Ratio,
    Simple,
    Snapshot,
)
from metrics.model.metrics import AmbiguousTerm, Change, Goal, Maturity, Metric, Parameter
from metrics.model.named_days import (
    Between,
    DayRule,
    DaysFrom,
    Easter,
    FixedDate,
    ListedDays,
    ListedSpans,
    NamedDay,
    Season,
    WeekdayFrom,
    WeekdayOfMonth,
)
from metrics.model.terms import (
    GRAINS,
    Aggregation,
    DataType,
    Direction,
    Format,
    Grain,
    Missing,
    Status,
    TimeUnit,
)

__all__ = [
    "GRAINS",
    "Aggregation",
    "AmbiguousTerm",
    "Balance",
    "Between",
    "CalendarDefinition",
    "Change",
    "Channel",
    "Company",
    "Conversion",
    "Cumulative",
    "Currency",
    "DataType",
    "Dataset",
    "DayRule",
    "DaysFrom",
    "Derived",
    "Dimension",
    "Direction",
    "Directory",
    "Duration",
    "Easter",
    "Exposure",
    "Expression",
    "FixedDate",
    "Format",
    "FreshnessSource",
    "Goal",
    "Grain",
    "Group",
    "Join",
    "ListedDays",
    "ListedSpans",
    "Maturity",
    "Measure",
    "Metric",
    "MetricType",
    "Missing",
    "NamedDay",
    "Origin",
    "Parameter",
    "Person",
    "Ratio",
    "Rollup",
    "RowPolicy",
    "Season",
    "Simple",
    "Snapshot",
    "Status",
    "Synonym",
    "TimeUnit",
    "ValueSynonym",
    "WeekdayFrom",
    "WeekdayOfMonth",
    "table_parts",
]
