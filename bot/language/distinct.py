"""Options that would read alike name what their values are of: the city, or the country."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.language.describe import lower_first, short_label
from bot.language.outcome import Clarification, Option, Outcome
from metrics.catalog import Catalog


def with_distinct_labels(outcome: Outcome, catalog: Catalog) -> Outcome:
    """The same outcome; of options with one label, each says which dimension it means."""
    if not isinstance(outcome, Clarification):
        return outcome
    count = Counter(option.label for option in outcome.options)
    if len(count) == len(outcome.options):
        return outcome
    options = tuple(_named(o, catalog) if count[o.label] > 1 else o for o in outcome.options)
    return replace(outcome, options=options)


def _named(option: Option, catalog: Catalog) -> Option:
    label = option.label
    for condition in option.query.filters:
        values = " or ".join(str(value) for value in condition.values)
        named = f"{lower_first(catalog.dimension(condition.dimension).label)} {values}"
        if named not in label:
            label = label.replace(values, named, 1)
    return replace(option, label=short_label(label))
