"""Answers say how their metric stands: not certified any more, at its end, over late data."""

from __future__ import annotations

import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answering import Answering
from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.layer import SemanticLayer
from metrics.warehouse import open_warehouse

ZONE = ZoneInfo("America/New_York")
MORE_THAN_PAID = ("where: status = 'paid'", "where: status IN ('paid', 'approved')")
DEPRECATED = "status: deprecated\n    successor: claims_reported\n    sunset: 2026-11-01"


@pytest.fixture
def changed(tmp_path, sample_warehouse_path, store, ids):
    """A function that answers over the shipped definitions with claims.yml changed.

    ``old`` becomes ``new`` where it first stands after ``after``.
    """
    folder = tmp_path / "definitions"
    shutil.copytree(DEFAULT_DEFINITIONS, folder)
    with open_warehouse(
        f"duckdb:///{sample_warehouse_path}", workers=1, time_zone="America/New_York"
    ) as warehouse:

        def make(old, new, *, after=""):
            path = folder / "claims.yml"
            text = path.read_text(encoding="utf-8")
            at = text.index(old, text.index(after))
            path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
            layer = SemanticLayer(CatalogSource(folder), warehouse)
            return Answering(layer, store, new_id=ids)

        yield make


def test_a_metric_changed_since_it_was_certified_answers_as_a_draft(changed, requested):
    answering = changed(*MORE_THAN_PAID)

    reply = answering.answer(requested("claims paid in October 2026"))

    said = "Claims paid has changed since it was certified on July 1, 2026 by @dana.okafor."
    assert said in reply.caveats
    assert reply.provenance[0].status == "draft"


def test_what_is_made_of_a_changed_metric_answers_as_a_draft_too(changed, requested):
    answering = changed(*MORE_THAN_PAID)

    reply = answering.answer(requested("average claim cost in October 2026"))

    assert reply.provenance[0].status == "draft"
    assert any("has changed since it was certified" in c for c in reply.caveats)


def test_the_definition_of_a_changed_metric_says_so(changed, requested):
    answering = changed(*MORE_THAN_PAID)

    reply = answering.answer(requested("what does claims paid mean?"))

    assert any("has changed since it was certified" in c for c in reply.caveats)
    assert any("version 1, draft" in d for d in reply.details)


def test_a_change_of_wording_leaves_the_certification(changed, requested):
    answering = changed("Claims that were paid, by", "Claims paid out, by")

    reply = answering.answer(requested("claims paid in October 2026"))

    assert reply.provenance[0].status == "certified"
    assert not any("certified" in c for c in reply.caveats)


def approved(answering, requested, day):
    now = datetime(2026, 11, day, 12, tzinfo=ZONE)
    return answering.answer(requested("claims approved in October 2026", now=now))


def test_a_deprecated_metric_is_answered_through_its_last_day(changed, requested):
    answering = changed("status: certified", DEPRECATED, after="  claims_approved:")

    reply = approved(answering, requested, 1)

    assert any("is deprecated and ends on November 1, 2026" in c for c in reply.caveats)
    assert reply.provenance[0].status == "deprecated"

    declined = approved(answering, requested, 2)

    assert declined.kind == "refusal"
    assert declined.message == (
        "Claims approved is no longer answered: it ended on November 1, 2026. "
        "Ask for Claims reported instead."
    )
    assert declined.near == ("claims_reported",)
    assert [o.query.metrics for o in declined.offers] == [("claims_reported",)]


@pytest.mark.parametrize(("hour", "late"), [(11, False), (13, True)])
def test_an_answer_over_late_data_says_so(changed, requested, hour, late):
    answering = changed("late_after: 2d", "late_after: 36h")
    now = datetime(2026, 11, 2, hour, tzinfo=ZONE)  # the 31st was over 36 hours before noon

    reply = answering.answer(requested("claims paid in October 2026", now=now))

    said = "The data are late: claims reach only through October 31, 2026."
    assert (said in reply.caveats) is late


def test_data_that_are_late_together_are_named_together(changed, requested):
    answering = changed("late_after: 2d", "late_after: 36h")
    now = datetime(2026, 11, 20, tzinfo=ZONE)

    reply = answering.answer(requested("claims paid in October 2026 by region", now=now))

    said = "The data are late: claims, units and members reach only through October 31, 2026."
    assert [c for c in reply.caveats if "late" in c] == [said]
