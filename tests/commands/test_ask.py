"""``paceline ask``: the issue's questions, their numbers equal to SQL written by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from bot.__main__ import main

NOW = "2026-11-02T10:00"
CLAIMS = (
    "(SELECT * FROM claim QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY load_id) = 1)"
)
IN_CANADA_ON_A_TREAD = f"""
  FROM {CLAIMS} AS c JOIN unit AS u USING (serial) JOIN member AS m ON m.member_id = u.member_id
  WHERE u.model = 'Tread' AND m.region = 'Canada' AND c.status = 'paid'
    AND c.paid_on BETWEEN '2026-06-01' AND '2026-10-31'
"""


@pytest.fixture
def ask(sample_warehouse_path, monkeypatch):
    """A function from a question to the reply's JSON."""
    monkeypatch.setenv("PACELINE_WAREHOUSE", f"duckdb:///{sample_warehouse_path}")

    def reply(question, *options):
        done = CliRunner().invoke(main, ["ask", question, "--json", "--now", NOW, *options])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return reply


def test_how_many_claims_last_month(ask, by_hand):
    reply = ask("how many claims did we get last month?")
    truth = by_hand(
        f"SELECT count(*) FROM {CLAIMS} WHERE reported_on BETWEEN '2026-10-01' AND '2026-10-31'"
    )
    assert reply["kind"] == "answer"
    assert reply["rows"] == [list(truth[0])]
    assert reply["query"]["time_range"] == {"start": "2026-10-01", "end": "2026-11-01"}
    assert "claims reported" in reply["read_as"].lower()
    assert str(truth[0][0]) in reply["headline"]
    assert any(word in reply["headline"] for word in ("better", "worse", "unchanged", "same"))
    assert reply["provenance"]["metric"] == "claims_reported"
    assert reply["provenance"]["data_through"] == "2026-10-31"
    assert reply["provenance"]["answer_id"] == reply["answer_id"]


def test_claims_by_model_this_quarter_against_last(ask, by_hand):
    reply = ask("claims by model this quarter vs last")
    truth = by_hand(f"""
      SELECT u.model, count(*) FILTER (c.reported_on >= '2026-10-01'),
        count(*) FILTER (c.reported_on BETWEEN '2026-07-01' AND '2026-07-31')
      FROM {CLAIMS} AS c LEFT JOIN unit AS u USING (serial)
      WHERE c.reported_on BETWEEN '2026-07-01' AND '2026-10-31'
        AND (c.reported_on >= '2026-10-01' OR c.reported_on <= '2026-07-31')
      GROUP BY 1
    """)
    assert {tuple(row[:3]) for row in reply["rows"]} == set(truth)
    assert reply["columns"][:3] == ["model", "claims_reported", "claims_reported__previous"]
    assert any("same number of days" in caveat for caveat in reply["caveats"])


def test_top_three_regions_by_claim_cost_in_a_fiscal_year(ask, by_hand):
    reply = ask("top 3 regions by claim cost in fiscal 2026")
    truth = by_hand(f"""
      SELECT m.region, sum(c.paid_amount)::double
      FROM {CLAIMS} AS c LEFT JOIN unit AS u USING (serial)
        LEFT JOIN member AS m ON m.member_id = u.member_id
      WHERE c.status = 'paid' AND c.paid_on BETWEEN '2025-07-01' AND '2026-06-30'
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3
    """)
    assert [tuple(row) for row in reply["rows"]] == [pytest.approx(row) for row in truth]
    assert reply["query"]["limit"] == 3


def test_average_claim_cost_for_a_model_in_a_region_since_a_month(ask, by_hand):
    reply = ask("average claim cost for Tread in Canada since June")
    ((truth,),) = by_hand(f"SELECT avg(c.paid_amount::double) {IN_CANADA_ON_A_TREAD}")
    assert reply["kind"] == "answer"
    assert reply["rows"][0][0] == (truth if truth is None else pytest.approx(truth))
    found = {(f["dimension"], f["op"], *f["values"]) for f in reply["query"]["filters"]}
    assert found == {("model", "in", "Tread"), ("region", "in", "Canada")}


def test_units_in_service_by_region(ask, by_hand):
    reply = ask("units in service by region")
    truth = by_hand("""
      SELECT m.region, count(*) FROM unit AS u LEFT JOIN member AS m USING (member_id)
      WHERE u.delivered_on <= '2026-10-31'
        AND (u.left_service_on IS NULL OR u.left_service_on > '2026-10-31')
      GROUP BY 1
    """)
    assert {tuple(row) for row in reply["rows"]} == set(truth)


def test_attach_rate_by_month_counts_closed_windows_only(ask, by_hand):
    reply = ask("extended warranty attach rate by month this year")
    truth = dict(
        by_hand("""
      SELECT date_trunc('month', u.delivered_on)::date,
        avg((EXISTS (FROM ew_contract AS c WHERE c.serial = u.serial
          AND c.bought_on <= u.delivered_on + INTERVAL 60 DAY))::int)
      FROM unit AS u
      WHERE u.delivered_on >= '2026-01-01' AND u.delivered_on + INTERVAL 60 DAY <= '2026-10-31'
      GROUP BY 1
    """)
    )
    for month, rate in reply["rows"]:
        expected = truth.get(date.fromisoformat(month))
        assert rate == (None if expected is None else pytest.approx(expected))
    assert len(reply["rows"]) == 10
    assert "in August 2026" in reply["headline"], "the last month whose windows have all closed"
    last_closed = date(2026, 10, 31) - timedelta(days=60)
    assert any(f"{last_closed:%B} {last_closed.day}" in caveat for caveat in reply["caveats"])


@pytest.mark.parametrize(
    ("question", "kind", "words"),
    [
        ("how many serious claims", "clarification", {"serious"}),
        ("claims net of chargebacks", "clarification", {"net", "chargebacks"}),
        ("who will win the world cup", "refusal", {"win"}),
    ],
)
def test_what_is_not_understood_is_named_and_gets_no_number(ask, question, kind, words):
    reply = ask(question)
    assert reply["kind"] == kind
    assert words <= set(reply["not_understood"])
    assert "rows" not in reply


def test_the_sql_of_an_answer_runs_and_gives_its_rows(ask, by_hand):
    reply = ask("claims by region last month")
    assert [list(row) for row in by_hand(reply["sql"])] == reply["rows"]


def test_who_was_not_granted_the_cost_is_refused_without_a_number(ask):
    refused = ask("claim cost last month", "--as", "group:supply_chain")
    assert (refused["kind"], refused["reason"]) == ("refusal", "not_permitted")
    assert ask("claim cost last month", "--as", "fiona.grant")["kind"] == "answer"


def test_the_sql_is_shown_only_to_those_who_may_see_it(ask):
    assert ask("orders last month", "--as", "U0FIONA")["sql"] is None
    assert ask("orders last month", "--as", "U0ARI")["sql"].startswith("/* orders v1-")


def test_somebody_unknown_is_an_error_that_names_the_near(ask, sample_warehouse_path):
    del ask
    done = CliRunner().invoke(
        main,
        ["ask", "claims", "--as", "dana", "--warehouse", f"duckdb:///{sample_warehouse_path}"],
    )
    assert done.exit_code == 1
    assert "dana.okafor" in done.stderr


def test_a_batch_answers_line_by_line_and_keeps_each_thread_apart(sample_warehouse_path, tmp_path):
    lines = [
        {"id": 1, "question": "claims last month", "now": NOW, "thread": "a"},
        {"id": "two", "question": "and by region?", "now": NOW, "thread": "a"},
        {"id": 3, "question": "and by region?", "now": NOW, "thread": "b"},
        {"id": 4, "question": "claim cost last month", "now": NOW, "as": "group:marketing"},
    ]
    batch = tmp_path / "questions.jsonl"
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["ask", "--batch", str(batch), "--warehouse", f"duckdb:///{sample_warehouse_path}"]
    )
    replies = {r["id"]: r for r in map(json.loads, done.stdout.splitlines())}
    assert [replies[i]["kind"] for i in (1, "two", 3, 4)] == [
        "answer",
        "answer",
        "clarification",
        "refusal",
    ]
    assert replies["two"]["query"]["dimensions"] == ["region"]


def test_a_warehouse_that_is_not_there_says_how_to_make_one(tmp_path):
    done = CliRunner().invoke(
        main, ["ask", "claims", "--warehouse", f"duckdb:///{tmp_path}/none.duckdb"]
    )
    assert done.exit_code == 1
    assert "paceline sample" in done.stderr


def test_a_fiscal_question_is_answered_with_fiscal_labels(ask):
    quarter = ask("claims in fy27 q1")
    assert "Q1 FY27" in quarter["headline"]
    assert "Q3 2026" not in json.dumps(quarter)
    assert quarter["query"]["time_range"] == {"start": "2026-07-01", "end": "2026-10-01"}
    quarters = ask("orders by quarter fy26")
    assert quarters["columns"] == ["fiscal_quarter", "orders"]
    assert "Q4 FY26" in quarters["headline"]


def test_orders_on_black_friday_against_the_one_before(ask, by_hand):
    reply = ask("orders on Black Friday 2025 vs last year")
    days = ("2025-11-28", "2024-11-29")
    sql = """SELECT count(*) FROM "order" WHERE status <> 'cancelled' AND ordered_on = """
    assert reply["rows"][0][:2] == [by_hand(f"{sql} '{day}'")[0][0] for day in days]
    assert "Black Friday 2025 (Nov 28, 2025)" in reply["read_as"]
    assert "Black Friday 2024 (November 29, 2024)" in reply["headline"]


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("ask-dta", 'no channel "ask-dta". Near: ask-data'),
        ("nochan", 'no channel "nochan". Near: '),
        ("#ask-data", ""),
        ("C0ASKDATA", ""),
    ],
)
def test_a_channel_that_is_not_there_is_told_and_the_question_answered(
    sample_warehouse_path, channel, said
):
    url = f"duckdb:///{sample_warehouse_path}"
    asked = ["ask", "claims last month", "--json", "--now", NOW, "--warehouse", url]
    done = CliRunner().invoke(main, [*asked, "--channel", channel])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["kind"] == "answer"
    assert said in done.stderr
    assert ("no channel" in done.stderr) == bool(said)
