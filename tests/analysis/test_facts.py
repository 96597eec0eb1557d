import pytest

from plans.analysis.facts import Verdict, first_day
from tests.analysis.make import make_red_line


def test_verdicts_rank_from_worst():
    names = ["crosses", "open", "meets", "silent", "contested", "unaddressed"]
    assert sorted(Verdict, key=lambda verdict: verdict.rank) == names


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2025", "2025-01-01"),
        ("2025-11", "2025-11-01"),
        ("2025-11-20", "2025-11-20"),
    ],
)
def test_first_day_completes_partial_dates(date, day):
    assert first_day(date) == day


@pytest.mark.parametrize(
    ("stated_on", "valid_until", "on", "expected"),
    [
        # The day it was stated counts, the day on which it ended does not.
        ("2025-11-20", "", "2025-11-19", False),
        ("2025-11-20", "", "2025-11-20", True),
        ("2025-11-20", "", "2026-06-01", True),
        ("2025-11-20", "2025-12-24", "2025-12-23", True),
        ("2025-11-20", "2025-12-24", "2025-12-24", False),
        # A month counts from its first day, a year from its first of January.
        ("2025-11", "", "2025-10-31", False),
        ("2025-11", "", "2025-11-01", True),
        ("2025", "", "2024-12-31", False),
        ("2025", "", "2025-01-01", True),
        ("2025-06-02", "2025-11", "2025-10-31", True),
        ("2025-06-02", "2025-11", "2025-11-01", False),
        ("2025-06-02", "2026", "2025-12-31", True),
        ("2025-06-02", "2026", "2026-01-01", False),
        # So does the day asked for.
        ("2025-11-01", "", "2025-11", True),
        ("2025-11-02", "", "2025-11", False),
        ("2025-11", "", "2025-11", True),
        ("2025-06-02", "2025-11-01", "2025-11", False),
        ("2025-06-02", "2025-11-02", "2025-11", True),
        ("2025-06-02", "2025-11", "2025-11", False),
        ("2025-01-01", "", "2025", True),
        ("2024-01-01", "2025-01", "2025", False),
    ],
)
def test_red_line_is_in_force(stated_on, valid_until, on, expected):
    red_line = make_red_line(stated_on=stated_on, valid_until=valid_until)
    assert red_line.in_force(on) is expected
