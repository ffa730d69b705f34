"""``paceline check``: every problem of the definitions, and with ``--live`` of the data below."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.defaults import data_of, premises, settings_or_exit
from bot.commands.options import (
    Moment,
    Seconds,
    definitions_option,
    fail,
    today_or,
    warehouse_option,
)
from metrics.errors import MetricsError, Problem

if TYPE_CHECKING:
    from metrics.catalog import Catalog
    from metrics.inspection import Finding, Inspection, JoinReach


@click.command(
    name="check",
    epilog="Example: paceline check --live --warehouse duckdb:///warehouse.duckdb",
)
@click.option("--live", is_flag=True, help="Look at the data behind the definitions too.")
@click.option("--strict", is_flag=True, help="Exit 1 on warnings too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--now", type=Moment(), help="Check as if it were then.")
@click.option(
    "--timeout",
    default=60.0,
    show_default=True,
    type=Seconds(),
    help="Seconds for one look at the data.",
)
@definitions_option
@warehouse_option
def command(
    definitions: Path | None,
    warehouse: str | None,
    now: datetime | None,
    timeout: float,
    *,
    live: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Check the definitions, and with --live the data behind them; exit 1 on any problem.

    Exit 1 too where a look at the data could not be finished: what it would have found is not
    known. Give it more time, with --timeout.

    Each finding stands at its file:line:column, with what to do. Warnings are for somebody to look
    at; known findings are wrong data that the definitions allow for. Remarks are no problems:
    files that are not read, and dimensions that two joins lead to.
    """
    from bot.commands.remarks import remarks
    from metrics.catalog import DEFAULT_DEFINITIONS, check_definitions, load_catalog
    from metrics.inspection import review, worst_first

    if live:
        definitions = definitions or settings_or_exit().definitions
    path = definitions or DEFAULT_DEFINITIONS
    broken = check_definitions(path, premises())
    if broken:
        _print_broken(broken, path, as_json=as_json)
        sys.exit(1)
    catalog = load_catalog(path, premises())
    noted = remarks(path, catalog)
    findings = review(catalog, today_or(now))
    inspection: Inspection | None = None
    if live:
        inspection = _inspect(path, warehouse, now, timeout)
        findings = worst_first((*findings, *inspection.findings))
    if as_json:
        shown = _as_json(findings, inspection) | {"remarks": noted}
        click.echo(json.dumps(shown, indent=1, ensure_ascii=False))
    else:
        _print(findings, noted, inspection)
        click.echo(_summary(findings, catalog, path, inspection))
    severities = {finding.severity for finding in findings}
    blind = inspection is not None and inspection.unseen > 0
    if blind or "problem" in severities or (strict and "warning" in severities):
        sys.exit(1)


def _inspect(
    definitions: Path, warehouse: str | None, now: datetime | None, timeout_s: float
) -> Inspection:
    from bot.app.parts import open_layer, present
    from bot.commands.progress import looking
    from metrics.inspection import inspect_data

    try:
        _, url = data_of(definitions, warehouse, settings_or_exit())
        with (
            open_layer(definitions, url, workers=1) as (_, opened, layer),
            looking() as watcher,
        ):
            return inspect_data(
                layer, opened, now=now or present(), timeout_s=timeout_s, watcher=watcher
            )
    except MetricsError as error:
        fail(error)


def _print_broken(problems: tuple[Problem, ...], path: Path, *, as_json: bool) -> None:
    if as_json:
        shown = [
            {"severity": "problem", "check": "definition"} | asdict(problem)
            for problem in problems
        ]
        click.echo(json.dumps({"problems": len(shown), "findings": shown}, indent=1))
        return
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{_counted(len(problems), 'problem')} in {path}.", err=True)


def _print(
    findings: Iterable[Finding], noted: Iterable[str], inspection: Inspection | None
) -> None:
    for finding in findings:
        click.echo(str(finding))
    for remark in noted:
        click.echo(f"remark: {remark}")
    if inspection is not None:
        click.echo("\nHow far joins carry:")
        for join in inspection.joins:
            click.echo(f"  {_reach(join)}")
        click.echo(f"\nLooked at the data {inspection.looks - inspection.unseen:,} times.")


def _summary(
    findings: Iterable[Finding], catalog: Catalog, path: Path, inspection: Inspection | None
) -> str:
    counts = Counter(finding.severity for finding in findings)
    what = (
        f"{len(catalog.askable)} metrics, {len(catalog.dimensions)} dimensions, "
        f"{len(catalog.datasets)} datasets in {path}."
    )
    unseen = inspection.unseen if inspection is not None else 0
    none = "No problems found" if unseen else "No problems"
    problems = _counted(counts["problem"], "problem") if counts["problem"] else none
    more = [_counted(counts["warning"], "warning")] if counts["warning"] else []
    more += [f"{counts['known']} known"] if counts["known"] else []
    if inspection is not None and unseen:
        more.append(f"{unseen:,} of {_counted(inspection.looks, 'look')} not finished")
    return f"{', '.join([problems, *more])}: {what}"


def _reach(join: JoinReach) -> str:
    short = f"{join.dataset}.{join.join} → {join.to}"
    missing = [f"{join.without_key:,} without a key"] if join.without_key else []
    missing += [_counted(join.orphans, "orphan")] if join.orphans else []
    rest = f" ({', '.join(missing)})" if missing else ""
    return f"{short:<44} {_percent(join.share):>7} of {join.rows:,} rows{rest}"


def _percent(share: float) -> str:
    """A share in percent, cut and not rounded: 100 % is all.

    >>> _percent(1.0), _percent(0.99999)
    ('100 %', '99.9 %')
    """
    return "100 %" if share == 1 else f"{int(share * 1000) / 10:.1f} %"


def _as_json(findings: Iterable[Finding], inspection: Inspection | None) -> dict[str, object]:
    counts = Counter(finding.severity for finding in findings)
    shown: dict[str, object] = {
        "problems": counts["problem"],
        "warnings": counts["warning"],
        "known": counts["known"],
        "findings": [_finding(finding) for finding in findings],
    }
    if inspection is not None:
        shown["looks"] = inspection.looks
        shown["unseen"] = inspection.unseen
        shown["joins"] = [asdict(join) | {"share": join.share} for join in inspection.joins]
    return shown


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "severity": finding.severity,
        "check": finding.check,
        "subject": finding.subject,
        "message": finding.message,
        "advice": finding.advice,
        **asdict(finding.origin),
    }


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
