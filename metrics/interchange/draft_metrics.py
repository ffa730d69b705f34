"""Metrics of another tool, as drafts; arithmetic of aggregates becomes parts and what is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from metrics.interchange.definitions import Definition
from metrics.interchange.draft_datasets import DatasetDrafts
from metrics.interchange.foreign import (
    Combined,
    Following,
    ForeignMetric,
    Formula,
    Leaf,
    Quotient,
    Reference,
    Running,
    UnreadableError,
)
from metrics.interchange.losses import Losses
from metrics.interchange.sql_text import duckdb_text
from metrics.interchange.values import Value
from metrics.interchange.words import Called, Words, condition_in_words, label_of, sentence
from metrics.model import Duration

_RATES = frozenset({"rate", "ratio", "share", "percent", "pct", "percentage"})
_PER_THOUSAND = 1_000
_CARRY_DAYS = 31
_ADDS_UP = ("count", "count_distinct", "sum")
FILE = "metrics.yml"  # of what is made of several datasets


@dataclass(frozen=True, slots=True)
class DraftTerms:
    """What every draft says of itself: from which format, when, whose, who may see it."""

    format: str
    made_on: date
    owner: str
    access: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a number comes about, as fields; the file it belongs into; notes by field."""

    fields: Mapping[str, Value]
    format: str
    file: str = FILE
    notes: Mapping[str, str] = field(default_factory=dict)


class MetricDrafts:
    """The metrics of a file; each is drafted when it, or one made of it, is asked for."""

    def __init__(
        self,
        metrics: Sequence[ForeignMetric],
        datasets: DatasetDrafts,
        words: Words,
        terms: DraftTerms,
        losses: Losses,
    ) -> None:
        self._metrics = {metric.name: metric for metric in metrics}
        self._datasets = datasets
        self._words = words
        self._terms = terms
        self._losses = losses
        self._undated: dict[str, None] = {}
        self._names = {m.name: m.restored.name for m in metrics if m.restored}
        self._under_way: list[str] = []
        self._of_leaves: dict[Leaf, str] = {}
        self._found: list[Definition] = []

    def definitions(self) -> Iterator[Definition]:
        """All that can be drafted; for the others, the reason is noted."""
        simple = [m for m in self._metrics.values() if isinstance(m.formula, Leaf)]
        for metric in (*simple, *self._metrics.values()):
            try:
                self._define(metric.name)
            except UnreadableError as error:
                what = f'metric "{metric.name}"'
                self._losses.add("lost", what, f"the whole metric, as {error.message}")
        for dataset in self._undated:
            detail = "nothing dates its rows, so they are counted as they are now (`undated`)"
            self._losses.add("assumed", f'dataset "{dataset}"', detail)
        yield from (m.restored for m in self._metrics.values() if m.restored)
        yield from self._found

    def _define(self, name: str) -> str:
        """The metric's name here, once it is drafted."""
        if name in self._names:
            return self._names[name]
        metric = self._metrics.get(name)
        if metric is None or metric.formula is None:
            raise UnreadableError(f'there is no metric "{name}" to make it of')
        if name in self._under_way:
            raise UnreadableError(f'it is made of itself, by way of "{name}"')
        self._under_way.append(name)
        try:
            made: list[Definition] = []
            kind = self._kind(metric.formula, name, made)
        finally:
            self._under_way.pop()
        return self._commit(metric, kind, made)

    def _commit(self, metric: ForeignMetric, kind: _Kind, made: list[Definition]) -> str:
        label = sentence(metric.label) or label_of(metric.name)
        called = self._words.call(
            "metric",
            [(metric.name, label), (f"{metric.name}_metric", f"{label} metric")],
            spoken=not metric.private,
        )
        if called.name != metric.name:
            what = f'metric "{metric.name}"'
            self._losses.add("assumed", what, f'called "{called.name}" here')
        self._found += made
        self._found.append(self._definition(metric, called, kind))
        self._names[metric.name] = called.name
        if isinstance(metric.formula, Leaf):
            self._of_leaves.setdefault(metric.formula, called.name)
        return called.name

    def _part(self, formula: Formula, name: str, made: list[Definition]) -> str:
        """The name of the metric that a part is: one there is, or a private one made for it."""
        if isinstance(formula, Reference):
            return self._define(formula.metric)
        if isinstance(formula, Leaf) and formula in self._of_leaves:
            return self._of_leaves[formula]
        kind = self._kind(formula, name, made)
        called = self._words.call("metric", [(name, label_of(name))], spoken=False)
        part = ForeignMetric(name, formula, private=True)
        made.append(self._definition(part, called, kind))
        return called.name

    def _kind(self, formula: Formula, name: str, made: list[Definition]) -> _Kind:
        match formula:
            case Leaf():
                return self._leaf(formula)
            case Quotient(numerator, denominator, scale):
                above = self._part(numerator, f"{name}_numerator", made)
                below = self._part(denominator, f"{name}_denominator", made)
                fields: dict[str, Value] = {"numerator": above, "denominator": below}
                scaled: dict[str, Value] = {} if scale == 1 else {"scale": scale}
                return _Kind({"type": "ratio", **fields, **scaled}, _ratio_format(name, scale))
            case Combined(tree, parts):
                names = [self._part(p, f"{name}_part_{n}", made) for n, p in enumerate(parts, 1)]
                return _Kind({"type": "derived", "expr": _written(tree, names)}, "decimal")
            case Reference():
                part = self._part(formula, name, made)
                return _Kind({"type": "derived", "expr": part}, "decimal")
            case Running(part=part, window=window, to_date=to_date):
                base = self._part(part, f"{name}_part", made)
                length: dict[str, Value] = {"window": _length(window)} if window else {}
                since: dict[str, Value] = {"to_date": to_date} if to_date else {}
                return _Kind({"type": "cumulative", "metric": base, **length, **since}, "decimal")
            case Following():
                return self._following(formula)

    def _leaf(self, leaf: Leaf) -> _Kind:
        draft = self._datasets[leaf.dataset]
        time = draft.columns.of(leaf.time) if leaf.time else draft.time
        if leaf.last_only and not time:
            raise UnreadableError("nothing says which day its rows go by")
        if not time:
            self._undated[draft.name] = None
        fields: dict[str, Value] = {
            "type": "snapshot" if leaf.last_only else "simple",
            "dataset": draft.name,
            "agg": leaf.aggregation,
        }
        if leaf.value is not None:
            fields["expr"] = duckdb_text(draft.columns.over(leaf.value))
        if leaf.aggregation == "percentile":
            fields |= {"percentile": leaf.percentile, "discrete": leaf.discrete}
        fields |= self._condition(leaf, words=True)
        notes: dict[str, str] = {}
        if leaf.last_only:
            fields |= {"time": time, "carry_days": _CARRY_DAYS}
            notes["carry_days"] = "review: how old the last snapshot of a period may be"
        elif leaf.time and time != draft.time:
            fields["time"] = time
            notes |= {"time": "review: the day it goes by, a guess"} if self._guesses else {}
        usual = leaf.aggregation in _ADDS_UP and not leaf.last_only
        if leaf.zero is not None and leaf.zero != usual:
            fields["missing"] = "zero" if leaf.zero else "empty"
        counts = leaf.aggregation in ("count", "count_distinct")
        return _Kind(fields, "integer" if counts else "decimal", draft.file, notes)

    @property
    def _guesses(self) -> bool:
        return self._terms.format == "Ossie"

    def _condition(self, leaf: Leaf, *, words: bool) -> Mapping[str, Value]:
        if leaf.where is None:
            return {}
        text = duckdb_text(self._datasets[leaf.dataset].columns.over(leaf.where))
        said: dict[str, Value] = {"where_in_words": f"only where {condition_in_words(text)}"}
        return {"where": text, **(said if words else {})}

    def _following(self, formula: Following) -> _Kind:
        base, event = self._datasets[formula.base.dataset], self._datasets[formula.event.dataset]
        time = base.columns.of(formula.base.time) if formula.base.time else base.time
        event_time = event.columns.of(formula.event.time) if formula.event.time else event.time
        if not time or not event_time:
            raise UnreadableError("nothing says which day its rows and events go by")
        entity = {base.columns.of(a): event.columns.of(b) for a, b in formula.entity}
        events: dict[str, Value] = {
            "dataset": event.name,
            **self._condition(formula.event, words=False),
            "time": event_time,
            "entity": entity,
        }
        fields: dict[str, Value] = {
            "type": "conversion",
            "dataset": base.name,
            **self._condition(formula.base, words=True),
            "time": time,
            "event": events,
            "within": _length(formula.within),
            "counts": formula.counts,
        }
        return _Kind(fields, "integer", base.file)

    def _definition(self, metric: ForeignMetric, called: Called, kind: _Kind) -> Definition:
        synonyms = self._synonyms(metric)
        body: dict[str, Value] = {
            "label": called.label,
            "description": sentence(metric.description) or f"{called.label}. Describe it.",
            **kind.fields,
            **self._governance(kind.format),
        }
        if metric.private:
            body["private"] = True
        if synonyms:
            owner = self._terms.owner
            body["synonyms"] = tuple({"text": text, "owner": owner} for text in synonyms)
        if metric.extensions:
            body["extensions"] = metric.extensions
        place = len(self._found)
        return Definition("metric", called.name, kind.file, place, body, kind.notes)

    def _synonyms(self, metric: ForeignMetric) -> tuple[str, ...]:
        if metric.private:
            return ()
        taken = self._words.take(metric.synonyms)
        for lost in metric.synonyms:
            if sentence(lost) not in taken:
                detail = f'the synonym "{sentence(lost)}", which says more than this'
                self._losses.add("lost", f'metric "{metric.name}"', detail)
        return taken

    def _governance(self, form: str) -> Mapping[str, Value]:
        terms = self._terms
        change: dict[str, Value] = {
            "version": 1,
            "on": terms.made_on.isoformat(),
            "by": "paceline import",
            "why": f"Imported from {terms.format}; not reviewed.",
        }
        return {
            "owner": terms.owner,
            "steward": "@you",
            "status": "draft",
            "version": 1,
            "changes": (change,),
            "direction": "neutral",
            "format": form,
            "access": terms.access,
        }


def _written(tree: exp.Expr, names: Sequence[str]) -> str:
    """Arithmetic with the parts' names."""

    def named(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        return exp.column(names[int(node.name.removeprefix("part_"))])

    return duckdb_text(tree.copy().transform(named))


def _ratio_format(name: str, scale: int) -> str:
    if scale == _PER_THOUSAND:
        return "per_thousand"
    return "percent" if scale == 1 and _RATES & set(name.casefold().split("_")) else "decimal"


def _length(length: Duration) -> Value:
    return {f"{length.unit}s": length.count}
