"""The geometry of the chart of months."""

import pytest

from plans.analysis.settlements_time import Standing
from plans.analysis.settlements_zone import Zone
from plans.settlement_chart import WIDEST, Band, Chart, draw, round_up, steps


def band(
    slug: str,
    conflicts: int | None = 0,
    zone: Zone = Zone.NO,
    drafts: tuple[str, ...] = (),
    lines: int = 4,
) -> Band:
    state = Standing(f"{slug}-28", lines, 2, 3, 10, 6, conflicts, zone, 0, 0)
    return Band(slug, slug, state, f"/{slug}", f"#month-{slug}", drafts, ())


def months(count: int) -> Chart:
    return draw([band(f"{2022 + n // 12}-{n % 12 + 1:02}", n) for n in range(count)])


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (1, 1), (5, 5), (6, 6), (10, 10), (11, 15), (85, 85), (153, 200)],
)
def test_scales_end_on_a_round_number(value: int, top: int) -> None:
    assert round_up(value) == top


def test_lines_are_level_within_a_month() -> None:
    assert steps([0, 10, 20], [5, 5, 3], 30) == "M0 5H20V3H30"
    assert steps([0], [5], 10) == "M0 5H10"


def test_few_months_are_no_wider_than_they_need() -> None:
    assert months(2).band == WIDEST
    assert not months(2).is_wide
    assert months(60).is_wide
    assert months(60).band * 60 + 100 <= 1345


def test_conflicts_are_numbered_where_they_change() -> None:
    bands = [
        band("2025-01", 0),
        band("2025-02", 3),
        band("2025-03", 3),
        band("2025-04", None, Zone.UNFINISHED),
        band("2025-05", 1),
        band("2025-06", 0),
    ]

    chart = draw(bands)

    assert [each.text for each in chart.conflict_labels] == ["3", "?", "1", "0"]
    # What was not finished is no bar, as none is: it has its mark.
    assert len(chart.conflict_bars) == 3
    heights = [each.height for each in chart.conflict_bars]
    assert heights == pytest.approx([80, 80, 80 / 3], abs=0.1)


def test_months_of_one_zone_are_one_run() -> None:
    bands = [
        band("2025-01", zone=Zone.YES),
        band("2025-02", zone=Zone.IF_SILENCE),
        band("2025-03", zone=Zone.IF_SILENCE),
        band("2025-04"),
    ]

    chart = draw(bands)

    assert [(run.zone, run.text) for run in chart.zones] == [
        ("yes", "yes"),
        ("if-silence", "if silence"),
        ("no", "no"),
    ]
    assert [run.width for run in chart.zones] == [WIDEST, 2 * WIDEST, WIDEST]


def test_a_run_too_short_for_its_word_has_none() -> None:
    bands = [band("2021-12", zone=Zone.IF_SILENCE)]
    bands += [band(f"{2022 + n // 12}-{n % 12 + 1:02}") for n in range(59)]

    assert [run.text for run in draw(bands).zones] == ["", "no"]


def test_marks_count_what_a_month_saw_and_lead_to_its_row() -> None:
    chart = draw([band("2025-11", drafts=("US 28 points", "Geneva")), band("2025-12")])

    (mark,) = chart.draft_marks
    assert (mark.number, mark.url) == (2, "#month-2025-11")
    assert mark.title == "2025-11: US 28 points; Geneva"
    assert chart.event_marks == []


def test_hits_say_what_held() -> None:
    chart = draw([band("2025-11", 1, lines=1), band("2025-12", None, Zone.UNFINISHED)])

    assert [hit.title for hit in chart.hits] == [
        "2025-11: zone no, 1 conflict, 6 of 10 options left to all, 1 line in force",
        "2025-12: zone not finished, conflicts not finished, 6 of 10 options left to "
        "all, 4 lines in force",
    ]
    assert chart.summary == f"From 2025-11 to 2025-12. {chart.hits[1].title}."


def test_years_are_named_where_they_begin() -> None:
    assert [year.text for year in months(30).years] == ["2022", "2023", "2024"]
    late = draw([band("2021-12")] + [band(f"2022-{n:02}") for n in range(1, 13)])
    assert [year.text for year in late.years] == ["2021", "2022"]
    narrow = [band("2021-12")]
    narrow += [band(f"{2022 + n // 12}-{n % 12 + 1:02}") for n in range(59)]
    assert [year.text for year in draw(narrow).years][0] == "2022"
