"""Questions that are offered instead of, or after, the one asked; only what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.language import describe
from bot.language.outcome import Option
from bot.narrative import FollowUp, say_range
from metrics.catalog import Catalog
from metrics.governance import Viewer
from metrics.model import Metric
from metrics.planner import is_undated, leaves
from metrics.query import MetricQuery, TimeRange

Through = Callable[[str], date | None]  # of a metric: the last day that its data hold

SHORT_LABEL = 48  # what a button shows of its text on a wide screen
NEXT_SHOWN = 3
NEAR_SHOWN = 3
OPTIONS_SHOWN = 4

_DOT = " · "


def may_see(metric: Metric, viewer: Viewer, catalog: Catalog) -> bool:
    """Whether the viewer was granted the metric and all that it is made of."""
    return all(viewer.may(m.access) for m in (metric, *leaves(metric, catalog)))


def may_ask(query: MetricQuery, viewer: Viewer, catalog: Catalog) -> bool:
    """Whether the viewer was granted every metric of the query."""
    return all(may_see(catalog.metric(name), viewer, catalog) for name in query.metrics)


def readings(options: Iterable[Option], viewer: Viewer, catalog: Catalog) -> tuple[FollowUp, ...]:
    """The options that the viewer may ask, as questions; ``short`` tells them apart."""
    shown = [option for option in options if may_ask(option.query, viewer, catalog)]
    labels = [_whole(option, catalog) for option in shown]
    return tuple(
        FollowUp(label, short, option.query)
        for label, short, option in zip(labels, told_apart(labels), shown, strict=True)
    )


def told_apart(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels, or only the parts that differ where one of them is long for a button.

    >>> told_apart(["Claims paid · by region · in the month of October", "Orders · by region"])
    ('Claims paid · in the month of October', 'Orders')
    """
    parts = [label.split(_DOT) for label in labels]
    if len(labels) < 2 or max(map(len, labels)) <= SHORT_LABEL:  # noqa: PLR2004 - one stands alone
        return tuple(labels)
    common = set.intersection(*map(set, parts))
    rest = [_DOT.join(part for part in several if part not in common) for several in parts]
    apart = all(rest) and len(set(rest)) == len(rest)
    return tuple(f"{short[:1].upper()}{short[1:]}" for short in rest) if apart else tuple(labels)


def _whole(option: Option, catalog: Catalog) -> str:
    """The option's whole reading after what its label says before it, unless the label says more.

    A label may have left out what all options share, or been cut for a button.
    """
    whole = describe(option.query, catalog)
    pieces = whole.split(_DOT)
    before, metric, rest = option.label.partition(pieces[0])
    said = [piece.removesuffix("…") for piece in rest.split(_DOT) if piece]
    known = all(any(piece.startswith(one) for piece in pieces) for one in said)
    return before + whole if metric and known else option.label


def instead(others: Iterable[FollowUp], catalog: Catalog) -> tuple[FollowUp, ...]:
    """Other readings of a word, each by its metric alone: the rest is as it was asked."""
    return tuple(
        replace(other, short=f"{catalog.metric(other.query.metrics[0]).label} instead")
        for other in others
    )


def worth_asking(
    alternatives: tuple[FollowUp, ...], following: tuple[FollowUp, ...]
) -> tuple[FollowUp, ...]:
    """Other readings first, and at least one question that follows."""
    room = NEXT_SHOWN - min(1, len(following))
    return (*alternatives[:room], *following)[:NEXT_SHOWN]


def near_metrics(names: Iterable[str], viewer: Viewer, catalog: Catalog) -> tuple[str, ...]:
    """The askable ones among ``names`` that the viewer may see."""
    askable = {m.name: m for m in catalog.askable}
    seen = [n for n in dict.fromkeys(names) if n in askable]
    return tuple(n for n in seen if may_see(askable[n], viewer, catalog))[:NEAR_SHOWN]


def last_month_of(
    names: Iterable[str], catalog: Catalog, through: Through
) -> tuple[FollowUp, ...]:
    """Each metric for the last month that its data hold whole; as it is now where it has no day.

    A metric that nobody knows the reach of is left out.
    """
    metrics = [catalog.metric(name) for name in names]
    return tuple(offer for m in metrics for offer in _last_month(m, catalog, through(m.name)))


def _last_month(metric: Metric, catalog: Catalog, through: date | None) -> Iterator[FollowUp]:
    if is_undated(metric, catalog):
        yield FollowUp(metric.label, metric.label, MetricQuery((metric.name,)))
    elif through is not None:
        calendar = catalog.calendar
        month = calendar.period(through, "month")
        ended = month if (month.end - through).days == 1 else calendar.period(through, "month", -1)
        yield _for_month(metric, ended, catalog)


def _for_month(metric: Metric, month: TimeRange, catalog: Catalog) -> FollowUp:
    label = f"{metric.label} {say_range(month, catalog.calendar)}"
    return FollowUp(label, metric.label, MetricQuery((metric.name,), time_range=month))
