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


def test_a_change_without_a_new_version_is_a_problem_with_the_line_to_write(definitions):
    break_claims(definitions, "expr: paid_amount", "expr: paid_amount * 2")
    done = paceline("check", "--definitions", definitions)
    assert done.exit_code == 1
    line = next(one for one in done.stdout.splitlines() if '"claim_cost"' in one)
    assert line.startswith("claims.yml:")
    assert ": problem: Metric" in line
    assert "version: 2" in line
    assert "2 problems: " in done.stdout  # what it is a part of has changed with it


def test_warnings_fail_only_a_strict_check(definitions):
    path = definitions / "parts.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(one for one in lines if "certified: {" not in one), encoding="utf-8")
    done = paceline("check", "--definitions", definitions)
    assert done.exit_code == 0
    assert "No problems, 2 warnings" in done.stdout
    assert paceline("check", "--strict", "--definitions", definitions).exit_code == 1


def test_findings_come_as_json_too(definitions):
    break_claims(definitions, "expr: paid_amount", "expr: paid_amount * 2")
    done = paceline("check", "--json", "--definitions", definitions)
    shown = json.loads(done.stdout)
    assert done.exit_code == 1
    assert shown["problems"] == len(shown["findings"]) == 2
    first = shown["findings"][0]
    assert (first["file"], first["check"], first["severity"]) == (
        "claims.yml", "certification", "problem",
    )  # fmt: skip
    break_claims(definitions, "expr: paid_amount", "expr: paid_amout")
    broken = json.loads(paceline("check", "--json", "--definitions", definitions).stdout)
    assert broken["problems"] == 1
    assert "paid_amount" in broken["findings"][0]["message"]


def live(*arguments):
    return paceline("check", "--live", "--now", "2026-11-01T09:00", *arguments)


def test_a_live_check_of_the_sample_company_finds_no_problem(sample_warehouse_path):
    done = live("--warehouse", f"duckdb:///{sample_warehouse_path}")
    assert done.exit_code == 0
    assert "claims.yml:5:3: known: " in done.stdout
    assert "A file that was loaded twice counts once." in done.stdout
    assert "claim.unit → unit" in done.stdout
    assert "No problems, " in done.stdout.splitlines()[-1]


def test_a_golden_value_that_is_not_met_fails_a_live_check(definitions, sample_warehouse_path):
    golden = "    golden: [{period: 2026-09, value: 1, on: 2026-10-05}]\n"
    break_claims(definitions, "    unit: claims\n", "    unit: claims\n" + golden)
    url = f"duckdb:///{sample_warehouse_path}"
    done = live("--json", "--warehouse", url, "--definitions", definitions)
    shown = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [f["check"] for f in shown["findings"] if f["severity"] == "problem"] == ["golden"]
    assert {join["to"] for join in shown["joins"]} >= {"unit", "member", "product"}


def test_a_live_check_without_a_warehouse_says_where_it_looked(tmp_path):
    done = live("--warehouse", f"duckdb:///{tmp_path}/none.duckdb")
    assert done.exit_code == 1
    assert "none.duckdb" in done.stderr


def test_looks_that_were_stopped_are_not_taken_for_all_is_well(sample_warehouse_path):
    url = f"duckdb:///{sample_warehouse_path}"
    done = live("--warehouse", url, "--timeout", "0.000001")
    last = done.stdout.splitlines()[-1]
    shown = json.loads(live("--json", "--warehouse", url, "--timeout", "0.000001").stdout)
    assert done.exit_code == 1
    assert last.startswith("No problems found, ")
    assert f"{shown['unseen']} of {shown['looks']} looks not finished: " in last
    assert shown["unseen"] == [f["check"] for f in shown["findings"]].count("unseen")


@pytest.mark.parametrize("seconds", ["-1", "0", "nan", "inf"])
def test_a_look_without_time_is_a_usage_error(seconds):
    done = live("--timeout", seconds)
    assert done.exit_code == 2
    assert "--timeout" in done.stderr


def test_metrics_are_certified_from_the_command_line(definitions):
    break_claims(definitions, "expr: paid_amount", "expr: paid_amount * 2")
    refused = paceline(
        "metrics", "certify", "claim_cost", "--by", "@dana.okafor", "--definitions", definitions
    )
    assert refused.exit_code == 1
    assert "without a new version" in refused.stderr
    break_claims(definitions, "expr: paid_amount * 2", "expr: paid_amount")
    done = paceline(
        "metrics", "certify", "claim_cost", "--by", "@ari.tanaka", "--on", "2026-09-01",
        "--definitions", definitions,
    )  # fmt: skip
    assert done.exit_code == 0
    assert done.stdout.startswith('claims.yml: claim_cost: certified: {by: "@ari.tanaka", on: ')
    shown = paceline("metrics", "show", "claim_cost", "--definitions", definitions)
    assert "certified by @ari.tanaka on 2026-09-01" in shown.stdout


@pytest.mark.parametrize("arguments", [[], ["claim_cost"], ["claim_cost", "--all"]])
def test_certifying_nothing_or_by_nobody_is_a_usage_error(definitions, arguments):
    done = paceline("metrics", "certify", *arguments, "--definitions", definitions)
    assert done.exit_code == 2


def test_certifying_read_only_definitions_is_a_sentence_and_exit_1(definitions):
    (definitions / "claims.yml").chmod(0o444)
    given = ("metrics", "certify", "claim_cost", "--by", "@ari.tanaka")
    done = paceline(*given, "--definitions", definitions)
    assert done.exit_code == 1
    assert "cannot be written: it is read-only" in done.stderr


def test_the_help_says_when_nobody_need_be_named():
    words = " ".join(paceline("metrics", "certify", "--help").stdout.split())
    assert "with --all each one's steward unless given" in words


def test_the_list_says_who_vouches_for_each_metric_and_for_which_not(definitions):
    break_claims(definitions, "expr: paid_amount", "expr: paid_amount * 2")
    text = paceline("metrics", "list", "--definitions", definitions).stdout
    line = next(one for one in text.splitlines() if one.startswith("  claim_cost "))
    assert "draft: changed since @dana.okafor certified it on 2026-07-01" in line
    rows = json.loads(paceline("metrics", "list", "--json", "--definitions", definitions).stdout)
    by_name = {row["name"]: row for row in rows}
    assert by_name["claim_cost"]["certified"]["holds"] is False
    assert by_name["claims_paid"]["certified"] == {
        "by": "@dana.okafor", "on": "2026-07-01", "holds": True,
    }  # fmt: skip
    assert by_name["claims_paid"]["tables"] == ["claim", "unit"]


def test_a_metric_is_shown_with_its_record_and_what_it_is_read_from(definitions):
    golden = "    golden: [{period: 2026-09, filters: {model: Bike}, value: 1, on: 2026-10-05}]\n"
    break_claims(definitions, "    unit: claims\n", "    unit: claims\n" + golden)
    text = paceline("metrics", "show", "claims_reported", "--definitions", definitions).stdout
    facts = {line[:14].strip(): line[14:] for line in text.splitlines()}
    assert facts["Standing:"] == "certified by @dana.okafor on 2026-07-01"
    assert facts["Hash:"].startswith("v1-")
    assert facts["Golden:"].startswith("1 in 2026-09-01 to 2026-10-01 (left out), model Bike")
    assert facts["Read from:"] == "claim (claim, unit)"
    assert facts["Change:"].startswith("v1 on 2026-07-01 by @dana.okafor")


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
    "command", ["ask", "check", "export", "import", "metrics", "sample", "scaffold", "up"]
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


def test_rows_that_narrow_nobody_are_remarked(definitions):
    path = definitions / "directory.yml"
    text = path.read_text(encoding="utf-8")
    narrowed = "grants: [general], rows: [{dimension: region, values: [UK]}]}"
    assert "S0SUPPLY, grants: [general]}" in text
    text = text.replace("S0SUPPLY, grants: [general]}", f"S0SUPPLY, {narrowed}")
    path.write_text(text, encoding="utf-8")
    assert "narrow nobody" not in paceline("check", "--definitions", definitions).stdout
    everyone = "groups:\n  all_of_us: {everyone: true, grants: [general]}\n"
    path.write_text(text.replace("groups:\n", everyone, 1), encoding="utf-8")
    said = 'The rows of group "supply_chain" narrow nobody for "general"'
    done = paceline("check", "--definitions", definitions)
    assert done.exit_code == 0
    assert said in done.stdout


def test_a_group_that_is_asked_as_has_what_everyone_has(definitions, sample_warehouse_path):
    path = definitions / "directory.yml"
    text = path.read_text(encoding="utf-8")
    everyone = "groups:\n  all_of_us: {everyone: true, grants: [cost]}\n"
    path.write_text(text.replace("groups:\n", everyone, 1), encoding="utf-8")
    asked = ("ask", "claim cost in October 2025", "--as", "group:marketing")
    done = paceline(
        *asked,
        *("--definitions", definitions, "--warehouse", f"duckdb:///{sample_warehouse_path}"),
        *("--state", "sqlite://"),
    )
    assert "Claim cost in October 2025 was" in done.stdout
