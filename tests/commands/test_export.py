"""``paceline export``: the document on stdout or in files, the losses on stderr."""

from __future__ import annotations

import json

import pytest
import yaml
from click.testing import CliRunner

from bot.__main__ import main
from metrics.catalog import DEFAULT_DEFINITIONS


def paceline(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.mark.parametrize("format_", ["ossie", "dbt"])
def test_the_document_is_printed_and_the_losses_go_to_stderr(format_):
    done = paceline("export", format_)

    assert done.exit_code == 0
    assert isinstance(yaml.safe_load(done.stdout), dict)
    assert "Kept for Paceline, unseen by other tools:" in done.stderr
    assert 'metric "open_claims"' in done.stderr


def test_the_losses_can_be_read_by_machines():
    done = paceline("export", "ossie", "--json")

    report = json.loads(done.stderr)
    assert (report["direction"], report["format"]) == ("export", "ossie")
    assert {"kind", "what", "detail"} == set(report["losses"][0])


def test_ossie_is_written_to_one_file_as_json_where_its_name_says_so(tmp_path):
    done = paceline("export", "ossie", "--out", tmp_path / "new" / "model.json")

    assert done.exit_code == 0
    assert json.loads((tmp_path / "new" / "model.json").read_text())["version"] == "0.2.0.dev0"
    assert "model.json" in done.stdout


@pytest.mark.parametrize("spec", ["legacy", "latest"])
def test_dbt_is_written_to_a_directory(spec, tmp_path):
    done = paceline("export", "dbt", "--spec", spec, "--out", tmp_path / "dbt")

    assert done.exit_code == 0
    document = yaml.safe_load((tmp_path / "dbt" / "semantic_models.yml").read_text())
    assert ("semantic_models" in document) == (spec == "legacy")
    assert (tmp_path / "dbt" / "models" / "governed_claim.sql").exists()


def test_definitions_with_problems_are_not_exported(tmp_path):
    for file in DEFAULT_DEFINITIONS.glob("*.yml"):
        text = file.read_text(encoding="utf-8").replace("agg: median", "agg: middle")
        (tmp_path / file.name).write_text(text, encoding="utf-8")

    done = paceline("export", "ossie", "--definitions", tmp_path)

    assert done.exit_code == 1
    assert "claims.yml:" in done.stderr
    assert done.stdout == ""


def test_what_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    done = paceline("export", "dbt", "--out", tmp_path / "file")

    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize(
    "given", [[], ["cube"], ["dbt", "--spec", "v9"], ["ossie", "--spec", "latest"]]
)
def test_anything_else_is_a_usage_error(given):
    assert paceline("export", *given).exit_code == 2


def test_people_stay_at_home_when_asked():
    done = paceline("export", "ossie", "--no-people", "--bare")

    assert "Dana" not in done.stdout
    assert "Lost:" in done.stderr
