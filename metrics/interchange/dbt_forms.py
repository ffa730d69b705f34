"""What dbt's semantic layer is made of, apart from how its two forms write it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from metrics.interchange.values import Value


@dataclass(frozen=True, slots=True)
class EntityForm:
    """A column that models are joined by."""

    name: str
    type: Literal["primary", "foreign"]
    expr: str


@dataclass(frozen=True, slots=True)
class ElementForm:
    """A dimension of a model; ``column`` where its ``expr`` is one."""

    name: str
    type: Literal["categorical", "time"]
    expr: str
    column: str
    label: str
    description: str
    meta: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class MeasureForm:
    """An aggregate over one model's rows; ``last_only``: of the period's last ``time`` only."""

    name: str
    agg: str
    expr: str
    time: str
    percentile: float | None
    discrete: bool
    last_only: bool = False


@dataclass(frozen=True, slots=True)
class SemanticModelForm:
    """A dataset: ``relation`` is the dbt model that holds its rows.

    ``primary_entity`` names an entity that has no column of its own, else it is empty.
    """

    name: str
    relation: str
    description: str
    primary_entity: str
    default_time: str
    entities: tuple[EntityForm, ...]
    elements: tuple[ElementForm, ...]
    meta: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class MetricHead:
    """What every metric says of itself."""

    name: str
    label: str
    description: str
    meta: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SimpleForm:
    """A measure of the rows that pass ``filter``; ``zero`` where there are none, if it says so."""

    head: MetricHead
    model: str
    measure: MeasureForm
    filter: str
    zero: bool


@dataclass(frozen=True, slots=True)
class RatioForm:
    """One metric by another."""

    head: MetricHead
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class DerivedForm:
    """Arithmetic of metrics."""

    head: MetricHead
    expr: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CumulativeForm:
    """A simple metric over a trailing ``window``, since a grain's start, or since all time."""

    head: MetricHead
    input: SimpleForm
    window: str
    to_date: str


@dataclass(frozen=True, slots=True)
class ConversionForm:
    """Events of the same entity within a time after rows of another model.

    Rows that nothing followed count ``zero``, or are empty.
    """

    head: MetricHead
    base: SimpleForm
    event: SimpleForm
    entity: str
    window: str
    zero: bool


MetricForm = SimpleForm | RatioForm | DerivedForm | CumulativeForm | ConversionForm


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """All of it; ``meta`` are the definitions that dbt has no place for."""

    models: tuple[SemanticModelForm, ...]
    metrics: tuple[MetricForm, ...]
    meta: Mapping[str, Value]
