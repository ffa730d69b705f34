"""English questions of somebody who may see a part of the rows."""

from __future__ import annotations

import pytest

from metrics.governance import OPERATOR, Grant, Viewer
from metrics.model import RowPolicy

IN_2025 = "reported_on between '2025-01-01' and '2025-12-31'"
CLAIMS = (
    "(select distinct on (claim_id) * from claim order by claim_id, load_id) c "
    "left join unit u using (serial) left join member m on m.member_id = u.member_id"
)


def seeing(*regions):
    rows = (RowPolicy("region", regions),)
    return Viewer(
        "U0SAM", "Sam", frozenset({"supply_chain"}), (Grant(frozenset({"general"}), rows),)
    )


@pytest.fixture
def ask(answering, requested):
    def asked(text, who, thread="1.1"):
        return answering.answer(requested(text, "U0SAM", thread=thread, acting_as=who))

    return asked


def test_not_in_the_uk_is_of_the_other_regions_that_are_open(ask, by_hand):
    reply = ask("claims not in the UK in 2025", seeing("UK", "West"))
    assert reply.rows == tuple(
        by_hand(f"select count(*) from {CLAIMS} where m.region = 'West' and {IN_2025}")
    )
    assert "Counted for region UK and West only: that is open to you." in reply.caveats


def test_not_in_the_uk_is_refused_where_only_the_uk_is_open(ask):
    reply = ask("claims not in the UK in 2025", seeing("UK"))
    assert (reply.kind, reply.reason) == ("refusal", "not_permitted")
    assert reply.message == "What this asks for by region is not open to you."


@pytest.mark.parametrize(
    "question",
    [
        "claims in {} in 2025",
        "claims in the UK or {} in 2025",
        "claims not in {} in 2025",
        "claims by model in {} in 2025",
    ],
)
def test_a_region_that_is_closed_reads_like_one_that_there_is_not(ask, question):
    said = set()
    for place in ("Canada", "Canadda", "Atlantis"):
        reply = ask(question.format(place), seeing("UK"), thread=place)
        said.add(repr((reply.kind, getattr(reply, "question", reply))).replace(place, "X"))
        offered = getattr(reply, "options", ())
        assert not any("Canada" in repr(option.query) for option in offered)
    assert len(said) == 1


def test_a_thread_is_read_on_by_somebody_who_sees_less(ask, by_hand):
    first = ask("claims in Canada in 2025", OPERATOR)
    assert first.kind == "answer"
    refused = ask("and by model?", seeing("UK"))
    assert refused.message == "Canada is not open to you."
    told = ask("what about the UK?", seeing("UK"))
    assert told.rows == tuple(
        by_hand(f"select count(*) from {CLAIMS} where m.region = 'UK' and {IN_2025}")
    )


def test_somebody_who_sees_more_is_not_narrowed_by_who_asked_before(ask, by_hand):
    ask("claims in 2025 by region", seeing("UK"))
    whole = ask("claims in 2025", OPERATOR)
    assert whole.rows == tuple(by_hand(f"select count(*) from {CLAIMS} where {IN_2025}"))
    assert ask("claims in Canada in 2025", OPERATOR, thread="2").kind == "answer"
