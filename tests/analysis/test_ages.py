from datetime import date

import pytest

from plans.analysis.ages import age


@pytest.mark.parametrize(
    ("then", "on", "expected"),
    [
        ("2026-01-14", "2026-01-14", "the same day"),
        ("2026-01-14", "2026-01-15", "1 day before"),
        ("2026-01-14", "2026-02-13", "30 days before"),
        ("2026-01-14", "2026-02-14", "1 month before"),
        ("2026-01-14", "2026-07-13", "5 months before"),
        ("2025-12-31", "2026-01-01", "1 day before"),
        ("2024-02-29", "2026-02-28", "23 months before"),
        ("2024-02-28", "2026-02-28", "2 years before"),
        ("2026-02", "2026-02-27", "the same month"),
        ("2026-02", "2026-03-01", "1 month before"),
        ("2025-11", "2026-07-01", "8 months before"),
        ("2023-12", "2026-07-01", "2 years before"),
        ("2026", "2026-07-01", "the same year"),
        ("2025", "2026-01-01", "1 year before"),
        ("2010", "2026-01-01", "16 years before"),
    ],
)
def test_age_is_as_close_as_the_date(then, on, expected):
    assert age(then, date.fromisoformat(on)) == expected
