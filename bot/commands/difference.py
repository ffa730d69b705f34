"""``paceline metrics diff``: what a changed definition does to its number."""

from __future__ import annotations

import difflib
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from bot.commands.defaults import data_of, settings_or_exit
from bot.commands.options import Moment, definitions_option, fail, warehouse_option
from metrics.errors import MetricsError
from metrics.model import Grain

if TYPE_CHECKING:
    from metrics.inspection import Difference, FieldChange, MovedRows, Pair
    from metrics.result import Cell

_MOST_PARTS = 12
_SHORT = 60


@click.command(name="diff", epilog="Example: paceline metrics diff claims_paid --against main")
@click.argument("name")
@click.option(
    "--against",
    metavar="REV|DIR",
    default="HEAD",
    show_default=True,
    help="A git revision of the definitions, or a directory with others.",
)
@click.option(
    "--grain",
    type=click.Choice(get_args(Grain)),
    default="month",
    show_default=True,
    help="Of the last twelve periods.",
)
@click.option("--by", default="", metavar="DIMENSION", help="Split by it; chosen unless given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--now", type=Moment(), help="As if it were then.")
@definitions_option
@warehouse_option
def command(
    name: str,
    against: str,
    definitions: Path | None,
    warehouse: str | None,
    *,
    as_json: bool,
    **asked: Any,
) -> None:
    """Hold a metric as it is in the files against how it was: numbers, rows, words.

    Shows the last twelve periods, the dimension in which the difference shows most, how many rows
    enter and leave and by which condition, what else has changed, and what leans on the metric.
    """
    from metrics.catalog import DEFAULT_DEFINITIONS

    directory = definitions or settings_or_exit().definitions or DEFAULT_DEFINITIONS
    try:
        with _old(directory, against) as (old, label):
            difference = _compare(name, old, directory, warehouse, asked)
    except MetricsError as error:
        fail(error)
    if as_json:
        click.echo(json.dumps(_as_json(difference, label), indent=1, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(difference, label)))


@contextmanager
def _old(directory: Path, against: str) -> Iterator[tuple[Path, str]]:
    """The directory of the old definitions and what to call them."""
    from metrics.inspection import definitions_at

    if Path(against).is_dir():
        yield Path(against), against
        return
    with tempfile.TemporaryDirectory() as scratch:
        commit = definitions_at(directory, against, Path(scratch))
        yield Path(scratch), against if against == commit else f"{against} ({commit})"


def _compare(
    name: str, old: Path, new: Path, warehouse: str | None, asked: dict[str, Any]
) -> Difference:
    from bot.app.parts import open_layer, present
    from metrics.catalog import CatalogSource
    from metrics.inspection import compare
    from metrics.layer import SemanticLayer

    _, url = data_of(new, warehouse, settings_or_exit())
    with open_layer(new, url, workers=1) as (_, opened, now):
        before = SemanticLayer(CatalogSource(old), opened)
        at: datetime = asked["now"] or present()
        return compare(name, before, now, opened, at=at, grain=asked["grain"], by=asked["by"])


def _lines(difference: Difference, label: str) -> Iterator[str]:
    metric = difference.now or difference.before
    title = metric.label if metric else difference.name
    yield f"{title} ({difference.name}): the files against {label}"
    if difference.before is None:
        yield "It is new: there was no such metric before."
    if difference.now is None:
        yield "It is gone: there is no such metric now."
    yield from _definition(difference)
    last = difference.days.end
    yield f"\nBy {difference.grain.replace('_', ' ')}, {difference.days.start} to before {last}"
    yield from _table(difference.grain.replace("_", " "), difference.periods)
    if difference.dimension:
        shown = _largest(difference.parts)
        yield f"\nBy {difference.dimension.replace('_', ' ')}, in all of these days"
        yield from _table(difference.dimension.replace("_", " "), shown)
        if len(shown) < len(difference.parts):
            yield f"  The {len(shown)} that changed most of {len(difference.parts)}."
    yield from _rows(difference.moved)
    yield from _touches(difference)
    yield from (f"\n{note}" for note in difference.notes)


def _definition(difference: Difference) -> Iterator[str]:
    yield "\nDefinition"
    if difference.before and difference.now and not difference.fields:
        yield "  Nothing in it has changed."
    for field in difference.fields:
        yield from _field(field)


def _field(field: FieldChange) -> Iterator[str]:
    old, new = field.before or "(none)", field.now or "(none)"
    if "\n" in old + new or len(old) + len(new) > 2 * _SHORT:
        yield f"  {field.name}"
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
        yield from (f"    {line}" for line in list(lines)[2:] if not line.startswith("@@"))
    else:
        yield f"  {field.name}: {old} → {new}"


def _table(heading: str, pairs: Sequence[Pair]) -> Iterator[str]:
    rows = [(heading, "before", "now", "change", "")]
    rows += [(_name(p.of), _number(p.before), _number(p.now), *_change(p)) for p in pairs]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for first, *cells in rows:
        right = "  ".join(c.rjust(w) for c, w in zip(cells, widths[1:], strict=True))
        yield f"  {first.ljust(widths[0])}  {right}".rstrip()


def _change(pair: Pair) -> tuple[str, str]:
    """The change as a number and in percent; empty where there is none to speak of."""
    from metrics.inspection import change

    by = change(pair)
    if by is None:
        return ("", "") if pair.before is pair.now is None else ("?", "")
    before = float(str(pair.before))
    percent = f"{100 * by / abs(before):+.1f} %" if by and before else ""
    return (f"{by:+,.6g}" if by else "=", percent)


def _largest(pairs: Sequence[Pair]) -> list[Pair]:
    from metrics.inspection import change

    return sorted(pairs, key=lambda p: -abs(change(p) or 0.0))[:_MOST_PARTS]


def _rows(moved: Sequence[MovedRows]) -> Iterator[str]:
    if moved:
        yield "\nRows counted in these days"
    for part in moved:
        if part.note:
            yield f"  {part.part}: {part.note}"
            continue
        yield (
            f"  {part.part}: {part.entered:,} entered, {part.left:,} left, {part.stayed:,} stayed"
        )
        for why in part.reasons:
            which = "old" if why.direction == "entered" else "new"
            yield f"    {why.rows:,} {why.direction}: by the {which} definition {why.words}"


def _touches(difference: Difference) -> Iterator[str]:
    touches = difference.touches
    facts = (
        ("metrics made of it", touches.metrics),
        ("words that lead to it", touches.words),
        ("words added", touches.words_added),
        ("words dropped", touches.words_dropped),
        ("a reading of", touches.ambiguous_terms),
    )
    yield "\nTouches"
    for name, values in facts:
        if values:
            yield f"  {name}: {', '.join(values)}"


def _name(of: Cell) -> str:
    return "(no value)" if of is None else str(of)


def _number(value: Cell) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.6g}"
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


def _as_json(difference: Difference, label: str) -> dict[str, object]:
    from bot.answering.reply import exact

    def pairs(found: Sequence[Pair]) -> list[list[object]]:
        return [[exact(p.of), exact(p.before), exact(p.now)] for p in found]

    return {
        "metric": difference.name,
        "against": label,
        "is_new": difference.before is None,
        "is_gone": difference.now is None,
        "definition": [asdict(field) for field in difference.fields],
        "grain": difference.grain,
        "time_range": difference.days.to_json(),
        "periods": pairs(difference.periods),
        "dimension": difference.dimension or None,
        "by_dimension": pairs(difference.parts),
        "rows": [asdict(part) for part in difference.moved],
        "touches": asdict(difference.touches),
        "notes": list(difference.notes),
    }
