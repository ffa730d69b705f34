"""Counts of few people are withheld, and cannot be worked out from what is left."""

from __future__ import annotations

from metrics.governance import withhold
from metrics.result import Column

REGION = Column("region", "dimension", "Region")
MEMBERS = Column("new_members", "metric", "New members", "new_members")
BEFORE = Column("new_members__previous", "previous", "before", "new_members")
CHANGE = Column("new_members__change", "change", "change", "new_members")
RATIO = Column("new_members__change_ratio", "change_ratio", "change", "new_members")


def test_a_count_of_fewer_people_than_the_minimum_is_withheld():
    rows, hidden = withhold((MEMBERS,), ((7,),), {"new_members": 11})
    assert rows == ((None,),)
    assert hidden == 1


def test_zero_and_the_minimum_itself_are_shown():
    rows, hidden = withhold((REGION, MEMBERS), (("UK", 0), ("West", 11)), {"new_members": 11})
    assert rows == (("UK", 0), ("West", 11))
    assert hidden == 0


def test_a_second_cell_goes_where_one_alone_could_be_worked_out_from_the_total():
    rows, hidden = withhold(
        (REGION, MEMBERS), (("UK", 4), ("West", 40), ("Midwest", 25)), {"new_members": 11}
    )
    assert rows == (("UK", None), ("West", 40), ("Midwest", None))
    assert hidden == 2


def test_with_a_value_goes_every_change_that_would_give_it_away():
    rows, _ = withhold((MEMBERS, BEFORE, CHANGE, RATIO), ((50, 5, 45, 9.0),), {"new_members": 11})
    assert rows == ((50, None, None, None),)


def test_metrics_that_count_no_people_are_left_alone():
    rows, hidden = withhold(
        (Column("orders", "metric", "Orders", "orders"),), ((3,),), {"orders": 0}
    )
    assert rows == ((3,),)
    assert hidden == 0
