"""The small company of docs/definitions.md passes the check and answers questions."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.app.local import workspace_config
from metrics.catalog import company, datasets, load_catalog, measures, rollups, sql, types
from metrics.catalog.currencies import CURRENCIES
from tests.documented import PAGE

NOW = ("--now", "2026-01-15T10:00")


def reply(kestrel, question, *options):
    done = kestrel.paceline("ask", question, "--json", *NOW, *options)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_it_has_no_problem_and_no_remark(kestrel):
    done = CliRunner().invoke(main, ["check", "--definitions", str(kestrel.definitions)])

    assert done.exit_code == 0
    assert done.stdout.startswith("No problems: 4 metrics, 3 dimensions, 2 datasets")


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("deliveries in 2025", [[120]]),
        ("parcels in Berlin in 2025", [[48]]),
        ("normal deliveries last month", [[6]]),
        ("express share in 2025", [[0.4]]),
        ("revenue by country in 2025", [["Germany", 1200], ["Luxembourg", 480]]),
        ("countries with revenue over €500 in 2025", [["Germany", 1200]]),
    ],
)
def test_its_questions_are_answered(kestrel, question, rows):
    found = reply(kestrel, question)

    assert found["kind"] == "answer"
    assert found["rows"] == rows


def test_its_money_is_in_euros(kestrel):
    assert "was €1,680" in reply(kestrel, "revenue in 2025")["headline"]


def test_its_operations_see_no_money(kestrel):
    refused = reply(kestrel, "revenue in 2025", "--as", "lena")

    assert (refused["kind"], refused["reason"]) == ("refusal", "not_permitted")


def test_one_word_for_a_city_and_a_country_is_asked_back_with_two_buttons_told_apart(kestrel):
    asked = reply(kestrel, "deliveries in Luxembourg in 2025")

    assert [o["label"].split(" · ")[1] for o in asked["options"]] == [
        "city Luxembourg",
        "country Luxembourg",
    ]


def test_a_synonym_that_is_a_value_is_asked_back_and_the_operator_told(kestrel, caplog):
    kestrel.change("{text: parcels,", "{text: Berlin,")

    asked = reply(kestrel, "deliveries in Berlin in 2025")

    assert asked["kind"] == "clarification"
    assert [o["query"]["filters"] for o in asked["options"]] == [
        [{"dimension": "city", "op": "in", "values": ["Berlin"]}],
        [],
    ]
    assert '"berlin" names deliveries, and "Berlin" is a city in the data' in caplog.text


@pytest.mark.parametrize("word", ["the", "last month", "2025"])
def test_a_synonym_that_every_question_needs_is_refused(kestrel, word):
    kestrel.change("{text: parcels,", f"{{text: {word},")

    checked = CliRunner().invoke(main, ["check", "--definitions", str(kestrel.definitions)])
    asked = kestrel.paceline("ask", "deliveries in Berlin in 2025")

    assert (checked.exit_code, asked.exit_code) == (1, 1)
    assert f'deliveries.yml:45:16: "{word}" is a' in checked.stdout
    assert "Choose other words." in asked.stderr


def test_two_ways_to_a_dimension_are_remarked_and_shown(kestrel):
    kestrel.change("city_id, service", "city_id, sender_city_id, service")
    kestrel.change(
        "      city: {to: city, on: {city_id: city_id}}\n",
        "      city: {to: city, on: {city_id: city_id}}\n"
        "      sender: {to: city, on: {sender_city_id: city_id}}\n",
    )

    checked = CliRunner().invoke(main, ["check", "--definitions", str(kestrel.definitions)])
    shown = CliRunner().invoke(
        main, ["metrics", "show", "express_share", "--definitions", str(kestrel.definitions)]
    )

    assert checked.exit_code == 0
    remarks = [line for line in checked.stdout.splitlines() if line.startswith("remark: ")]
    assert len(remarks) == 2
    assert remarks[0].startswith(
        "remark: deliveries.yml:4: City can be reached from deliveries by city or sender."
    )
    assert "Not by:       city. City can be reached from" in shown.stdout


def test_files_below_the_directory_are_remarked(kestrel):
    (kestrel.definitions / "old").mkdir()
    (kestrel.definitions / "old" / "more.yml").write_text("version: 1\n", encoding="utf-8")

    done = CliRunner().invoke(main, ["check", "--definitions", str(kestrel.definitions)])

    assert done.exit_code == 0
    assert "remark: old/more.yml is not read" in done.stdout


def test_only_few_remarks_are_printed(kestrel):
    (kestrel.definitions / "old").mkdir()
    for number in range(25):
        (kestrel.definitions / "old" / f"{number}.yml").touch()

    done = CliRunner().invoke(main, ["check", "--definitions", str(kestrel.definitions)])

    assert done.stdout.count("remark: ") == 21
    assert "remark: … and 5 more remarks." in done.stdout


def test_the_page_names_every_field_format_and_function():
    pages = (PAGE, PAGE.with_name("metric-types.md"))
    said = {word for page in pages for word in re.findall(r"\w+", page.read_text("utf-8"))}
    known = {
        *company._COMPANY,
        *company._CALENDAR,
        *company._FRESHNESS,
        *company._GROUP,
        *company._PERSON,
        *company._CHANNEL,
        *company._TERM,
        *datasets._DATASET,
        *datasets._DIMENSION,
        *datasets._DATA_TYPES,
        *measures._PLAIN,
        *types._BY_TYPE,
        *(field for known in types._BY_TYPE.values() for field in known),
        *types._AGGREGATIONS,
        *rollups._FIELDS,
        *measures._FORMATS,
        *measures._STATUSES,
        *measures._DIRECTIONS,
        *CURRENCIES,
        *(sql._QUERY_FUNCTIONS - {"decimal", "varchar"}),  # types in a cast
    }
    assert known - said == set()


def test_its_local_workspace_offers_questions_about_its_own_metrics(kestrel):
    config = workspace_config(load_catalog(kestrel.definitions), port=0, clock=None)

    assert config.examples == (
        "deliveries last month",
        "express deliveries by month this year",
        "what does express share mean?",
    )
    assert [group.id for group in config.usergroups] == ["S0OPERATIONS"]


def test_definitions_of_ones_own_are_not_answered_with_the_sample_companys_data(kestrel):
    for command in (["ask", "deliveries"], ["up", "--once"]):
        done = CliRunner().invoke(main, [*command, "--definitions", str(kestrel.definitions)])

        assert done.exit_code == 2
        assert "Definitions of your own need their data: give --warehouse URL" in done.stderr
