"""Every vector of the Apache Ossie foundation semantics, one test each."""

from __future__ import annotations

import pytest

from metrics.catalog import check_definitions
from metrics.conformance import VECTORS, run_conformance
from metrics.conformance.models import MODELS


@pytest.fixture(scope="module")
def findings():
    return {finding.vector.name: finding for finding in run_conformance()}


@pytest.mark.parametrize("name", [vector.name for vector in VECTORS])
def test_a_vector_fits(findings, name):
    finding = findings[name]
    assert finding.fits, (finding.vector.about, finding.vector.expected, finding.got)


def test_every_vector_has_a_name_of_its_own():
    assert len({vector.name for vector in VECTORS}) == len(VECTORS)


def test_an_ambiguous_path_is_refused_with_both_ways_named(findings):
    message = findings["T-019"].message
    assert "placed" in message
    assert "fulfilled" in message


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_models_are_definitions_without_a_problem(tmp_path, model):
    model.write(tmp_path)
    assert check_definitions(tmp_path) == ()
