"""What the README shows is what the product says."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.app.local import EXAMPLES
from bot.blocks import render
from metrics.sample import write_sample

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
TRANSCRIPT = re.findall(r"^#ask-data  .*: @paceline (.+)\n    (.+)$", README, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def desk(once):
    """The sample company as ``make demo`` makes it, on the day that the README tells of."""
    from bot.app import open_desk  # noqa: PLC0415 - where needed

    path = once(
        "readme.duckdb",
        lambda out: write_sample(out, scale=0.2, as_of=date(2026, 10, 31), seed=1),
    )
    with open_desk(None, f"duckdb:///{path}", None) as opened:
        yield opened


def test_the_transcript_is_what_the_demo_prints(desk):
    now = datetime.fromisoformat("2026-11-02T09:00")
    assert len(TRANSCRIPT) == 2
    for number, (question, answer) in enumerate(TRANSCRIPT):
        assert question in EXAMPLES
        reply = desk.ask(question, user="dana.okafor", channel="", thread=str(number), now=now)
        assert render(reply).text == answer


def test_every_command_of_the_readme_is_there():
    commands = set(re.findall(r"paceline (ask|check|metrics|sample|up)\b", README))
    assert commands == {"ask", "check", "metrics", "sample", "up"}
    for name in commands:
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
