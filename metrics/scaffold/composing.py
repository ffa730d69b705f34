"""From findings to definitions: names claimed in order, then the other words people may say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from metrics.catalog import Premises
from metrics.scaffold.claims import Claims, folded
from metrics.scaffold.drafts import (
    CatalogDraft,
    DimensionDraft,
    FileDraft,
    MetricDraft,
    Notes,
    TermDraft,
)
from metrics.scaffold.findings import Findings
from metrics.scaffold.measuring import draft_metrics
from metrics.scaffold.notes import plain
from metrics.scaffold.profile import Place
from metrics.scaffold.shaping import Shape, Shapes, draft_dataset, shape_datasets
from metrics.scaffold.splitting import Wish, draft_dimensions
from metrics.scaffold.times import EARLIEST
from metrics.warehouse import Warehouse

_NO_DATES = date(2000, 1, 1)
_MOST_READINGS = 4


@dataclass(frozen=True, slots=True)
class Options:
    """What a scaffold is told.

    Attributes:
        company: what to call the company.
        today: the day of scaffolding.
        premises: what the definitions will be held against when they are read.
        schemas: the schemas to read; none means all.
        min_group_size: people are counted in groups of so many or more; 0 shows every group.
    """

    company: str
    today: date
    premises: Premises
    schemas: tuple[str, ...] = ()
    min_group_size: int = 11


def compose(findings: Findings, warehouse: Warehouse, options: Options) -> CatalogDraft:
    """Everything that a first catalogue of these findings holds."""
    claims = Claims(options.premises.taken)
    shapes = shape_datasets(findings, claims)
    counts = draft_metrics(findings, shapes, claims, options.min_group_size, options.today)
    splits = draft_dimensions(findings, shapes, claims, warehouse)
    own, terms = _granted(counts.wishes, claims)
    others, _ = _granted(splits.wishes, claims)
    metrics = [replace(m, synonyms=own.get(m.name, ())) for m in counts.metrics]
    dimensions = [replace(d, synonyms=others.get(d.name, ())) for d in splits.dimensions]
    files = _files(findings, shapes, metrics, dimensions, options.today)
    return CatalogDraft(
        company=options.company,
        history_starts=_history(findings, options.today),
        made_on=options.today,
        files=files,
        terms=terms,
        guesses=tuple(_guesses(findings)),
        held_back=tuple(_held_back(findings)),
        left_out=findings.left_out,
    )


def _granted(
    wishes: Sequence[Wish], claims: Claims
) -> tuple[Mapping[str, tuple[str, ...]], tuple[TermDraft, ...]]:
    """Synonyms by name; a phrase that several would go by is a term, which is asked back."""
    wanted: dict[str, dict[str, None]] = {}
    for wish in wishes:
        wanted.setdefault(folded(wish.phrase), {})[wish.name] = None
    granted: dict[str, list[str]] = {}
    terms = []
    for phrase, names in sorted(wanted.items()):
        if len(names) > _MOST_READINGS or not claims.phrase(phrase):
            continue
        if len(names) == 1:
            granted.setdefault(next(iter(names)), []).append(phrase)
        else:
            question = f"Several numbers are called {phrase}. Which one do you mean?"
            terms.append(TermDraft(phrase, question, tuple(names)))
    return {name: tuple(phrases) for name, phrases in granted.items()}, tuple(terms)


def _files(
    findings: Findings,
    shapes: Shapes,
    metrics: Iterable[MetricDraft],
    dimensions: Iterable[DimensionDraft],
    today: date,
) -> tuple[FileDraft, ...]:
    """One file a table: its own dataset, what came when, and the roles that others play for it."""
    metrics, dimensions = list(metrics), list(dimensions)
    files = []
    for place in findings.tables:
        held = _held_by(place, shapes)
        names = {shape.name for shape in held}
        files.append(
            FileDraft(
                name=shapes.of_table(place).name,
                place=place,
                rows=findings.tables[place].named.profile.rows,
                notes=_file_notes(place, findings),
                datasets=tuple(draft_dataset(s, shapes, findings, today) for s in held),
                dimensions=tuple(d for d in dimensions if d.dataset in names),
                metrics=tuple(m for m in metrics if m.dataset in names),
            )
        )
    return tuple(files)


def _held_by(place: Place, shapes: Shapes) -> list[Shape]:
    own = shapes.of_table(place)
    coming = shapes.of_comings.get(place)
    found = [own, *([coming] if coming else [])]
    waiting = [own]
    while waiting:
        shape = waiting.pop(0)
        targets = (shapes.of_nodes.get(edge.target) for edge in shape.node.edges)
        roles = [t for t in targets if t is not None and t.part == "role"]
        found += roles
        waiting += roles
    return found


def _file_notes(place: Place, findings: Findings) -> Notes:
    table = findings.tables[place]
    notes = [f"held back: {plain(v.name)!r} {v.why}" for v in table.using("held_back")]
    needed = findings.references[place] | set(findings.keys[place].columns)
    notes += [
        f"{plain(v.name)!r} is needed for a key or a join, so expressions could read it"
        for v in table.using("held_back")
        if v.name in needed
    ]
    notes += [f"not used: {plain(v.name)!r}, {v.why}" for v in table.using("unused")]
    notes += [
        f"not used: {plain(v.name)!r}, an identifier that leads nowhere"
        for v in table.using("identifier")
        if v.name not in needed
    ]
    notes += [
        f"review: no join by {plain(r.column)!r}: {r.why}"
        for r in findings.links.rejected
        if r.source == place
    ]
    notes += [f"review: {text}" for at, text in findings.graph.notes if at == place]
    return tuple(notes)


def _history(findings: Findings, today: date) -> date:
    dated = [d for d in findings.datings.values() if d is not None and not d.column.is_empty]
    firsts = [EARLIEST if d.is_too_early else d.first for d in dated]
    return min(today, min((day for day in firsts if day is not None), default=_NO_DATES))


def _guesses(findings: Findings) -> Iterable[str]:
    """How much was declared and how much guessed, in words."""
    how = [key.how for key in findings.keys.values()]
    declared = how.count("declared")
    guessed = sum(how.count(kind) for kind in ("inferred", "weak", "unverified"))
    yield f"keys: {declared} declared, {guessed} inferred, {how.count('none')} not found"
    links = findings.links.found
    borne = sum(link.why.startswith("inferred") for link in links)
    yield f"joins: {len(links) - borne} declared, {borne} inferred and borne out by all rows"
    if findings.links.rejected:
        yield f"joins that looked likely and were not made: {len(findings.links.rejected)}"
    dated = [d for d in findings.datings.values() if d is not None]
    yield f"days: {len(dated)} tables dated, {len(findings.datings) - len(dated)} counted as now"


def _held_back(findings: Findings) -> Iterable[tuple[str, str, str]]:
    for place, table in findings.tables.items():
        for verdict in table.using("held_back"):
            yield plain(".".join(place)), plain(verdict.name), verdict.why
