"""Dimensions of another tool, as drafts."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.interchange.definitions import Definition
from metrics.interchange.draft_datasets import DatasetDraft, DatasetDrafts
from metrics.interchange.foreign import ForeignField
from metrics.interchange.losses import Losses
from metrics.interchange.sql_text import duckdb_text
from metrics.interchange.values import Value
from metrics.interchange.words import Words, label_of, sentence


def draft_dimensions(
    datasets: DatasetDrafts, words: Words, owner: str, losses: Losses
) -> Iterator[Definition]:
    """The dimensions of all datasets; those that are ours as they were."""
    for draft in datasets:
        for place, field in enumerate(draft.foreign.fields):
            if field.restored is not None:
                yield field.restored
            elif field.is_dimension:
                yield _dimension(field, draft, place, words, owner, losses)


def _dimension(
    field: ForeignField,
    draft: DatasetDraft,
    place: int,
    words: Words,
    owner: str,
    losses: Losses,
) -> Definition:
    label = sentence(field.label) or label_of(field.name)
    within = f"{draft.name}_{field.name}"
    called = words.call(
        "dimension", [(field.name, label), (within, label_of(within))], spoken=True
    )
    what = f'field "{field.name}" of dataset "{draft.foreign.name}"'
    if called.name != field.name:
        losses.add("assumed", what, f'called "{called.name}" here')
    body: dict[str, Value] = {
        "dataset": draft.name,
        "expr": duckdb_text(draft.columns.over(field.tree)),
        "label": called.label,
        "description": sentence(field.description) or f"{called.label}. Describe what it says.",
    }
    if field.data_type and field.data_type != "string":
        body["type"] = field.data_type
    synonyms = words.take(field.synonyms)
    for lost in field.synonyms:
        if sentence(lost) not in synonyms:
            losses.add("lost", what, f'the synonym "{sentence(lost)}", which says more than this')
    if synonyms:
        body["synonyms"] = tuple({"text": text, "owner": owner} for text in synonyms)
    if field.extensions:
        body["extensions"] = field.extensions
    notes = {} if field.data_type else {"expr": "review: its type is not said; taken for a text"}
    return Definition("dimension", called.name, draft.file, place, body, notes)
