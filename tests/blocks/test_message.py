from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering import AskBack, Decline
from bot.blocks import ROWS_ACTION, Showing, plain, render, unpack_query
from bot.narrative import FollowUp
from metrics.errors import UnsafeQueryError
from metrics.query import Filter, MetricQuery, OrderBy
from tests.blocks.replies import (
    answer_of,
    by_dimension,
    by_month,
    clarification,
    one_value,
    refusal,
)
from tests.blocks.slack_rules import problems
from tests.narrative.fixed import OCTOBER, result_of

HOSTILE = st.sampled_from(
    [
        "<!channel>",
        "<@U0DANA>",
        "<https://evil.example|Bike>",
        "```",
        "*bold* _it_ ~no~ `code`",
        "&lt;!here&gt;",
        "🚲" * 50,
        "\u202ekcolc\u202c",
        "\x1b[31mred\x07",
        "x" * 5_000,
        "a\nb\tc",
        "",
        "<" * 3_000,
    ]
)
STORED = st.characters(exclude_categories=["Cs"])  # UTF-8 holds no lone surrogates, so no data do
NAMES = st.one_of(HOSTILE, st.text(STORED, max_size=40))
CELLS = st.one_of(st.none(), st.integers(-(10**15), 10**15))


def texts(block):
    """Every text that Slack shows of a message's blocks."""
    if isinstance(block, dict):
        for key, value in block.items():
            if key == "text" and isinstance(value, str):
                yield value
            elif key != "value":
                yield from texts(value)
    elif isinstance(block, list | tuple):
        for item in block:
            yield from texts(item)


def assert_safe(reply):
    message = render(reply)
    assert problems(message) == []
    shown = [message.text, *texts(message.blocks)]
    assert [t for t in shown if "<" in t or ">" in t] == []
    values = [e["value"] for b in message.blocks for e in b.get("elements", ()) if "value" in e]
    assert [v for v in values if "<" in v] == []
    assert "\x1b" not in plain(reply)
    assert "\u202e" not in plain(reply)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(NAMES, min_size=0, max_size=12),
    cells=st.lists(CELLS, min_size=1, max_size=12),
    repeat=st.sampled_from([1, 3, 170]),
    compared=st.booleans(),
    read_as=NAMES,
)
def test_whatever_the_data_hold_the_message_is_safe_and_fits(
    names, cells, repeat, compared, read_as
):
    query = MetricQuery(
        ("claims_reported",),
        ("model", "region"),
        filters=(Filter("region", "in", tuple(names) or ("UK",)),),
        time_range=OCTOBER,
        compare_to="previous_period" if compared else None,
    )
    more = (None, None, None) if compared else ()
    rows = [(name, name, cell, *more) for name in names for cell in cells] * repeat
    assert_safe(answer_of(result_of(query, *rows[:2_000]), read_as))


@settings(max_examples=60, deadline=None)
@given(question=NAMES, labels=st.lists(NAMES, max_size=4), words=st.lists(NAMES, max_size=30))
def test_whatever_is_asked_back_or_declined_is_safe_and_fits(question, labels, words):
    options = tuple(
        FollowUp(label, label, MetricQuery(("x",), filters=(Filter("y", "in", (label,)),)))
        for label in labels
    )
    assert_safe(AskBack("A-1", question, options, tuple(words), "#analytics-desk"))
    assert_safe(
        Decline("A-1", "out_of_scope", question, (), options, "#desk", not_understood=tuple(words))
    )


def test_a_name_that_would_call_everybody_is_shown_as_it_is():
    query = MetricQuery(("claims_reported",), ("model",), time_range=OCTOBER)
    reply = answer_of(result_of(query, ("<!channel>", 3), ("b", 2)), "x")
    assert "&lt;!channel&gt; has the most claims" in render(reply).text


def test_the_text_alone_states_the_answer():
    reply = one_value()
    assert render(reply).text == reply.headline
    assert "$412,311" in render(reply).text


def many(rows):
    query = MetricQuery(("claims_reported",), ("model",), time_range=OCTOBER)
    return answer_of(result_of(query, *[(f"Model {n}", 500 - n) for n in range(rows)]), "x")


def rows_shown(blocks):
    (table,) = [b for b in blocks if b["type"] == "table"]
    return len(table["rows"]) - 1


def test_a_year_of_months_is_shown_whole():
    blocks = render(by_month()).blocks
    assert rows_shown(blocks) == 12
    (table,) = [b for b in blocks if b["type"] == "table"]
    assert table["rows"][-1][0]["text"] == "November 2026 (so far)"


def test_a_longer_table_shows_its_first_rows_and_a_button_for_all():
    reply = many(48)
    blocks = render(reply).blocks
    assert rows_shown(blocks) == 15
    assert "The first 15 of 48 rows are shown; 33 more." in list(texts(blocks))
    (row,) = [b for b in blocks if b["type"] == "actions"]
    button = row["elements"][-1]
    assert (button["action_id"], button["text"]["text"]) == (ROWS_ACTION, "Show all 48 rows")
    assert unpack_query(button["value"]) == reply.query


def test_all_rows_are_shown_where_they_were_asked_for():
    message = render(many(48), Showing(all_rows=True))
    assert problems(message) == []
    assert rows_shown(message.blocks) == 48
    assert not any("Show all" in text for text in texts(message.blocks))


def test_of_very_many_rows_a_message_shows_what_it_can_hold_and_says_so():
    message = render(many(400), Showing(all_rows=True))
    assert problems(message) == []
    assert 30 <= rows_shown(message.blocks) <= 99
    assert any("Ask for a part of them to see those." in text for text in texts(message.blocks))


@pytest.mark.parametrize("made", [one_value, clarification, refusal])
def test_the_last_words_say_how_to_ask_on(made):
    blocks = render(made(), Showing("To ask on, mention me in this thread.")).blocks
    assert blocks[-1]["elements"][-1]["text"] == "To ask on, mention me in this thread."
    assert "To ask on" not in json.dumps(render(made()).blocks)


def test_words_that_were_not_understood_are_named_once():
    asked = replace(clarification(), not_understood=("serious", "net"))
    named = replace(asked, question='I do not understand "serious" here.')
    for reply, words in ((asked, "“serious”, “net”"), (named, "“net”")):
        assert f"Not understood: {words}\n" in plain(reply)
        assert any(f"Not understood: {words}" in text for text in texts(render(reply).blocks))


def test_who_can_help_is_said_once():
    declined = replace(refusal(), message="#analytics-desk can add you.")
    said = [*texts(render(declined).blocks), render(declined).text]
    assert [text.count("#analytics-desk") for text in said if "#" in text] == [1, 1]
    assert plain(declined).count("#analytics-desk") == 1
    assert "#analytics-desk can help." in list(texts(render(refusal()).blocks))


def test_numbers_stand_on_the_right_and_names_on_the_left():
    (table,) = [b for b in render(by_dimension()).blocks if b["type"] == "table"]
    assert [c["align"] for c in table["column_settings"]] == ["left", "right", "right"]


def test_better_and_worse_are_words_not_only_marks():
    (table,) = [b for b in render(by_month()).blocks if b["type"] == "table"]
    changes = [row[-1]["text"] for row in table["rows"][1:]]
    old_enough, too_young = changes[:-2], changes[-2:]
    assert all(c.endswith(("better", "worse", "unchanged")) for c in old_enough)
    assert [c for c in too_young if "better" in c or "worse" in c] == []


def test_a_button_asks_what_it_says():
    reply = one_value()
    (row,) = [b for b in render(reply).blocks if b["type"] == "actions"]
    asked = [unpack_query(e["value"]) for e in row["elements"]]
    assert asked == [follow_up.query for follow_up in reply.next]
    assert all(json.loads(e["value"])["answer_id"] == reply.answer_id for e in row["elements"])


@pytest.mark.parametrize(("options", "words"), [(2, "Neither"), (3, "None of these")])
def test_a_question_back_with_options_always_has_a_way_out(options, words):
    asked = clarification()
    offered = (asked.options * 2)[:options]
    blocks = render(replace(asked, options=offered)).blocks
    (row,) = [b for b in blocks if b["type"] == "actions"]
    assert row["elements"][-1]["text"]["text"] == words
    with pytest.raises(UnsafeQueryError):
        unpack_query(row["elements"][-1]["value"])


def test_a_question_back_without_options_has_nothing_to_choose_and_a_contact():
    blocks = render(replace(clarification(), options=())).blocks
    assert [b for b in blocks if b["type"] == "actions"] == []
    assert "#analytics-desk can help." in list(texts(blocks))


def test_options_that_are_long_stand_whole_in_the_text_and_by_their_difference_on_the_buttons():
    asked = clarification()
    short = tuple(
        replace(option, short=word)
        for option, word in zip(asked.options, ("Reported", "Paid"), strict=True)
    )
    blocks = render(replace(asked, options=short)).blocks
    (row,) = [b for b in blocks if b["type"] == "actions"]
    assert [e["text"]["text"] for e in row["elements"]] == ["Reported", "Paid", "Neither"]
    assert all(any(o.label in text for text in texts(blocks)) for o in short)


def test_a_label_that_is_cut_on_its_button_stands_whole_in_the_text():
    reply = clarification()
    shown = list(texts(render(reply).blocks))
    assert any(t.endswith("…") for t in shown)
    assert any(reply.options[0].label in t for t in shown)


def test_a_query_too_long_for_a_button_gets_none_but_is_still_named():
    values = tuple(f"value number {i}" for i in range(300))
    query = MetricQuery(("x",), filters=(Filter("y", "in", values),))
    reply = replace(one_value(), next=(FollowUp("A long question", "Long", query),))
    blocks = render(reply).blocks
    assert [b for b in blocks if b["type"] == "actions"] == []
    assert any("A long question" in t for t in texts(blocks))


def test_a_very_wide_table_is_cut_and_says_so():
    reply = by_dimension()
    wide = replace(
        reply.table,
        headings=reply.table.headings * 10,
        rows=tuple(row * 10 for row in reply.table.rows),
    )
    message = render(replace(reply, table=wide))
    assert problems(message) == []
    assert any("10 more columns are left out." in t for t in texts(message.blocks))


def test_cents_survive_the_json():
    first = by_dimension().to_json()["rows"][0]
    assert first == ["Northeast", 301, 70735.25]
    assert by_month().to_json()["rows"][0][0] == date(2025, 12, 1).isoformat()


def test_the_terminal_gets_an_aligned_table():
    lines = plain(by_dimension()).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Region"))
    assert len({len(line) for line in lines[start : start + 7]}) == 1


def test_order_by_survives_a_button():
    query = MetricQuery(("x",), order_by=(OrderBy("x", "asc"),), limit=3)
    reply = replace(one_value(), next=(FollowUp("a", "a", query),))
    (row,) = [b for b in render(reply).blocks if b["type"] == "actions"]
    assert unpack_query(row["elements"][0]["value"]) == query
