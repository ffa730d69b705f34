"""Questions that ask for no number: what a metric means, how fresh the data are, what to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.answering.offers import Through, last_month_of, may_see
from bot.answering.reply import Answer
from bot.language import lower_first
from bot.narrative import Heading, Table, listed, say_day, say_goal
from metrics.catalog import Catalog
from metrics.governance import Viewer
from metrics.model import Metric
from metrics.planner import name_gaps, reachable_dimensions, standing
from metrics.result import Gap, Provenance

Gaps = Callable[[str], tuple[Gap, ...]]

_SUBJECTS_SHOWN = 8
_DIRECTIONS = {
    "up_is_good": "More is better.",
    "down_is_good": "Less is better.",
    "neutral": "Neither more nor less is better.",
}
_PATTERNS = (
    "{label} last month",
    "{label} by month this year",
    "{label} last month against the year before",
)


def define(
    metric: Metric, catalog: Catalog, through: date | None, answer_id: str, *, is_open: bool = True
) -> Answer:
    """What a metric counts, who answers for it, and how it can be asked for.

    ``is_open`` says that the asker was granted its numbers; no number of it is told otherwise.
    """
    offers = last_month_of([metric.name], catalog, lambda _: through) if is_open else ()
    return Answer(
        answer_id=answer_id,
        intent="definition",
        headline=f"{metric.label}: {metric.description}",
        details=tuple(_definition(metric, catalog, is_open=is_open)),
        read_as=f"The definition of {lower_first(metric.label)}",
        query=None,
        columns=(),
        rows=(),
        table=None,
        sql=None,
        provenance=(Provenance.of(metric, through),),
        next=offers,
        caveats=(*metric.caveats, *standing(metric)),
        confidence=1.0,
    )


def say_freshness(
    metric: Metric | None, catalog: Catalog, through: Through, gaps: Gaps, answer_id: str
) -> Answer:
    """Through which day the data of a metric, or of each subject, are in, and what never came."""
    asked = [metric] if metric else list(catalog.askable)
    days = {m.name: through(m.name) for m in asked}
    rows = tuple(_subject_rows(asked, days)) if metric is None else ()
    missing = {m.name: gaps(m.name) for m in asked}
    return Answer(
        answer_id=answer_id,
        intent="freshness",
        headline=_freshness(metric, list(days.values()), _all_of(missing, asked)),
        details=(),
        read_as=f"How fresh the data are{f' for {lower_first(metric.label)}' if metric else ''}",
        query=None,
        columns=("subject", "data_through") if rows else (),
        rows=rows,
        table=_freshness_table(rows, asked, missing) if rows else None,
        sql=None,
        provenance=(Provenance.of(metric, days[metric.name]),) if metric else (),
        next=(),
        caveats=(),
        confidence=1.0,
    )


def help_with(viewer: Viewer, catalog: Catalog, through: Through, answer_id: str) -> Answer:
    """What this viewer can ask, by subject, with questions to press."""
    seen = [m for m in catalog.askable if may_see(m, viewer, catalog)]
    subjects = tuple(dict.fromkeys(m.subject for m in seen))[:_SUBJECTS_SHOWN]
    firsts = [next(m for m in seen if m.subject == s) for s in subjects]
    return Answer(
        answer_id=answer_id,
        intent="help",
        headline=f"Ask for any of {len(seen)} governed numbers in plain words.",
        details=tuple(_examples(seen, subjects)),
        read_as="What can be asked",
        query=None,
        columns=(),
        rows=(),
        table=None,
        sql=None,
        provenance=(),
        next=last_month_of([m.name for m in firsts[:3]], catalog, through),
        caveats=(),
        confidence=1.0,
    )


def start_over(answer_id: str) -> Answer:
    """That what was asked before is forgotten."""
    return Answer(
        answer_id=answer_id,
        intent="help",
        headline="We start over: your next question stands on its own.",
        details=(),
        read_as="Start over",
        query=None,
        columns=(),
        rows=(),
        table=None,
        sql=None,
        provenance=(),
        next=(),
        caveats=(),
        confidence=1.0,
    )


def _definition(metric: Metric, catalog: Catalog, *, is_open: bool) -> Iterator[str]:
    if metric.filters_in_words:
        yield f"Condition: {metric.filters_in_words}."
    yield _DIRECTIONS[metric.direction]
    if metric.judged_by:
        label = lower_first(catalog.dimension(metric.judged_by).label)
        yield f"Better or worse is told of each {label} only."
    if not is_open:
        yield "Its numbers are not open to you."
    elif metric.goal:
        period = f" a {metric.goal.grain.replace('_', ' ')}" if metric.goal.grain else ""
        number = say_goal(metric.goal.value, metric)
        yield f"The goal is {number}{period} ({metric.goal.source})."
    if metric.maturity:
        yield metric.maturity.reason
    names = reachable_dimensions(metric.name, catalog)
    labels = [lower_first(d.label) for n, d in catalog.dimensions.items() if n in names]
    yield f"It can be split by {listed(labels)}." if labels else "It cannot be split."
    if metric.synonyms:
        yield f"Also called {listed([s.text for s in metric.synonyms])}."
    yield from _responsibility(metric)


def _responsibility(metric: Metric) -> Iterator[str]:
    yield (
        f"Owned by the {metric.owner.replace('_', ' ')} team, kept by {metric.steward}; "
        f"version {metric.version}, {_vouched(metric)}."
    )
    if metric.changes:
        last = max(metric.changes, key=lambda c: c.version)
        yield f"Last change on {say_day(last.on)} by {last.by}: {last.why}"


def _vouched(metric: Metric) -> str:
    seal = metric.certification
    if metric.status != "certified" or seal is None:
        return metric.status
    return f"certified by {seal.by} on {say_day(seal.on)}"


def _freshness(metric: Metric | None, days: list[date | None], missing: tuple[Gap, ...]) -> str:
    known = [day for day in days if day is not None]
    if not known:
        return "How fresh the data are is not known: the warehouse keeps no load log."
    first, last = say_day(min(known)), say_day(max(known))
    are = "loaded" if missing else "complete"
    but = f", but {listed(name_gaps(missing))} never came" if missing else ""
    if metric is not None:
        return f"{metric.label}: the data are {are} through {last}{but}."
    if first == last:
        return f"{'The' if missing else 'All'} data are {are} through {last}{but}."
    return f"The data are {are} through {first}, for some subjects through {last}{but}."


def _all_of(missing: Mapping[str, tuple[Gap, ...]], metrics: list[Metric]) -> tuple[Gap, ...]:
    """The gaps of some metrics, each once, oldest first."""
    found = dict.fromkeys(gap for metric in metrics for gap in missing[metric.name])
    return tuple(sorted(found, key=lambda gap: (gap.day, gap.table)))


def _subject_rows(
    metrics: list[Metric], days: dict[str, date | None]
) -> Iterator[tuple[str, date | None]]:
    for subject in dict.fromkeys(m.subject for m in metrics):
        known = [days[m.name] for m in metrics if m.subject == subject]
        yield subject, min((day for day in known if day is not None), default=None)


def _freshness_table(
    rows: tuple[tuple[str, date | None], ...],
    metrics: list[Metric],
    missing: Mapping[str, tuple[Gap, ...]],
) -> Table:
    """A line a subject; what never came has a column where there is any."""
    gaps = {
        subject: _all_of(missing, [m for m in metrics if m.subject == subject])
        for subject, _ in rows
    }
    some = any(gaps.values())
    labels = (
        ("Subject", "Loaded through", "Never came") if some else ("Subject", "Complete through")
    )
    return Table(
        headings=tuple(Heading(label, numeric=False) for label in labels),
        rows=tuple(
            (
                subject,
                say_day(day) if day else "not known",
                "; ".join(name_gaps(gaps[subject])) or "—",
            )[: len(labels)]
            for subject, day in rows
        ),
        total=len(rows),
        newest_last=False,
    )


def _examples(metrics: list[Metric], subjects: tuple[str, ...]) -> Iterator[str]:
    for subject in subjects:
        own = [m for m in metrics if m.subject == subject]
        asked = [
            f"“{pattern.format(label=lower_first(m.label))}”"
            for pattern, m in zip(_PATTERNS, own, strict=False)
        ]
        yield f"{subject.replace('_', ' ').capitalize()} ({len(own)}): {', '.join(asked)}"
    if metrics:
        label = lower_first(metrics[0].label)
        yield f"Definitions and freshness: “what does {label} mean?”, “how fresh are the data?”"
