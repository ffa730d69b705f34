from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.blocks import plain, render
from metrics.governance import OPERATOR
from metrics.query import MetricQuery, TimeRange
from tests.blocks.slack_rules import problems

OCTOBER = TimeRange(date(2026, 10, 1), date(2026, 11, 1))
SEPTEMBER = TimeRange(date(2026, 9, 1), date(2026, 10, 1))
CLAIM_COST = MetricQuery(("claim_cost",), time_range=OCTOBER)


def test_the_reply_has_every_field_of_the_contract(answering, requested):
    reply = answering.answer(requested("claim cost in October 2026")).to_json()
    assert reply["kind"] == "answer"
    assert reply["intent"] == "metric"
    assert reply["query"] == CLAIM_COST.to_json()
    assert reply["columns"] == ["claim_cost"]
    assert "$" in reply["headline"]
    assert reply["read_as"].startswith("Claim cost")
    assert reply["provenance"] == {
        "metric": "claim_cost",
        "version": 1,
        "owner": "warranty",
        "status": "certified",
        "data_through": "2026-10-31",
        "answer_id": "A-1",
    }
    assert set(reply) >= {"next", "caveats", "confidence", "sql", "rows"}
    assert json.loads(json.dumps(reply)) == reply


def test_the_number_is_that_of_the_layer_to_the_cent(answering, requested, layer):
    reply = answering.answer(requested("claim cost in October 2026")).to_json()
    result = layer.ask(CLAIM_COST, OPERATOR, now=datetime(2026, 11, 1))  # noqa: DTZ001 - company time
    assert reply["rows"] == [[float(result.rows[0][0])]]


def test_a_single_value_says_better_or_worse_without_being_asked(answering, requested):
    reply = answering.answer(requested("orders in October 2026"))
    assert "than in September 2026: getting" in reply.headline
    assert reply.query is not None
    assert reply.query.compare_to is None
    assert reply.columns == ("orders",)


def test_several_metrics_have_their_provenance_each(answering, requested):
    query = MetricQuery(("claims_paid", "claim_cost"), time_range=OCTOBER)
    reply = answering.continue_with(query, requested()).to_json()
    assert reply["provenance"]["metric"] == "claims_paid"
    assert [p["metric"] for p in reply["provenance_all"]] == ["claims_paid", "claim_cost"]


def test_only_those_granted_it_see_the_sql(answering, requested):
    asked = "claim cost in October 2026"
    assert answering.answer(requested(asked, "U0DANA")).sql is None
    assert "SELECT" in answering.answer(requested(asked, "U0ARI")).sql
    assert "SELECT" in answering.answer(requested(asked, "nobody", acting_as=OPERATOR)).sql


def test_a_stranger_gets_no_number_and_is_told_who_can_help(answering, requested):
    for user in ("U0NOBODY", "U0GUEST"):
        reply = answering.answer(requested("claims paid last month", user)).to_json()
        assert reply["kind"] == "refusal"
        assert reply["reason"] == "not_permitted"
        assert reply["contact"] == "#analytics-desk"
        assert not re.search(r"\d", reply["message"])


def test_a_stranger_may_ask_what_is_known_and_what_it_means_but_sees_no_number_of_it(
    answering, requested
):
    for asked in ("help", "what can you do?", ""):
        told = answering.answer(requested(asked, "U0GUEST"))
        assert (told.kind, told.intent, told.next) == ("answer", "help", ())
        assert "#analytics-desk can add you" in told.details[0]
    meant = answering.answer(requested("what does average claim cost mean?", "U0GUEST"))
    said = " ".join([meant.headline, *meant.details])
    assert "Claim cost divided by claims paid" in said
    assert "230" not in said
    assert meant.provenance[0].data_through is None


def test_a_goal_is_not_told_to_whom_the_number_is_not_open(answering, requested):
    asked = "what does average claim cost mean?"
    assert "230" in " ".join(answering.answer(requested(asked, "U0DANA")).details)
    closed = answering.answer(requested(asked, "U0MARCO"))
    assert "230" not in " ".join(closed.details)
    assert "Its numbers are not open to you." in closed.details


def test_readings_that_are_all_closed_are_named_with_their_owner(answering, requested):
    reply = answering.answer(requested("revenue", "U0MARCO"))
    assert (reply.kind, reply.reason) == ("refusal", "not_permitted")
    assert reply.message == (
        "That could mean order revenue or extended warranty revenue: none is open to you. "
        "The finance team can say more."
    )


def test_a_slack_user_group_is_a_grant(answering, requested):
    asked = requested("claims paid last month", "U0NEW", usergroups=("S0WARRANTY",))
    assert answering.answer(asked).kind == "answer"


def test_a_metric_that_is_not_granted_is_refused_with_its_owner(answering, requested):
    reply = answering.answer(requested("claim cost in October 2026", "U0MARCO")).to_json()
    assert reply["reason"] == "not_permitted"
    assert "warranty team" in reply["message"]


def test_nothing_that_is_offered_is_refused_to_the_one_it_is_offered_to(answering, requested):
    for asked in ("claims", "help", "what does claim cost mean?", "claims paid last month"):
        reply = answering.answer(requested(asked, "U0MARCO", thread=asked))
        offered = getattr(reply, "next", ()) or getattr(reply, "options", ())
        for offer in offered:
            taken = answering.continue_with(offer.query, requested(user="U0MARCO"))
            assert taken.kind == "answer", offer.label


def test_a_chosen_option_is_decided_for_the_one_who_presses(answering, requested):
    assert answering.continue_with(CLAIM_COST, requested(user="U0DANA")).kind == "answer"
    assert answering.continue_with(CLAIM_COST, requested(user="U0MARCO")).kind == "refusal"


def test_a_question_without_one_meaning_is_asked_back_with_readings(answering, requested):
    reply = answering.answer(requested("failure rate of the warranty")).to_json()
    assert reply["kind"] == "clarification"
    assert [o["query"]["metrics"] for o in reply["options"]] == [
        ["failure_rate"],
        ["claim_frequency"],
    ]


def test_what_is_not_governed_is_declined_with_the_words_not_understood(answering, requested):
    reply = answering.answer(requested("weather in Paris")).to_json()
    assert (reply["kind"], reply["reason"]) == ("refusal", "out_of_scope")
    assert reply["not_understood"]


def test_no_path_says_what_the_metric_can_be_split_by(answering, requested):
    query = MetricQuery(("claims_paid",), ("distribution_center",), time_range=OCTOBER)
    reply = answering.continue_with(query, requested())
    assert reply.kind == "refusal"
    assert "It can be split by" in reply.message
    assert "region" in reply.message


def test_a_name_of_yesterday_is_declined_with_what_is_near(answering, requested):
    query = MetricQuery(("claims_payed",), time_range=OCTOBER)
    reply = answering.continue_with(query, requested())
    assert reply.kind == "refusal"
    assert "claims_paid" in reply.near
    assert reply.offers[0].query.metrics == (reply.near[0],)


def test_days_that_are_not_loaded_yet_are_stale_data(answering, requested):
    query = MetricQuery(
        ("claims_paid",), time_range=TimeRange(date(2026, 11, 1), date(2026, 12, 1))
    )
    reply = answering.continue_with(query, requested())
    assert reply.reason == "stale_data"
    assert [offer.query.time_range for offer in reply.offers] == [OCTOBER]


def test_a_follow_up_reads_on_from_the_same_person_in_the_same_thread(answering, requested):
    answering.answer(requested("claim cost in September 2026"))
    followed = answering.answer(requested("and by region?"))
    assert followed.query is not None
    assert followed.query.dimensions == ("region",)
    assert followed.query.time_range == SEPTEMBER
    others = answering.answer(requested("and by region?", "U0DANA"))
    elsewhere = answering.answer(requested("and by region?", thread="2.2"))
    for reply in (others, elsewhere):
        assert getattr(reply, "query", None) != followed.query


def test_a_pressed_button_is_what_the_next_question_follows(answering, requested):
    answering.continue_with(CLAIM_COST, requested())
    followed = answering.answer(requested("and by region?"))
    assert followed.query is not None
    assert followed.query.metrics == ("claim_cost",)


def test_a_definition_says_who_answers_for_the_number(answering, requested):
    reply = answering.answer(requested("what does average claim cost mean?")).to_json()
    assert (reply["kind"], reply["intent"]) == ("answer", "definition")
    said = " ".join([reply["headline"], *reply["details"]])
    for words in (
        "Claim cost divided by claims paid",
        "@dana.okafor",
        "version 1",
        "goal",
        "split",
    ):
        assert words in said
    assert reply["provenance"]["metric"] == "average_claim_cost"
    assert reply["query"] is None


def test_freshness_is_told_for_every_subject(answering, requested, layer):
    reply = answering.answer(requested("how fresh are the data?")).to_json()
    assert (reply["intent"], reply["columns"]) == ("freshness", ["subject", "data_through"])
    told = dict(reply["rows"])
    assert told["claims"] == layer.data_through("claims_paid").isoformat()


def test_a_definition_says_its_condition_and_by_what_it_is_judged(answering, requested):
    paused = answering.answer(requested("what does active subscriptions mean?"))
    assert "Condition: paused subscriptions left out." in paused.details
    recalls = answering.answer(requested("what does recall completion rate mean?"))
    assert "Better or worse is told of each campaign only." in recalls.details


def test_a_rate_over_all_campaigns_is_held_against_no_goal_and_one_campaign_is(
    answering, requested, by_hand
):
    mixed = answering.answer(requested("recall completion rate"))
    assert "goal" not in mixed.headline
    assert any("All campaigns are counted together" in caveat for caveat in mixed.caveats)
    assert mixed.next[0].query.dimensions == ("campaign",)
    ((done, all_),) = by_hand("SELECT count(completed_on), count(*) FROM campaign_case")
    assert float(mixed.rows[0][0]) == pytest.approx(done / all_)
    one = answering.answer(requested("seat post recall completion rate", thread="2.2"))
    assert "worse than the goal of 50 %" in one.headline


def test_freshness_names_the_day_whose_claims_never_came(answering, requested):
    for asked in ("how fresh are the data?", "how fresh are claims?"):
        reply = answering.answer(requested(asked))
        assert "loaded through October 31, 2026" in reply.headline
        assert reply.headline.endswith("but the claim data of September 9, 2026 never came.")
        assert "complete" not in reply.headline
    orders = answering.answer(requested("how fresh are orders?"))
    assert orders.headline == "Orders: the data are complete through October 31, 2026."


def test_a_number_that_lacks_a_load_says_so_and_gives_no_verdict(answering, requested):
    reply = answering.answer(requested("claim cost in October 2026"))
    assert "claim data of September 9, 2026 never came" in " ".join(reply.caveats)
    assert reply.headline.endswith("it cannot be told whether that is better or worse.")


def test_an_empty_question_gets_help(answering, requested):
    assert answering.answer(requested("  ")).intent == "help"


def test_every_example_of_the_help_can_be_answered(answering, requested):
    reply = answering.answer(requested("help"))
    examples = [e for line in reply.details for e in re.findall("“(.+?)”", line)]
    assert len(examples) > 10
    for number, example in enumerate(examples):
        told = answering.answer(requested(example, thread=str(number)))
        assert told.kind == "answer", example


def test_help_shows_nothing_that_the_asker_may_not_see(answering, requested):
    said = " ".join(answering.answer(requested("help", "U0MARCO")).details)
    assert "claims" in said
    assert "claim cost" not in said
    assert "revenue" not in said


@pytest.mark.parametrize(
    "asked", ["claims by region last month", "help", "weather", "claims paid"]
)
def test_every_reply_can_be_shown(answering, requested, asked):
    reply = answering.answer(requested(asked))
    assert problems(render(reply)) == []
    assert reply.answer_id in plain(reply)
    assert reply.answer_id in json.dumps(reply.to_json())


def test_yes_answers_the_only_reading_that_was_offered(answering, requested):
    asked = answering.answer(requested("how many serious claims last month"))
    assert len(asked.options) == 1
    reply = answering.answer(requested("yes"))
    assert reply.query == asked.options[0].query


def test_yes_after_another_reply_answers_nothing(answering, requested):
    answering.answer(requested("how many serious claims last month"))
    answering.answer(requested("what does churn mean?"))
    assert answering.answer(requested("yes")).kind == "clarification"


def test_who_starts_over_is_asked_which_metric(answering, requested):
    answering.answer(requested("claims last month"))
    assert answering.answer(requested("start over")).headline.startswith("We start over")
    assert answering.answer(requested("by region")).kind == "clarification"


def test_the_next_message_of_a_direct_message_is_read_on(answering, requested):
    direct = {"thread": "2.1", "user": "U0ARI"}
    first = requested("claims last month", **direct)
    answering.answer(replace(first, channel_id="D0ARI"))
    second = replace(requested("and by region?", thread="2.2"), channel_id="D0ARI")
    assert answering.answer(second).query.dimensions == ("region",)
