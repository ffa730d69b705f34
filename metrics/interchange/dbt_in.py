"""A dbt project's semantic layer, read: what is ours comes back whole, the rest as another's."""

from __future__ import annotations

from pathlib import Path

from metrics.interchange.dbt_files_in import read_dbt_files
from metrics.interchange.dbt_metrics_in import DbtMetrics
from metrics.interchange.dbt_models_in import read_models
from metrics.interchange.foreign import ForeignModel
from metrics.interchange.losses import Losses


def read_dbt(source: Path, losses: Losses) -> tuple[ForeignModel, ...]:
    """All semantic models and metrics of a file or directory, as one model.

    Raises:
        InterchangeError: there are none, or the one file cannot be read.
    """
    parts = read_dbt_files(source, losses)
    models = read_models(parts.models, losses)
    metrics = DbtMetrics(parts.metrics, models, losses).read()
    name = source.resolve().stem
    return (ForeignModel(name, tuple(m.dataset for m in models), metrics, parts.ours),)
