"""The review finds what loads and is not in order, says why, and gives the line to write."""

from __future__ import annotations

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.inspection import review
from tests.catalog.conftest import SHOP
from tests.inspection.conftest import TODAY

YOUNG_ONES_LEFT_OUT = "maturity: {after_days: 9, immature: exclude, reason: Because.}"
DEPRECATED = "    status: deprecated\n    successor: sales_amount\n    sunset: 2027-01-31\n"
LOG = '[{version: 1, on: 2026-07-01, by: "@ann", why: First.}]'
EXTRA = """\
  {name}:
    label: {label}
    description: Another number.
    {spec}
    owner: sellers
    steward: "@ann"
    status: draft
    version: 1
    changes: [{{version: 1, on: 2026-07-01, by: "@ann", why: First.}}]
    direction: neutral
    format: {form}
    access: general
"""


def extra(name, spec):
    label, form = name.replace("_", " "), "decimal" if "ratio" in spec else "integer"
    return EXTRA.format(name=name, label=label, form=form, spec=spec.replace("\n", "\n    "))


def test_definitions_in_order_give_no_finding(reviewed):
    assert reviewed() == ()


def test_the_shipped_definitions_are_in_order():
    assert review(load_catalog(DEFAULT_DEFINITIONS), TODAY) == ()


def test_every_shipped_metric_is_certified():
    metrics = load_catalog(DEFAULT_DEFINITIONS).metrics.values()

    assert {m.status for m in metrics} == {"certified"}


def test_a_metric_that_nobody_vouched_for_is_a_warning_with_the_line_to_write(shop, reviewed):
    shop.write(SHOP)

    findings = reviewed()

    assert {(f.severity, f.check) for f in findings} == {("warning", "certification")}
    assert "paceline metrics certify sales_count --by WHO" in findings[0].advice
    assert 'certified: {by: "WHO", on: 2026-10-31, hash: v1-' in findings[0].advice


def test_a_change_without_a_new_version_is_a_problem(change, reviewed):
    change(("expr: amount", "expr: amount * 2"))

    findings = reviewed()

    assert {f.subject for f in findings} == {"sales_amount", "average_sale"}
    assert {f.severity for f in findings} == {"problem"}
    assert "certified on 2026-08-01 by @ann, without a new version" in findings[0].message
    assert "version: 2" in findings[0].advice


def test_a_change_with_a_new_version_waits_for_its_certification(change, reviewed):
    second = LOG[:-1] + ', {version: 2, on: 2026-10-01, by: "@ann", why: Twice.}]'
    change(
        ("status = 'paid'", "status = 'open'"),
        (f"version: 1\n    changes: {LOG}", f"version: 2\n    changes: {second}"),
    )

    mine = [f for f in reviewed() if f.subject == "sales_count"]

    assert [f.severity for f in mine] == ["warning"]
    assert "Version 2" in mine[0].message
    assert "hash: v2-" in mine[0].advice


def test_a_change_log_of_the_future_is_a_problem(change, reviewed):
    change(("version: 1, on: 2026-07-01", "version: 1, on: 2026-11-01"))

    (finding,) = reviewed()

    assert (finding.severity, finding.check) == ("problem", "change_log")
    assert "2026-11-01, which is yet to come" in finding.message


def test_a_change_log_that_goes_further_than_the_metric_is_a_problem(change, reviewed):
    change((LOG, LOG[:-1] + ', {version: 2, on: 2026-10-01, by: "@ann", why: Twice.}]'))

    (finding,) = reviewed()

    assert finding.advice == "Write `version: 2`."


def test_a_certification_of_the_future_is_a_problem(change, reviewed):
    change(('{by: "@ann", on: 2026-08-01', '{by: "@ann", on: 2027-08-01'))

    (finding,) = reviewed()

    assert (finding.severity, finding.check) == ("problem", "certification")


@pytest.mark.parametrize(
    ("sunset", "said"),
    [("", "not until when"), ("    sunset: 2026-10-30\n", "ended on 2026-10-30")],
)
def test_a_deprecated_metric_has_a_day_on_which_it_ends(change, reviewed, sunset, said):
    change(
        (
            "    status: certified\n",
            f"    status: deprecated\n    successor: average_sale\n{sunset}",
        )
    )

    about = [f.message for f in reviewed() if f.subject == "sales_count"]

    assert len(about) == 1
    assert said in about[0]


def test_what_is_made_of_a_deprecated_metric_is_named(change, reviewed):
    change(("    status: certified\n", DEPRECATED))

    (finding,) = reviewed()

    assert finding.subject == "average_sale"
    assert finding.advice == 'Make it of "sales_amount".'


def test_a_successor_that_nobody_can_ask_for_is_a_problem(change, reviewed):
    amount = "    format: currency\n    access: general\n"
    change(("    status: certified\n", DEPRECATED), (amount, amount + "    private: true\n"))

    assert "private" in reviewed()[0].message


@pytest.mark.parametrize(
    "spec",
    [
        "type: simple\ndataset: sale\nagg: count\nwhere: \"'paid'=status\"\nwhere_in_words: it",
        "type: simple\ndataset: sale\nagg: sum\nexpr: (amount) -- all of it\ntime: sold_on",
        "type: ratio\nnumerator: sales_amount\ndenominator: sales_count",
    ],
)
def test_the_same_number_under_another_name_is_found(change, reviewed, spec):
    change(("metrics:\n", "metrics:\n" + extra("second_name", spec)))

    (finding,) = reviewed()

    assert (finding.severity, finding.check) == ("warning", "duplicate")
    assert '"second_name"' in finding.message


@pytest.mark.parametrize(
    "spec",
    [
        "type: simple\ndataset: sale\nagg: count\nwhere: status = 'Paid'\nwhere_in_words: it",
        "type: simple\ndataset: sale\nagg: count",
        "type: simple\ndataset: sale\nagg: average\nexpr: amount",
        f"type: simple\ndataset: sale\nagg: sum\nexpr: amount\n{YOUNG_ONES_LEFT_OUT}",
        "type: ratio\nnumerator: sales_count\ndenominator: sales_amount",
        "type: ratio\nnumerator: sales_amount\ndenominator: sales_count\nscale: 10",
    ],
)
def test_other_numbers_are_not_called_the_same(change, reviewed, spec):
    change(("metrics:\n", "metrics:\n" + extra("another", spec)))

    assert reviewed() == ()


CUMULATIVE = "type: cumulative\nmetric: sales_count\nwindow: {months: MONTHS}"
PARAMETERS = "\nparameters: {so_long: {label: months, values: [3, 6], default: DEFAULT}}"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (CUMULATIVE.replace("MONTHS", "3"), CUMULATIVE.replace("MONTHS", "3"), True),
        (CUMULATIVE.replace("MONTHS", "3"), CUMULATIVE.replace("MONTHS", "6"), False),
        *(
            [(CUMULATIVE.replace("MONTHS", "so_long") + PARAMETERS.replace("DEFAULT", default))
             for default in ("3", again)] + [again == "3"]
            for again in ("3", "6")
        ),
    ],
)  # fmt: skip
def test_lengths_of_time_and_what_they_usually_are_tell_metrics_apart(
    change, reviewed, one, other, same
):
    change(("metrics:\n", "metrics:\n" + extra("one_way", one) + extra("other_way", other)))

    assert [f.subject for f in reviewed()] == (["other_way"] if same else [])


def test_arithmetic_of_the_same_metrics_in_another_order_is_the_same_number(change, reviewed):
    one = extra("one_way", "type: derived\nexpr: sales_amount + 2 * average_sale")
    other = extra("other_way", "type: derived\nexpr: (average_sale * 2) + sales_amount")
    third = extra("third_way", "type: derived\nexpr: average_sale + 2 * sales_amount")
    change(("metrics:\n", "metrics:\n" + one + other + third))

    assert [f.subject for f in reviewed()] == ["other_way"]


def test_golden_values_that_cannot_be_asked_for_are_problems(change, reviewed):
    golden = "    golden: [{period: 2025, value: 1, on: 2026-11-30}]\n"
    change(("    unit: sales\n", "    unit: sales\n" + golden))

    assert [f.check for f in reviewed()] == ["golden"]


UNDATED = """\
  code:
    {label: Codes, description: Codes., source: code, key: [code], columns: [code], undated: true}
dimensions:
"""
CODES = "type: simple\ndataset: code\nagg: count\ngolden: [{DAYSvalue: 2, on: 2026-01-05}]"
PER_CODE = CODES.replace("simple\ndataset: code\nagg: count", "ratio\nnumerator: sales_count\n"
                         "denominator: codes")  # fmt: skip


@pytest.mark.parametrize("spec", [CODES, PER_CODE])
def test_golden_values_of_what_carries_no_day_have_none(change, reviewed, spec):
    codes = extra("codes", CODES.partition("\ngolden")[0]) if spec is PER_CODE else ""
    metric = codes + extra("more", spec.replace("DAYS", "period: 2025, "))
    change(("dimensions:\n", UNDATED), ("metrics:\n", "metrics:\n" + metric))
    (finding,) = reviewed()
    assert (finding.severity, finding.check, finding.subject) == ("problem", "golden", "more")
    assert finding.advice.startswith("Drop the days of its golden value")

    change(("period: 2025, ", ""))
    assert reviewed() == ()


def test_a_golden_value_of_what_is_dated_has_days(change, reviewed):
    change(("    unit: sales\n", "    unit: sales\n    golden: [{value: 1, on: 2026-01-05}]\n"))
    (finding,) = reviewed()
    assert finding.message == 'A golden value of "sales_count" has no days.'
    assert finding.severity == "problem"


def test_golden_values_of_a_private_metric_or_an_unreachable_dimension_are_problems(
    shop, reviewed
):
    dataset = "  shop:\n    label: Shops"
    lone = (
        "  till: {label: Tills, description: Tills., source: till, key: [till_id], "
        "columns: [till_id, maker]}\n"
    )
    maker = "  maker: {dataset: till, expr: maker, label: Maker, description: Who made it.}\n"
    golden = "    golden: [{period: 2025, filters: {maker: X}, value: 1, on: 2026-01-05}]\n"
    text = (shop.path / "shop.yml").read_text(encoding="utf-8")
    text = text.replace(dataset, lone + dataset).replace("dimensions:\n", "dimensions:\n" + maker)
    shop.write(text.replace("    unit: sales\n", "    unit: sales\n    private: true\n" + golden))

    messages = {f.message for f in reviewed()}

    assert messages == {
        'Metric "sales_count" is private; its golden values are never asked for.',
        'Metric "sales_count" cannot be filtered by "maker".',
    }


def test_findings_stand_worst_first_with_their_place(change, reviewed):
    again = extra("all_sales", "type: simple\ndataset: sale\nagg: sum\nexpr: amount * 2")
    change(("expr: amount", "expr: amount * 2"), ("metrics:\n", "metrics:\n" + again))

    findings = reviewed()

    assert [f.severity for f in findings] == ["problem", "problem", "warning"]
    assert str(findings[-1]).startswith("shop.yml:")
    assert ": warning: Metric" in str(findings[-1])
