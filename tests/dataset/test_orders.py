"""Rows put in order while as few as can be change."""

from types import SimpleNamespace

import pytest

from plans.rows import arrange, longest_rise, place


@pytest.mark.parametrize(
    ("orders", "placed"),
    [
        ([], []),
        ([None, None, None], [10, 20, 30]),
        ([10, 20, 30], [10, 20, 30]),
        ([3, 7], [3, 7]),
        ([10, 20, None], [10, 20, 30]),
        ([None, 10], [5, 10]),
        ([10, None, None, 20, None], [10, 13, 16, 20, 30]),
        ([30, 10, 20], [5, 10, 20]),
        ([20, 30, 10], [20, 30, 40]),
        ([10, 11, None, 12], [10, 20, 30, 40]),
        ([None, 0], [10, 20]),
        ([10, 10, 10], [10, 20, 30]),
    ],
)
def test_orders_rise_and_most_stay(orders, placed):
    assert place(orders) == placed


def test_of_runs_equally_long_the_steadier_stays():
    assert longest_rise([10, 30, 20]) == [0, 1]
    assert longest_rise([10, 30, 20], steady={0, 2}) == [0, 2]
    assert place([10, 30, 20], steady={0, 2}) == [10, 15, 20]


def test_a_longer_run_goes_before_a_steady_one():
    assert longest_rise([40, 10, 20, 30], steady={0}) == [1, 2, 3]


def test_rows_are_told_when_they_change():
    rows = [SimpleNamespace(order=order) for order in (10, None, 20)]

    assert arrange(rows) == [rows[1]]
    assert [row.order for row in rows] == [10, 15, 20]
