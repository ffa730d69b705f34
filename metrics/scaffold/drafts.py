"""What will be written: definitions as plain values, each with the notes that stand above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from metrics.model import Aggregation, DataType, Format
from metrics.scaffold.profile import Place

Notes = tuple[str, ...]
GENERAL = "general"
PERSONAL = "personal"  # the tier of numbers that tell of people


@dataclass(frozen=True, slots=True)
class JoinDraft:
    """A many-to-one join of a dataset."""

    name: str
    to: str
    on: tuple[tuple[str, str], ...]
    notes: Notes


@dataclass(frozen=True, slots=True)
class DatasetDraft:
    """A dataset; ``query`` is empty where its rows are those of ``source``.

    Attributes:
        time: the column that dates its rows; empty: no day belongs to them.
        data_through: the column that says how far the data reach, or empty.
        key_notes, time_notes: how the key and the time are known.
        notes: what is said of the whole dataset.
    """

    name: str
    label: str
    description: str
    source: str
    query: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    time: str
    data_through: str
    joins: tuple[JoinDraft, ...]
    notes: Notes
    key_notes: Notes
    time_notes: Notes


@dataclass(frozen=True, slots=True)
class DimensionDraft:
    """A dimension."""

    name: str
    dataset: str
    expr: str
    label: str
    plural: str
    description: str
    data_type: DataType
    values: tuple[str, ...]
    indexed: bool
    as_of_today: bool
    synonyms: tuple[str, ...]
    notes: Notes


@dataclass(frozen=True, slots=True)
class MetricDraft:
    """A simple metric; ``expr`` is empty for a count, ``access`` is the tier it is granted in."""

    name: str
    dataset: str
    label: str
    description: str
    aggregation: Aggregation
    expr: str
    format: Format
    min_group_size: int
    access: str
    caveats: tuple[str, ...]
    synonyms: tuple[str, ...]
    notes: Notes


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A word that several metrics would go by."""

    term: str
    question: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileDraft:
    """One file: all that comes of one table; ``notes`` stand at its top."""

    name: str
    place: Place
    rows: int
    notes: Notes
    datasets: tuple[DatasetDraft, ...]
    dimensions: tuple[DimensionDraft, ...]
    metrics: tuple[MetricDraft, ...]


@dataclass(frozen=True, slots=True)
class CatalogDraft:
    """Everything that will be written, and what the reviewer is told of it.

    Attributes:
        company: the name to call the company by.
        history_starts: the first day of all dates that metrics go by.
        made_on: the day of scaffolding, for the change logs.
        terms: words with several readings.
        guesses: how many keys, joins, times … were guessed, in words.
        held_back: (table, column, why) of what looks personal or cannot be read.
        left_out: tables that nothing was written for, with the reason.
    """

    company: str
    history_starts: date
    made_on: date
    files: tuple[FileDraft, ...]
    terms: tuple[TermDraft, ...]
    guesses: tuple[str, ...]
    held_back: tuple[tuple[str, str, str], ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def metrics(self) -> tuple[MetricDraft, ...]:
        """The metrics of all files."""
        return tuple(metric for file in self.files for metric in file.metrics)

    @property
    def dimensions(self) -> tuple[DimensionDraft, ...]:
        """The dimensions of all files."""
        return tuple(dimension for file in self.files for dimension in file.dimensions)

    @property
    def datasets(self) -> tuple[DatasetDraft, ...]:
        """The datasets of all files."""
        return tuple(dataset for file in self.files for dataset in file.datasets)
