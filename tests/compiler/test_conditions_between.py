"""What lies between two values has both of them in, in rows and in results."""

from __future__ import annotations

from metrics.query import Filter, Having


def test_a_filter_between_two_values_keeps_both_ends(ask):
    def rows(*ends):
        return ask("sale_count", dimensions=("region",), filters=(between(*ends),))

    between = lambda *ends: Filter("region", "between", ends)  # noqa: E731 - a short hand
    assert rows("EAST", "NORTH") == [("EAST", 3)]
    assert sorted(rows("EAST", "WEST")) == [("EAST", 3), ("WEST", 1)]
    assert rows("F", "WEST") == [("WEST", 1)]


def test_a_result_between_two_numbers_keeps_both_ends(ask):
    def rows(*ends):
        having = (Having("sale_count", "between", ends),)
        return {row[0] for row in ask("sale_count", dimensions=("region",), having=having)}

    assert rows(1, 3) == {"EAST", "WEST", None}
    assert rows(2, 3) == {"EAST", None}
    assert rows(1, 2) == {"WEST", None}
