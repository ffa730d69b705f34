"""What definitions carry for other tools is allowed where it belongs, and changes no number."""

from __future__ import annotations

import pytest

from metrics.catalog import check_definitions, load_catalog

CARRIED = 'extensions: [{vendor_name: SNOWFLAKE, data: \'{"warehouse": "small"}\'}]'


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("shop.yml", "    source: sale\n", f"    source: sale\n    {CARRIED}\n"),
        ("shop.yml", "on: {shop_id: shop_id}}", f"on: {{shop_id: shop_id}}, {CARRIED}}}"),
        ("shop.yml", "    label: Town\n", f"    label: Town\n    {CARRIED}\n"),
        ("shop.yml", "    label: Sales count\n", f"    label: Sales count\n    {CARRIED}\n"),
        ("company.yml", "  name: Corner Shop\n", f"  name: Corner Shop\n  {CARRIED}\n"),
    ],
    ids=["dataset", "join", "dimension", "metric", "company"],
)
def test_a_definition_may_carry_an_extension_and_means_the_same(definitions, file, old, new):
    before = load_catalog(definitions.path)
    path = definitions.path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert check_definitions(definitions.path) == ()
    assert load_catalog(definitions.path).fingerprint == before.fingerprint
