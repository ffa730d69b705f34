"""``paceline import``: definitions in a directory, the losses on stderr, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main

FOREIGN = Path(__file__).parents[1] / "interchange" / "foreign"
BOMB = "".join(
    f"{name}: &{name} [{', '.join([before] * 9)}]\n"
    for name, before in [("a", "1"), ("b", "*a"), ("c", "*b"), ("d", "*c"), ("e", "*d")]
)
OSSIE_OF_WRONG_TYPES = """
version: [1]
semantic_model:
  - 5
  - name: [x]
    description: {a: 1}
    datasets: [4, {name: 7, source: {a: b}, primary_key: 4, fields: no}]
    relationships: 5
    metrics: [5, {name: m, expression: {dialects: [{dialect: 5, expression: [1]}]}}]
    custom_extensions: [1, {vendor_name: COMMON, data: '{"paceline": {"files": {"../x.yml": 5}}}'}]
"""
DBT_OF_WRONG_TYPES = """
semantic_models:
  - 5
  - {name: [1], model: 5, entities: 4, dimensions: [1, {type: time}], measures: {a: 1}}
  - {name: o, model: 'ref("o', defaults: 5, entities: [{name: o, type: {a: 1}}]}
metrics: [4, {name: m1, type: simple, type_params: 5}, {name: m4, type: [1], filter: {a: 1}}]
"""


def paceline(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def told(done):
    """What a failed command says; a traceback is no sentence."""
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "Traceback" not in done.output
    return done.output


@pytest.mark.parametrize(
    ("format_", "file"), [("ossie", "retail.ossie.yml"), ("dbt", "jaffle.yml")]
)
def test_what_another_tool_wrote_passes_every_check(format_, file, tmp_path):
    done = paceline("import", format_, FOREIGN / file, "--out", tmp_path / "out")

    assert done.exit_code == 0
    assert "Lost:" in done.stderr
    assert "paceline check" in done.stdout
    assert paceline("check", "--definitions", tmp_path / "out").exit_code == 0


def test_the_losses_can_be_read_by_machines(tmp_path):
    done = paceline("import", "dbt", FOREIGN / "jaffle.yml", "--out", tmp_path / "o", "--json")

    report = json.loads(done.stderr)
    assert (report["direction"], report["format"]) == ("import", "dbt")
    assert {loss["kind"] for loss in report["losses"]} == {"lost", "assumed"}


@pytest.mark.parametrize("format_", ["ossie", "dbt"])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("version: 1\nx: [1\ny: 2\n", "broken.yml:3: this cannot be read"),
        (BOMB + "f: [" + ", ".join(["*e"] * 40) + "]\n", "it holds more than 1,000,000 values"),
        ("version: 1\nversion: 2\n", 'broken.yml:2: this cannot be read: "version" is written'),
        ("a: " + "[" * 500 + "]" * 500, "it is nested deeper than 64 levels"),
        ("a: " + "x" * 17_000_000, "broken.yml is larger than 16,777,216 bytes"),
        ("", 'in "'),
        ("- 1\n- 2\n", 'in "'),
    ],
    ids=["syntax", "bomb", "twice", "deep", "large", "empty", "list"],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(format_, text, sentence, tmp_path):
    (tmp_path / "broken.yml").write_text(text, encoding="utf-8")

    done = paceline("import", format_, tmp_path / "broken.yml", "--out", tmp_path / "out")

    assert sentence in told(done)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_text_gets_a_sentence(tmp_path):
    (tmp_path / "broken.yml").write_bytes(b"\xff\xfe\x00bad")

    done = paceline("import", "ossie", tmp_path / "broken.yml", "--out", tmp_path / "out")

    assert "broken.yml is no text in UTF-8." in told(done)


@pytest.mark.parametrize(
    ("format_", "text"), [("ossie", OSSIE_OF_WRONG_TYPES), ("dbt", DBT_OF_WRONG_TYPES)]
)
def test_wrong_types_are_named_one_by_one(format_, text, tmp_path):
    (tmp_path / "wrong.yml").write_text(text, encoding="utf-8")

    done = paceline("import", format_, tmp_path / "wrong.yml", "--out", tmp_path / "out")

    said = told(done)
    assert "Nothing of it can be used (" in said
    assert "number 1: it is no mapping of fields" in said
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.yml"]


@pytest.mark.parametrize(
    ("format_", "file"), [("dbt", "retail.ossie.yml"), ("ossie", "jaffle.yml")]
)
def test_a_file_of_the_other_format_is_refused(format_, file, tmp_path):
    done = paceline("import", format_, FOREIGN / file, "--out", tmp_path / "out")

    assert "semantic model" in told(done)


def test_a_broken_file_among_others_is_lost_and_the_others_are_read(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "jaffle.yml").write_bytes((FOREIGN / "jaffle.yml").read_bytes())
    (folder / "broken.yml").write_text("x: [", encoding="utf-8")

    done = paceline("import", "dbt", folder, "--out", tmp_path / "out")

    assert done.exit_code == 0
    assert "broken.yml:" in done.stderr
    assert (tmp_path / "out" / "orders.yml").exists()


def test_a_list_has_an_end(tmp_path):
    text = (FOREIGN / "retail.ossie.yml").read_text(encoding="utf-8")
    nothing = f"    relationships: [{'5, ' * 10_001}]\n    metrics:"
    text, _, metrics = text.partition("    relationships:")
    text += nothing + metrics.partition("    metrics:")[2]
    (tmp_path / "long.yml").write_text(text, encoding="utf-8")

    done = paceline("import", "ossie", tmp_path / "long.yml", "--out", tmp_path / "out")

    assert '`relationships` after the first 10,000: model "retail_model"' in done.output


def test_definitions_that_are_there_already_are_left_alone(tmp_path):
    (tmp_path / "mine.yml").write_text("version: 1\n", encoding="utf-8")

    done = paceline("import", "dbt", FOREIGN / "jaffle.yml", "--out", tmp_path)

    assert "holds definitions already, such as mine.yml" in told(done)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yml"]
