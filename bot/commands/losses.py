"""The loss report of an import or export, on stderr."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from metrics.interchange import LossReport


def tell_losses(report: LossReport, *, as_json: bool) -> None:
    """Say what did not pass; as one JSON object where machines read it."""
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1), err=True)
        return
    for line in report.lines():
        click.echo(line, err=True)
