"""Binding of metrics: how the number comes about, and what governance says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from metrics.catalog.currencies import currency_of
from metrics.catalog.datasets import (
    owner_of,
    synonyms_of,
)
from metrics.catalog.document import Mapping, Scalar
from metrics.catalog.fields import Fields, suggestion
from metrics.catalog.formats import check_format
from metrics.catalog.names import Entry, Surroundings
from metrics.catalog.types import (
    MOST_DAYS,
    TYPES,
    bind_type,
    fields_of,
    metric_of,
    number_or_parameter,
    usual_missing,
)
from metrics.catalog.vouching import certification_of, check_change_log, golden_of, sunset_of
from metrics.model import (
    GRAINS,
    Change,
    Direction,
    Format,
    Goal,
    Group,
    Maturity,
    Metric,
    Missing,
    Parameter,
    Status,
)

_PLAIN = frozenset(
    {"label", "noun", "description", "type", "owner", "steward", "status", "successor", "version"}
    | {"changes", "direction", "format", "unit", "missing", "access", "min_group_size", "private"}
    | {"goal", "maturity", "caveats", "where_in_words", "synonyms", "also_read_as", "parameters"}
    | {"judged_by", "certified", "sunset", "golden"}
)
_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_STATUSES: tuple[Status, ...] = get_args(Status)
_FORMATS: tuple[Format, ...] = get_args(Format)
_MISSING: tuple[Missing, ...] = get_args(Missing)
_IMMATURE: tuple[Literal["exclude", "label", "refuse"], ...] = ("exclude", "label", "refuse")


@dataclass(frozen=True, slots=True)
class BoundMetric:
    """A metric and the fields it was read from, for checks across metrics."""

    metric: Metric
    fields: Fields


def bind_metric(entry: Entry, around: Surroundings) -> BoundMetric:
    """One metric; references to other metrics are names of ``around``."""
    kind = _kind(entry)
    known = _PLAIN | fields_of(kind)
    fields = Fields(entry.what, entry.place, entry.node, known, around.problems)
    fields.choice("type", TYPES)
    label = fields.line("label")
    private = fields.boolean("private", default=False)
    how = bind_type(kind, fields, around, entry.name)
    status = fields.choice("status", _STATUSES)
    form = fields.choice("format", _FORMATS)
    check_format(fields, how, form)
    changes = _changes(fields)
    metric = Metric(
        name=entry.name,
        label=label,
        plural_noun=fields.line("noun", label.lower()),
        description=fields.text("description"),
        subject=entry.subject,
        type=how,
        owner=owner_of(fields, around.groups),
        steward=fields.code("steward"),
        status=status,
        successor=_successor(fields, around.metrics, entry.name, status),
        version=fields.integer("version", least=1, most=9_999),
        changes=changes,
        direction=fields.choice("direction", _DIRECTIONS),
        format=form,
        unit=fields.text("unit", ""),
        missing=fields.choice("missing", _MISSING, usual_missing(how)),
        access=_access(fields, around.groups),
        min_group_size=fields.integer("min_group_size", 0, least=2, most=1_000),
        private=private,
        goal=_goal(fields),
        maturity=_maturity(fields),
        caveats=fields.sentences("caveats"),
        filters_in_words=fields.text("where_in_words", ""),
        synonyms=synonyms_of(fields, entry, around),
        also_read_as=_also(fields, entry.name, around.metrics),
        judged_by=_judged_by(fields, around.dimensions),
        origin=entry.origin,
        parameters=_parameters(fields),
        currency=currency_of(fields, around.currency) if form == "currency" else None,
        declared=status,
        certification=certification_of(fields),
        sunset=sunset_of(fields),
        golden=golden_of(fields, around.dimensions),
    )
    check_change_log(fields, changes)
    if not private:
        for phrase in (entry.name, label):
            around.phrases.claim(phrase, entry.what, entry.place)
    if "where" in fields and not metric.filters_in_words and not private:
        fields.problem(
            "where", f"Say this filter in words: add `where_in_words` to {fields.what}."
        )
    return BoundMetric(metric, fields)


def _kind(entry: Entry) -> str:
    """The type as written: it says which other fields there may be."""
    entries = entry.node.entries if isinstance(entry.node, Mapping) else ()
    found = next((node for key, node in entries if key.text == "type"), None)
    return found.text.strip() if isinstance(found, Scalar) else ""


def _access(fields: Fields, groups: tuple[Group, ...]) -> str:
    access = fields.code("access")
    grants = {grant for group in groups for grant in group.grants}
    if access and groups and access not in grants:
        fields.problem(
            "access", f'No group is granted access "{access}". {suggestion(access, grants)}'
        )
    return access


def _successor(fields: Fields, metrics: frozenset[str], own: str, status: Status) -> str:
    successor = metric_of(fields, "successor", metrics, "", own=own)
    deprecated = status == "deprecated"
    if successor == own:
        fields.problem("successor", f"{fields.what} cannot be its own successor. Name another.")
    if deprecated and "successor" not in fields:
        fields.problem(
            "status", f"{fields.what} is deprecated without a successor. Add `successor: …`."
        )
    if "successor" in fields and not deprecated:
        fields.problem(
            "successor", f"{fields.what} has a successor. Write `status: deprecated`, or drop it."
        )
    return successor


def _changes(fields: Fields) -> tuple[Change, ...]:
    changes = tuple(
        Change(
            version=child.integer("version", least=1, most=9_999),
            on=child.day("on"),
            by=child.code("by"),
            why=child.text("why"),
        )
        for child in fields.children("changes", ("version", "on", "by", "why"))
    )
    version = fields.code("version", "")
    if version.isdecimal() and int(version) not in {c.version for c in changes}:
        fields.problem(
            "version",
            f"Version {version} of {fields.what} is not in its change log. "
            f"Add `{{version: {version}, on: …, by: …, why: …}}` to `changes`.",
        )
    return changes


def _goal(fields: Fields) -> Goal | None:
    child = fields.child("goal", ("value", "grain", "source"))
    if child is None:
        return None
    grain = child.choice("grain", GRAINS, GRAINS[0]) if "grain" in child else None
    return Goal(child.number("value"), grain, child.text("source"))


def _maturity(fields: Fields) -> Maturity | None:
    child = fields.child("maturity", ("after_days", "after_months", "immature", "reason"))
    if child is None:
        return None
    return Maturity(
        after_days=child.integer("after_days", least=1, most=MOST_DAYS),
        immature=child.choice("immature", _IMMATURE),
        reason=child.text("reason"),
        after_months=number_or_parameter(child, "after_months") if "after_months" in child else 0,
    )


def _parameters(fields: Fields) -> tuple[Parameter, ...]:
    found = []
    for key, node in fields.entries("parameters"):
        known = ("label", "values", "default")
        child = fields.nested(f'Parameter "{key.text}"', key.place, node, known)
        values = tuple(int(v) for v in child.texts("values", required=True) if v.isdecimal())
        default = child.integer("default", least=0, most=MOST_DAYS)
        if default not in values:
            child.problem("default", f"{default} is not one of the values of {child.what}.")
        found.append(Parameter(key.text, child.text("label"), values, default))
    return tuple(found)


def _also(fields: Fields, own: str, metrics: frozenset[str]) -> tuple[str, ...]:
    scalars = fields.scalars("also_read_as")
    for scalar in scalars:
        if scalar.text == own or scalar.text not in metrics:
            hint = suggestion(scalar.text, metrics - {own})
            fields.note(scalar.place, f'There is no other metric "{scalar.text}". {hint}')
    return tuple(s.text for s in scalars)


def _judged_by(fields: Fields, dimensions: frozenset[str]) -> str:
    name = fields.code("judged_by", "")
    if name and name not in dimensions:
        hint = suggestion(name, dimensions)
        fields.problem("judged_by", f'There is no dimension "{name}". {hint}')
    return name
