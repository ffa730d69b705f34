"""A format that cannot show a metric's numbers is refused; money is always of a known currency."""

from __future__ import annotations

import pytest

from metrics.catalog import check_definitions, load_catalog
from metrics.model import Currency

GBP = "currency: GBP"


@pytest.fixture
def company(definitions):
    """Replace the company's currency by other lines."""

    def company(lines):
        text = (definitions.path / "company.yml").read_text()
        assert GBP in text
        definitions.write(text.replace(f"  {GBP}\n", lines), "company.yml")

    return company


@pytest.fixture
def average_sale(definitions):
    """Change the one ratio, an amount of money."""

    def average_sale(**fields):
        head, _, tail = definitions.change("  average_sale:", "  average_sale:").partition(
            "  average_sale:"
        )
        for name, value in fields.items():
            old = {"format": "format: currency", "scale": "    type: ratio\n"}[name]
            new = f"{name}: {value}" if name == "format" else f"{old}    {name}: {value}\n"
            tail = tail.replace(old, new, 1)
        definitions.write(f"{head}  average_sale:{tail}")
        return [p.message for p in check_definitions(definitions.path)]

    return average_sale


def currencies(definitions):
    metrics = load_catalog(definitions.path).metrics.values()
    return {m.name: m.currency and m.currency.code for m in metrics}


def test_a_ratio_is_never_rounded_to_a_whole_number(average_sale):
    (message,) = average_sale(format="integer")

    assert message == (
        'Metric "average_sale" is a quotient, and `integer` would round it to a whole number. '
        "Write `percent`, `decimal` or `per_thousand`."
    )


@pytest.mark.parametrize(
    ("form", "scale", "says"),
    [
        ("percent", 100, "Drop `scale`"),
        ("per_thousand", 1, "Add `scale: 1000`"),
        ("per_thousand", 100, "Add `scale: 1000`"),
    ],
)
def test_a_ratio_is_not_scaled_twice_nor_too_little(average_sale, form, scale, says):
    (message,) = average_sale(format=form, scale=scale)

    assert says in message


@pytest.mark.parametrize(
    ("form", "scale"), [("percent", 1), ("per_thousand", 1000), ("decimal", 10)]
)
def test_a_ratio_may_be_shown_as_what_it_is(average_sale, form, scale):
    assert average_sale(format=form, scale=scale) == []


def test_money_is_in_the_companys_currency_unless_its_unit_names_another(definitions):
    text = definitions.change("expr: amount\n", "expr: amount\n    unit: euros\n")
    assert "mixes currencies: sales_amount in EUR and average_sale in GBP" in str(
        check_definitions(definitions.path)
    )
    definitions.write(text.replace("type: ratio\n", "type: ratio\n    unit: EUR\n"))

    assert currencies(definitions) == {
        "sales_count": None,
        "sales_amount": "EUR",
        "average_sale": "EUR",
    }


def test_the_company_says_how_its_own_currency_is_written(definitions, company):
    company("  currency: {code: DKK, symbol: kr, place: after, decimals: 0}\n")

    catalog = load_catalog(definitions.path)

    assert catalog.company.currency == Currency("DKK", "kr", "after", 0)
    assert catalog.metric("sales_amount").currency == catalog.company.currency


def test_the_companys_own_way_of_writing_holds_for_metrics_that_name_it(definitions, company):
    company("  currency: {code: CAD, symbol: $}\n")
    definitions.change("expr: amount\n", "expr: amount\n    unit: Canadian dollars\n")

    assert load_catalog(definitions.path).metric("sales_amount").currency.symbol == "$"


def test_money_of_no_currency_is_refused(definitions, company):
    company("")

    problems = check_definitions(definitions.path)

    assert [p.line for p in problems] == [63, 77]
    assert "of which currency? Add `currency: USD` to the company" in problems[0].message


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("  currency: EURO\n", 'Did you mean "EUR"?'),
        ("  currency: $\n", "no currency that is known"),
        ("  currency: {code: kr, symbol: kr}\n", "Write three capitals, such as DKK."),
        ("  currency: {code: DKK, symbol: k1}\n", "holds a digit"),
        ("  currency: {code: DKK, symbol: kr, place: behind}\n", 'cannot be "behind"'),
        ("  currency: {code: DKK}\n", 'has no "symbol"'),
        ("  currency: [EUR]\n", "must be one value"),
    ],
)
def test_a_currency_is_known_or_described(definitions, company, lines, says):
    company(lines)

    assert says in check_definitions(definitions.path)[0].message


def test_a_unit_of_money_is_a_currency(definitions):
    definitions.change("expr: amount\n", "expr: amount\n    unit: US dolars\n")

    problems = check_definitions(definitions.path)

    assert 'is no currency: "US dolars". Did you mean "US dollars"?' in problems[0].message
