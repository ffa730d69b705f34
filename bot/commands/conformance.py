"""``paceline conformance``: the foundation's vectors, and what our engine says."""

from __future__ import annotations

import sys

import click


@click.command(name="conformance", epilog="Example: paceline conformance --failures")
@click.option("--failures", is_flag=True, help="Only the vectors that do not fit.")
def command(*, failures: bool) -> None:
    """Ask the engine the vectors of the Apache Ossie foundation semantics; exit 1 on a miss.

    Prints vector, what it is about, what is expected and what came back.
    """
    from rich.console import Console
    from rich.table import Table

    from metrics.conformance import run_conformance

    found = list(run_conformance())
    table = Table("vector", "about", "expected", "got", "", box=None)
    for finding in found:
        if not (failures and finding.fits):
            vector = finding.vector
            mark = "ok" if finding.fits else "MISS"
            table.add_row(
                vector.name, vector.about, _said(vector.expected), _said(finding.got), mark
            )
    fitting = sum(finding.fits for finding in found)
    Console().print(table)
    click.echo(f"{fitting} of {len(found)} vectors fit.")
    sys.exit(0 if fitting == len(found) else 1)


def _said(answer: object) -> str:
    if not isinstance(answer, tuple):
        return str(answer)
    return " | ".join(", ".join(str(cell) for cell in row) for row in answer) or "no rows"
