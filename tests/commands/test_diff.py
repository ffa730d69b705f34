"""``paceline metrics diff`` against git, against a directory, and against nothing it can find."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from metrics.catalog import DEFAULT_DEFINITIONS

IDENTITY = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]


@pytest.fixture
def repository(tmp_path):
    """The shipped definitions, in a folder of a git repository, committed."""
    folder = tmp_path / "company" / "definitions"
    shutil.copytree(DEFAULT_DEFINITIONS, folder)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder, "First")
    return folder


def git(folder, *arguments):
    command = [shutil.which("git"), "-C", folder, *IDENTITY, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", message)


@pytest.fixture
def diff(sample_warehouse_path):
    def run(name, definitions, *arguments):
        given = [
            "metrics", "diff", name, "--definitions", definitions, "--now", "2026-11-01",
            "--warehouse", f"duckdb:///{sample_warehouse_path}", *arguments,
        ]  # fmt: skip
        return CliRunner().invoke(main, [str(a) for a in given])

    return run


def only_dear_claims(folder):
    path = folder / "claims.yml"
    text = path.read_text(encoding="utf-8")
    at = text.index("where: status = 'paid'", text.index("  claim_cost:"))
    text = text[:at] + text[at:].replace("'paid'", "'paid' AND paid_amount > 300", 1)
    path.write_text(text, encoding="utf-8")


def test_the_files_are_held_against_the_last_commit(diff, repository, by_hand):
    only_dear_claims(repository)

    done = diff("claim_cost", repository)

    assert done.exit_code == 0
    assert "where: status = 'paid' → status = 'paid' AND paid_amount > 300" in done.stdout
    assert "status: certified → draft" in done.stdout
    assert "metrics made of it: average_claim_cost" in done.stdout
    assert "a reading of: cost" in done.stdout
    cheap = by_hand(
        "SELECT count(*) FROM (SELECT DISTINCT ON (claim_id) * FROM claim ORDER BY load_id) "
        "WHERE status = 'paid' AND paid_on >= '2025-11-01' AND paid_on < '2026-11-01' "
        "AND NOT paid_amount > 300"
    )[0][0]
    assert cheap > 0
    assert f"{cheap:,} left: by the new definition paid_amount > 300 is not true" in done.stdout


def test_it_comes_as_json_with_the_exact_numbers(diff, repository, by_hand):
    only_dear_claims(repository)

    shown = json.loads(diff("claim_cost", repository, "--json").stdout)

    assert shown["time_range"] == {"start": "2025-11-01", "end": "2026-11-01"}
    assert len(shown["periods"]) == 12
    wanted = by_hand(
        "SELECT sum(paid_amount), coalesce(sum(paid_amount) FILTER (paid_amount > 300), 0) FROM "
        "(SELECT DISTINCT ON (claim_id) * FROM claim ORDER BY load_id) WHERE status = 'paid' "
        "AND paid_on >= '2026-10-01' AND paid_on < '2026-11-01'"
    )[0]
    assert shown["periods"][-1] == ["2026-10-01", *map(float, wanted)]
    assert shown["rows"][0]["entered"] == 0
    assert sum(before for _, before, _ in shown["by_dimension"]) == pytest.approx(
        sum(before for _, before, _ in shown["periods"])
    )


def test_an_older_revision_can_be_named(diff, repository):
    only_dear_claims(repository)
    commit(repository, "Second")

    now = diff("claim_cost", repository)
    then = diff("claim_cost", repository, "--against", "HEAD~1")

    assert "Nothing in it has changed." in now.stdout
    assert "paid_amount > 300" in then.stdout
    assert "the files against HEAD~1 (" in then.stdout


def test_outside_git_another_directory_can_be_named(diff, tmp_path):
    new, old = tmp_path / "new", tmp_path / "old"
    for folder in (new, old):
        shutil.copytree(DEFAULT_DEFINITIONS, folder)
    only_dear_claims(new)

    done = diff("average_claim_cost", new, "--against", old)

    assert done.exit_code == 0
    assert "claim_cost: where: status = 'paid' → " in done.stdout
    assert f"against {old}" in done.stdout


def test_periods_and_dimension_can_be_chosen(diff, repository):
    done = diff("claim_cost", repository, "--grain", "quarter", "--by", "region", "--json")

    shown = json.loads(done.stdout)
    assert shown["dimension"] == "region"
    assert shown["time_range"] == {"start": "2023-10-01", "end": "2026-10-01"}
    assert len(shown["periods"]) == 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--against", "no-such-branch"], 'There is no revision "no-such-branch"'),
        (["--against", "--output=x"], 'There is no revision "--output=x"'),
        (["--by", "regoin"], "region"),
    ],
)
def test_what_is_not_there_is_a_problem_with_what_to_do(diff, repository, arguments, said):
    done = diff("claim_cost", repository, *arguments)

    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") > 1


def test_definitions_in_no_repository_say_how_to_go_on(diff, tmp_path):
    folder = tmp_path / "definitions"
    shutil.copytree(DEFAULT_DEFINITIONS, folder)

    done = diff("claim_cost", folder)

    assert done.exit_code == 1
    assert "is in no git repository" in done.stderr
    assert "--against DIR" in done.stderr


def test_a_revision_without_definitions_says_so(diff, repository):
    git(repository, "checkout", "--quiet", "--orphan", "empty")
    git(repository, "rm", "-r", "--quiet", "--cached", ".")
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "Empty")

    done = diff("claim_cost", repository)

    assert done.exit_code == 1
    assert "there were no definitions" in done.stderr


def test_old_definitions_that_are_broken_are_a_problem(diff, repository):
    text = (repository / "claims.yml").read_text(encoding="utf-8")
    (repository / "claims.yml").write_text(text.replace("expr: paid_amount", "expr: paid_amout"))
    commit(repository, "Broken")
    (repository / "claims.yml").write_text(text, encoding="utf-8")

    done = diff("claim_cost", repository)

    assert done.exit_code == 1
    assert "paid_amout" in done.stderr


def test_an_unknown_metric_comes_with_near_names(diff, repository):
    done = diff("claim_cots", repository)

    assert done.exit_code == 1
    assert "claim_cost" in done.stderr


def test_a_grain_that_is_none_is_a_usage_error(diff, repository):
    assert diff("claim_cost", repository, "--grain", "decade").exit_code == 2


def test_help_has_an_example():
    for command in ("diff", "certify", "list", "show"):
        done = CliRunner().invoke(main, ["metrics", command, "--help"])
        assert f"Example: paceline metrics {command}" in done.stdout
