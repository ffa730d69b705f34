"""A certification is bound to what the number comes from, and to nothing that is said of it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
import yaml

from metrics.catalog import canonical_sql, check_definitions, load_catalog
from metrics.catalog.certifying import WORDING

HASHED = Path(__file__).parent / "hashed"
SHOP = (HASHED / "shop.yml").read_text(encoding="utf-8").replace(
    "dimensions:\n",
    "  shelf_too: {label: Shelves too, description: More., source: shelf_too, key: [shelf_id],"
    " columns: [shelf_id, counted_on, pieces]}\ndimensions:\n",
)  # fmt: skip
CASES = yaml.safe_load((HASHED / "cases.yml").read_text(encoding="utf-8"))
COMPANY = """\
version: 1
company:
  name: Corner Shop
  help_contact: the desk
  calendar:
    {time_zone: Europe/London, week_start: monday, fiscal_start_month: 4,
     history_starts: 2024-01-01}
groups:
  sellers: {usergroup: S1, grants: [general]}
  buyers: {usergroup: S2, grants: [cost]}
"""


@pytest.fixture
def load(tmp_path):
    """A function from the text of ``shop.yml`` to its metrics by name."""

    def loaded(text):
        (tmp_path / "company.yml").write_text(COMPANY, encoding="utf-8")
        (tmp_path / "shop.yml").write_text(text, encoding="utf-8")
        assert check_definitions(tmp_path) == ()
        return load_catalog(tmp_path).metrics

    return loaded


def hashes(metrics):
    """Rows and joins of each metric's hash, its version left out."""
    found = {}
    for name, metric in metrics.items():
        _, rows, *joins = metric.definition_hash.split("-")
        found[name] = (rows, frozenset(re.findall("....", "".join(joins))))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_hash_follows_the_number_and_not_the_words(load, case):
    assert SHOP.count(case["old"]) >= 1
    before = hashes(load(SHOP))
    after = hashes(load(SHOP.replace(case["old"], case["new"], 1)))

    kept = {n for n, (rows, joins) in after.items() if covers((rows, joins), before[n])}

    assert set(before) - kept == set(case.get("moves", ()))


def test_every_field_that_is_called_wording_is_there():
    for kind, names in WORDING.items():
        assert names <= {field.name for field in dataclasses.fields(kind)}


def covers(after, before):
    return after[0] == before[0] and before[1] <= after[1]


def seal(text, metrics, name="sale_amount"):
    """The text with the metric certified as it is."""
    line = (
        f'    certified: {{by: "@ann", on: 2026-07-02, hash: {metrics[name].definition_hash}}}\n'
    )
    at = text.index("    direction:", text.index(f"  {name}:"))
    return text[:at] + line + text[at:]


def test_a_metric_that_says_so_without_a_certification_is_a_draft(load):
    metric = load(SHOP)["sale_amount"]

    assert (metric.declared, metric.status, metric.certification) == ("certified", "draft", None)


def test_a_certification_holds_until_the_number_changes(load):
    sealed = seal(SHOP, load(SHOP))

    assert load(sealed)["sale_amount"].status == "certified"
    assert load(sealed.replace("label: Sale amount", "label: Takings of all"))[
        "sale_amount"
    ].certification.holds
    changed = load(sealed.replace("amount - discount", "amount"))["sale_amount"]
    assert changed.status == "draft"
    assert not changed.certification.holds
    assert (changed.certification.by, changed.certification.version) == ("@ann", 2)


def test_a_ratio_loses_its_certification_when_a_part_changes(load):
    sealed = seal(SHOP, load(SHOP), "sale_per_account")
    metrics = load(sealed.replace("at: start", "at: end"))

    assert load(sealed)["sale_per_account"].status == "certified"
    assert metrics["sale_per_account"].status == "draft"


def test_a_join_that_is_added_leaves_a_certification_and_one_that_changes_drops_it(load):
    sealed = seal(SHOP, load(SHOP))
    more = "      shop: {to: shop, on: {shop_id: shop_id}}\n"
    added = sealed.replace(more, more + "      where: {to: area, on: {status: area_id}}\n")
    changed = sealed.replace("on: {shop_id: shop_id}", "on: {status: shop_id}")

    assert load(added.replace("  area: {dataset: area, expr", "  area2: {dataset: area, expr"))[
        "sale_amount"
    ].status == "certified"  # fmt: skip
    assert load(changed)["sale_amount"].status == "draft"


def test_a_new_version_alone_keeps_what_was_certified(load):
    sealed = seal(SHOP, load(SHOP)).replace(
        "version: 2\n    changes:\n",
        "version: 3\n    changes:\n",
        1,
    )
    third = '      - {version: 2, on: 2026-07-01, by: "@ann", why: Second.}\n'
    sealed = sealed.replace(third, third + third.replace("version: 2", "version: 3"), 1)

    metric = load(sealed)["sale_amount"]

    assert (metric.version, metric.status) == (3, "certified")
    assert metric.definition_hash.startswith("v3-")


def test_a_draft_stays_one_whatever_its_certification_says(load):
    sealed = seal(SHOP, load(SHOP)).replace("status: certified", "status: draft", 1)

    assert load(sealed)["sale_amount"].status == "draft"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "A  +\n b -- sum"),
        ("a = 'X''y'", "A='X''y'"),
        ('"A" IS NULL', '"A" is  null'),
        ("GROUP   BY a", "group by a"),
    ],
)
def test_sql_is_the_same_whatever_its_layout(one, other):
    assert canonical_sql(one) == canonical_sql(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 'x'", "a = 'X'"),
        ("a = 'x  y'", "a = 'x y'"),
        ("a = 'x -- y'", "a = 'x'"),
        ('"a"', '"A"'),
        ("'a'", '"a"'),
        ("a - b", "a b"),
    ],
)
def test_sql_that_reads_otherwise_is_not_the_same(one, other):
    assert canonical_sql(one) != canonical_sql(other)
