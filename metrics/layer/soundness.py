"""What of the data would make the number of a plan wrong: refused before it is counted."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.errors import UnsafeQueryError
from metrics.layer.build import DataBuild
from metrics.model import Conversion, Dataset
from metrics.planner import Branch, Plan, RoutedDimension
from metrics.warehouse import type_family

_NEARLY = ("FLOAT", "REAL")  # hold no more than about seven digits


def refuse_unsound(planned: Plan, build: DataBuild) -> None:
    """Refuse a plan that joins by what multiplies rows, or holds numbers against what is not them.

    Raises:
        UnsafeQueryError: a key repeats (``E_REPEATED_KEY``), text is held against numbers
            (``E_JOIN_TYPES``), or a number against one of single precision (``E_NOT_EXACT``).
        WarehouseError: the keys could not be looked up.
    """
    for branch in planned.branches:
        for dataset in branch.joined:
            _check_key(dataset, build)
        for own, theirs, pairs in _links(branch):
            _check_types(own, theirs, pairs, build)
        for condition in branch.filters:
            if condition.filter.values:
                _check_exact(condition.routed, branch.dataset, build)


def _check_key(dataset: Dataset, build: DataBuild) -> None:
    if build.repeated_keys(dataset):
        raise UnsafeQueryError(
            f"The data hold {dataset.label.lower()} with the same key more than once, so "
            "this would count some rows several times.",
            next_step="Ask without that split or filter, until the data are mended.",
            code="E_REPEATED_KEY",
        )


def _check_types(
    own: Dataset, theirs: Dataset, pairs: tuple[tuple[str, str], ...], build: DataBuild
) -> None:
    """Of text that is read as a number, several are the same number: ``01`` and ``1``."""
    for mine, other in pairs:
        kinds = {
            type_family(build.type_of(own, mine)),
            type_family(build.type_of(theirs, other)),
        }
        if "string" in kinds and kinds & {"integer", "number"}:
            raise UnsafeQueryError(
                f"{own.label} are held against {theirs.label.lower()} by a text on one side and a "
                "number on the other, so this might count some rows several times.",
                next_step="Ask without that split or filter, until the definition is mended.",
                code="E_JOIN_TYPES",
            )


def _check_exact(routed: RoutedDimension, start: Dataset, build: DataBuild) -> None:
    dimension = routed.dimension
    owner = routed.datasets[-1] if routed.datasets else start
    exact = dimension.data_type != "number"
    if not exact and build.type_of(owner, dimension.expression) in _NEARLY:
        raise UnsafeQueryError(
            f"{dimension.label} is kept to about seven digits: no number equals it for certain.",
            next_step="Ask without that condition, until it is kept as a decimal.",
            code="E_NOT_EXACT",
        )


def _links(branch: Branch) -> Iterator[tuple[Dataset, Dataset, tuple[tuple[str, str], ...]]]:
    """The datasets that are held against each other, and by which columns."""
    for routed in branch.routed:
        bridge = routed.bridge
        for hop in (*routed.hops, *(bridge.hops if bridge else ())):
            yield hop.source, hop.target, hop.join.on
        if bridge:
            yield bridge.dataset, bridge.target, bridge.join.on
    spec = branch.metric.type
    if isinstance(spec, Conversion) and branch.event_dataset is not None:
        yield branch.dataset, branch.event_dataset, spec.entity
