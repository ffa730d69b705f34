"""The metrics: a count of every table, totals and averages of its numbers, who is behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from metrics.model import Aggregation, Format
from metrics.scaffold.claims import Claims, Wordings, label
from metrics.scaffold.drafts import GENERAL, PERSONAL, MetricDraft, Notes
from metrics.scaffold.findings import Findings
from metrics.scaffold.joins import Link
from metrics.scaffold.kinds import ColumnVerdict
from metrics.scaffold.naming import NamedTable
from metrics.scaffold.personal import is_personal_amount
from metrics.scaffold.shaping import Shape, Shapes
from metrics.scaffold.splitting import Wish
from metrics.scaffold.sql_text import quoted
from metrics.scaffold.times import EARLIEST
from metrics.scaffold.vocabulary import STATES
from metrics.scaffold.words import Words, expand, plural

_LEVEL = "a level at one moment, and nothing is added up over moments"
_STARTS = ("total", "sum", "average", "mean")


@dataclass(frozen=True, slots=True)
class Counts:
    """Metrics, and the words they would like to go by."""

    metrics: tuple[MetricDraft, ...]
    wishes: tuple[Wish, ...]


def draft_metrics(
    findings: Findings, shapes: Shapes, claims: Claims, least: int, today: date
) -> Counts:
    """All metrics; counts of people are told for groups of ``least`` or more (0: for all)."""
    measurer = _Measurer(findings, shapes, claims, least, today)
    tables = [shapes.of_table(place) for place in findings.tables]
    counted = [measurer.count(shape) for shape in tables]
    found = [*counted, *(m for shape in tables for m in measurer.numbers(shape))]
    found += [measurer.coming(shape) for shape in shapes.of_comings.values()]
    found += [m for shape in tables for m in measurer.partners(shape)]
    return Counts(
        tuple(draft for draft, _ in found),
        tuple(Wish(text, draft.name) for draft, texts in found for text in texts),
    )


_Made = tuple[MetricDraft, tuple[str, ...]]


class _Measurer:
    def __init__(
        self, findings: Findings, shapes: Shapes, claims: Claims, least: int, today: date
    ) -> None:
        self._today = today
        self._findings = findings
        self._shapes = shapes
        self._claims = claims
        self._least = least
        said = (
            _bare(expand(table.named.words(v.name).short))
            for place, table in findings.tables.items()
            for v in findings.countable(place)
        )
        self._wordings = Wordings(said, claims)

    def count(self, shape: Shape) -> _Made:
        """The rows of a table."""
        named = self._findings.tables[shape.place].named
        many = plural(shape.words)
        said = " ".join(many)
        words = (*shape.words, "records") if self._claims.is_spoken_for(said) else many
        description = f"{label(many, named.profile.info.name)}{_when(shape)}."
        draft = self._draft(shape, words, "count", "", description, "integer")
        said = " ".join(shape.words)
        return self._protected(draft, named), (f"{said} count", f"{said}s")

    def coming(self, shape: Shape) -> _Made:
        """What came to be there, by the day it did."""
        description = f"{label(plural(shape.words[1:]))}{_when(shape)}."
        draft = self._draft(shape, plural(shape.words), "count", "", description, "integer")
        return self._protected(draft, self._findings.tables[shape.place].named), ()

    def numbers(self, shape: Shape) -> Iterator[_Made]:
        """Totals of what adds up, averages of every number."""
        for verdict in self._findings.countable(shape.place):
            words = self._words(shape, verdict)
            adds_up = verdict.use == "measure" and not (shape.dating and set(words) & STATES)
            made = [self._total(shape, verdict, words)] if adds_up else []
            made.append(self._average(shape, verdict, words, alone=not adds_up))
            yield from ((self._guarded(draft, shape, verdict), texts) for draft, texts in made)

    def partners(self, shape: Shape) -> Iterator[_Made]:
        """How many different partners the rows of a table have."""
        seen: set[tuple[str, ...]] = set()
        for edge in shape.node.edges:
            link = edge.link
            column = self._findings.tables[link.source].named.profile.column(link.columns[0])
            if len(link.columns) > 1 or link.columns in seen or column.is_unique:
                continue
            seen.add(link.columns)
            yield self._partner(shape, link)

    def _partner(self, shape: Shape, link: Link) -> _Made:
        named = self._findings.tables[link.source].named
        target = self._shapes.of_table(link.target)
        own, other = " ".join(plural(shape.words)), " ".join(plural(target.words))
        role = expand(named.words(link.columns[0]).short) if link.role else ()
        if role:
            role = role[:-1] if len(role) > 1 else role
            words = ("distinct", *plural(role), "of", *plural(shape.words))
        else:
            words = (*plural(target.words), "with", *plural(shape.words))
        description = f"Different {' '.join(plural(role)) or other} of {own}{_when(shape)}."
        column = quoted(link.columns[0])
        draft = self._draft(shape, words, "count_distinct", column, description, "integer")
        texts = () if role else (f"distinct {other} of {own}", f"unique {other} of {own}")
        return self._protected(draft, self._findings.tables[link.target].named), texts

    def _total(self, shape: Shape, verdict: ColumnVerdict, words: Words) -> _Made:
        whole = verdict.column.kind == "integer"
        draft = self._draft(
            shape,
            ("total", *words),
            "sum",
            quoted(verdict.name),
            f"Sum of {' '.join(words)} over {_rows(shape)}{_when(shape)}.",
            "integer" if whole else "decimal",
            ("review: is it a sum that means something, and in which unit?",),
        )
        said = " ".join(words)
        return draft, (f"sum of {said}", *_alone(words), *self._bare(shape, verdict, ""))

    def _average(
        self, shape: Shape, verdict: ColumnVerdict, words: Words, *, alone: bool
    ) -> _Made:
        draft = self._draft(
            shape,
            ("average", *words),
            "average",
            quoted(verdict.name),
            f"Average of {' '.join(words)} over {_rows(shape)}{_when(shape)}.",
            "decimal",
            (f"review: averaged, not added up: {verdict.why or _LEVEL}",) if alone else (),
        )
        said = " ".join(words)
        texts = (f"mean {said}", f"avg {said}", *self._bare(shape, verdict, "average "))
        return draft, texts

    def _guarded(self, draft: MetricDraft, shape: Shape, verdict: ColumnVerdict) -> MetricDraft:
        """The metric, granted to nobody yet where it tells of people what is their own."""
        if not is_personal_amount(self._findings.tables[shape.place].named, verdict.name):
            return draft
        note = f"review: tells of people, so it is in the tier {PERSONAL}, granted to nobody yet"
        return replace(draft, access=PERSONAL, notes=(*draft.notes, note))

    def _protected(self, draft: MetricDraft, counted: NamedTable) -> MetricDraft:
        """The metric, told for groups large enough where what it counts is people."""
        if not counted.is_of_people:
            return draft
        note = "review: counts people, and small groups are shown"
        if self._least:
            note = f"review: counts people, so groups of fewer than {self._least} are not shown"
        return replace(draft, min_group_size=self._least, notes=(*draft.notes, note))

    def _bare(self, shape: Shape, verdict: ColumnVerdict, before: str) -> tuple[str, ...]:
        """The column's words without the table's, which several tables may share."""
        words = _bare(expand(self._findings.tables[shape.place].named.words(verdict.name).short))
        said = " ".join(words)
        if words[:2] == ("number", "of") or (not before and self._claims.is_spoken_for(said)):
            return ()
        return (before + said,)

    def _words(self, shape: Shape, verdict: ColumnVerdict) -> Words:
        words = _bare(expand(self._findings.tables[shape.place].named.words(verdict.name).short))
        telling = self._wordings.is_telling(words)
        if telling or words[: len(shape.words)] == shape.words:
            return words
        return (*shape.words, *words)

    def _draft(
        self,
        shape: Shape,
        words: Words,
        aggregation: Aggregation,
        expr: str,
        description: str,
        format_: Format,
        notes: Notes = (),
    ) -> MetricDraft:
        name = self._claims.name(words, "metric")
        said = label(words)
        if not self._claims.phrase(said) and " ".join(words) != name.replace("_", " "):
            said = label(tuple(name.split("_")))
        return MetricDraft(
            name=name,
            dataset=shape.name,
            label=said,
            description=description,
            aggregation=aggregation,
            expr=expr,
            format=format_,
            min_group_size=0,
            access=GENERAL,
            caveats=tuple(_caveats(shape, self._today)),
            synonyms=(),
            notes=notes,
        )


def _bare(words: Words) -> Words:
    """A number's words without what says how it was added up before."""
    return words[1:] if len(words) > 1 and words[0] in _STARTS else words


def _alone(words: Words) -> tuple[str, ...]:
    """The number's own words, where they do not ask for a count of something."""
    return () if words[:2] == ("number", "of") else (" ".join(words),)


def _rows(shape: Shape) -> str:
    return " ".join(plural(shape.words))


def _when(shape: Shape) -> str:
    if shape.dating is None:
        return ", as they are now"
    return f", by their {shape.dating.said}"


def _caveats(shape: Shape, today: date) -> Iterator[str]:
    """That some rows are not counted, because no day of the data's history is theirs."""
    dating = shape.dating
    if dating is None:
        return
    things = label(plural(shape.words))
    if dating.missing:
        yield f"{things} that have no {dating.said} are not counted."
    if dating.is_too_early:
        yield f"{things} whose {dating.said} is before {EARLIEST.year} are not counted."
    if dating.is_late(today):
        yield f"{things} whose {dating.said} is still to come are not counted yet."
