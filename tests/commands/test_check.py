"""``paceline check`` lists every problem with its place; ``paceline metrics`` shows them."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource


@pytest.fixture
def definitions(tmp_path):
    """A copy of the shipped definitions that a test may break."""
    folder = tmp_path / "definitions"
    shutil.copytree(DEFAULT_DEFINITIONS, folder)
    return folder


def paceline(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def break_claims(definitions, old, new):
    path = definitions / "claims.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_definitions_have_no_problem():
    done = paceline("check")
    assert done.exit_code == 0
    assert "No problems" in done.stdout


def test_all_problems_of_all_files_are_listed_at_once_with_line_and_column(definitions):
    break_claims(definitions, "    format: integer\n", "    format: integer\n    formt: integer\n")
    (definitions / "extra.yml").write_text(
        "version: 1\nsubject: extra\nsubject: again\n", encoding="utf-8"
    )
    (definitions / "bomb.yml").write_text("version: 1\na: &a [x]\nb: *a\n", encoding="utf-8")
    done = paceline("check", "--definitions", definitions)
    assert done.exit_code == 1
    places = {line.split(":")[0] for line in done.stdout.splitlines()}
    assert {"claims.yml", "extra.yml", "bomb.yml"} <= places
    assert "formt" in done.stdout
    assert "format" in done.stdout
    for line in done.stdout.splitlines():
        _, number, column, message = line.split(":", 3)
        assert int(number) > 0
        assert int(column) > 0
        assert message.strip()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("expr: paid_amount", "expr: read_text('/etc/passwd')", "read_text"),
        ("expr: paid_amount", "expr: paid_amout", "paid_amount"),
        ("{to: unit, on: {serial: serial}}", "{to: untis, on: {serial: serial}}", "unit"),
        ("denominator: claims_paid", "denominator: claims_piad", "claims_paid"),
    ],
)
def test_a_mistake_is_named_with_what_was_probably_meant(definitions, old, new, said):
    break_claims(definitions, old, new)
    done = paceline("check", "--definitions", definitions)
    assert done.exit_code == 1
    assert said in done.stdout


def test_a_running_bot_keeps_the_last_good_catalogue(definitions):
    source = CatalogSource(definitions)
    good = source.catalog
    break_claims(definitions, "expr: paid_amount", "expr: paid_amout")
    assert source.refresh() is False
    assert source.problems
    assert source.catalog is good
    break_claims(definitions, "expr: paid_amout", "expr: paid_amount + 0")
    assert source.refresh() is True
    assert source.problems == ()
    assert source.catalog.fingerprint != good.fingerprint


def test_metrics_are_listed_by_subject_without_the_private_ones():
    done = paceline("metrics", "list", "--json")
    names = {row["name"] for row in json.loads(done.stdout)}
    assert {"claims_reported", "units_in_service", "ew_attach_rate"} <= names
    assert "coverage_unit_months" not in names


def test_a_metric_is_shown_with_owner_version_and_what_it_can_be_split_by():
    done = paceline("metrics", "show", "average_claim_cost")
    assert "claim_cost / claims_paid" in done.stdout
    assert "steward @dana.okafor" in done.stdout
    assert "region" in done.stdout


def test_an_unknown_metric_comes_with_near_names_and_exit_1():
    done = paceline("metrics", "show", "claims_reprted")
    assert done.exit_code == 1
    assert "claims_reported" in done.stderr


@pytest.mark.parametrize(
    "command", ["ask", "check", "export", "import", "metrics", "sample", "up"]
)
def test_every_command_has_help_with_an_example(command):
    done = paceline(command, "--help")
    assert done.exit_code == 0
    assert f"Example: paceline {command}" in done.stdout


def test_asking_nothing_is_a_usage_error():
    assert paceline("ask").exit_code == 2


def test_a_moment_that_is_none_is_a_usage_error():
    done = paceline("ask", "claims", "--now", "yesterday")
    assert done.exit_code == 2
    assert "2026-10-31" in done.stderr
