"""YAML is read strictly: nothing reinterpreted, nothing constructed, refusals with a place."""

from __future__ import annotations

import os

import pytest

from metrics.catalog import check_definitions, files_below, load_catalog


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("version: 1\nsubject: odd\nversion: 1\n", 3, 1, '"version" is written twice'),
        ("a: &x [1]\n", 1, 4, "Anchor &x is not allowed"),
        ("a: 1\nb: *x\n", 2, 4, "Alias *x is not allowed"),
        ("a: !!python/object/apply:os.system ['id']\n", 1, 4, "Tag tag:yaml.org,2002:python"),
        ("a: !env HOME\n", 1, 4, "Tag !env is not allowed"),
        ("a: 1\n---\nb: 2\n", 2, 1, "A second document"),
        ("a:\n\tb: 1\n", 2, 1, "not valid YAML"),
        ("a: [1, 2\n", 2, 1, "not valid YAML"),
        ("? [a, b]\n: 1\n", 1, 3, "A key must be plain text"),
        ("- a\n- b\n", 1, 1, "holds no fields"),
        ("", 1, 1, "holds no fields"),
        ("a: " + "[" * 40 + "]" * 40, 1, 35, "deeper than 32 levels"),
        ("[" * 20_000, 1, 33, "deeper than 32 levels"),
        ("a: 1\nb: x\x00y\n", 2, 5, "not valid YAML"),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_what_yaml_allows_and_definitions_do_not(definitions, text, line, column, message):
    definitions.write(text, "odd.yml")

    (problem,) = check_definitions(definitions.path)

    assert (problem.file, problem.line, problem.column) == ("odd.yml", line, column)
    assert message in problem.message


def test_bytes_that_are_not_utf_8_are_named(definitions):
    (definitions.path / "odd.yml").write_bytes(b"a: 1\nb: caf\xe9\n")

    (problem,) = check_definitions(definitions.path)

    assert str(problem) == "odd.yml:2:7: Byte 0xE9 is not UTF-8. Save the file as UTF-8."


def test_a_big_file_is_not_read(definitions):
    definitions.write("a: " + "x" * 256 * 1024, "odd.yml")

    (problem,) = check_definitions(definitions.path)

    assert "at most 262,144 bytes are read" in problem.message


def test_a_directory_in_place_of_a_file_is_a_problem_not_a_crash(definitions):
    (definitions.path / "odd.yml").mkdir()

    (problem,) = check_definitions(definitions.path)

    assert "no plain file" in problem.message


def test_a_pipe_is_a_problem_and_nobody_waits_for_it(definitions):
    os.mkfifo(definitions.path / "z.yml")

    (problem,) = check_definitions(definitions.path)

    assert str(problem) == "z.yml:1:1: This is no plain file, or a link to none. Take it away."


@pytest.mark.parametrize("target", ["/dev/zero", "nowhere.yml"])
def test_a_link_that_leads_to_no_file_is_a_problem(definitions, target):
    (definitions.path / "z.yml").symlink_to(target)

    (problem,) = check_definitions(definitions.path)

    assert "a link to none" in problem.message


def test_links_to_files_are_followed_as_mounted_volumes_have_them(definitions):
    hidden = definitions.path / "..2026_11_25"
    hidden.mkdir()
    (definitions.path / "shop.yml").rename(hidden / "shop.yml")
    (definitions.path / "shop.yml").symlink_to("..2026_11_25/shop.yml")

    assert check_definitions(definitions.path) == ()
    assert files_below(definitions.path) == ()


def test_files_in_directories_below_are_not_read_and_can_be_named(definitions):
    for name in ("old/2024/shop.yaml", "team/more.yml", "team/notes.txt"):
        (definitions.path / name).parent.mkdir(parents=True, exist_ok=True)
        (definitions.path / name).write_text("not even: [yaml")

    assert check_definitions(definitions.path) == ()
    assert [str(f) for f in files_below(definitions.path)] == [
        "old/2024/shop.yaml",
        "team/more.yml",
    ]


def test_an_ending_in_capitals_is_read_too(definitions):
    (definitions.path / "shop.yml").rename(definitions.path / "SHOP.YML")

    assert "sales_count" in load_catalog(definitions.path).metrics


def test_an_empty_directory_says_what_is_missing(tmp_path):
    (problem,) = check_definitions(tmp_path)

    assert "There are no definitions" in problem.message


def test_values_stay_as_they_are_written(definitions):
    definitions.change("values: [open, paid]", "values: [NO, 1.10, '1:30', 012, null, 2026-01-01]")

    dimension = load_catalog(definitions.path).dimension("sale_status")

    assert dimension.values == ("NO", "1.10", "1:30", "012", "null", "2026-01-01")
