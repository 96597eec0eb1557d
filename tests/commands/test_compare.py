"""What `compare` and `measure_alignment` print, on the shipped dataset."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from plans.models import ClauseLink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


def run(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def compare(*args: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run("compare", *args, "--json"))
    return answer


def links(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The links by the first older clause; those without one are left out."""
    return {each["older"][0]: each for each in answer["links"] if each["older"]}


def test_recorded_lineage_comes_first() -> None:
    answer = compare("us-28", "framework-20", "--as-of", "2025-12-25")

    assert (answer["older"], answer["newer"]) == ("us-28", "framework-20")
    assert {each["basis"] for each in answer["links"]} == {"recorded"}
    assert links(answer)["6"] == {
        "older": ["6"],
        "newer": ["4"],
        "change": "weakened",
        "basis": "recorded",
        "likeness": None,
        "moved": False,
        "note": "The ceiling of 600,000 gives way to 800,000 in peacetime, put as "
        "keeping the present strength.",
        "words": "Clause 6 → 4: “may number no more than” replaced by “stay at”; "
        "600,000 replaced by 800,000; “in peacetime” added",
    }
    assert links(answer)["3"]["newer"] == []


def test_figures_that_changed() -> None:
    answer = compare("us-28", "framework-20")

    assert {"older": "600,000", "newer": "800,000", "clauses": ["6", "4"]} in (
        answer["figures"]
    )
    assert {"older": "100 days", "newer": None, "clauses": ["25", "18"]} in (
        answer["figures"]
    )


def test_for_whom() -> None:
    answer = compare(
        *("us-28", "framework-20", "--as-of", "2025-12-25"),
        *("--actors", "ukraine,russia", "--strength", "firm"),
    )

    changed = answer["for_whom"]
    assert {each["actor"] for each in changed} == {"ukraine", "russia"}
    assert all(each["before"] != each["after"] for each in changed)
    assert {
        "actor": "ukraine",
        "red_line": "ua-no-constitutional-ban",
        "before": "crosses",
        "after": "unaddressed",
    } in changed


def test_red_lines_still_crossed() -> None:
    answer = compare("us-28", "framework-20", "--as-of", "2025-12-25")

    assert answer["still_crossed"] == [
        {"actor": "russia", "red_line": "ru-guarantors-with-russia-and-china"}
    ]


def test_red_lines_are_those_of_the_day() -> None:
    before = compare("us-28", "framework-20", "--as-of", "2014-01-01")

    assert before["for_whom"] == []


@pytest.mark.parametrize("option", ["--propose", "--text-only"])
def test_proposals_leave_the_record_aside(option: str) -> None:
    answer = compare("us-28", "framework-20", option)

    assert {each["basis"] for each in answer["links"]} == {"proposed"}
    assert links(answer)["6"]["newer"] == ["4"]
    assert 0.5 < links(answer)["6"]["likeness"] < 1
    assert answer["conflicts"] == []


def test_text_only_does_not_look_at_positions() -> None:
    coded = links(compare("us-28", "framework-20", "--propose"))
    alone = links(compare("us-28", "framework-20", "--text-only"))

    assert coded["6"]["likeness"] > alone["6"]["likeness"]


def test_lineage_is_composed_where_no_direct_record_exists() -> None:
    ClauseLink.objects.filter(
        older_draft__slug="us-28", newer_draft__slug="framework-20"
    ).delete()

    answer = links(compare("us-28", "framework-20"))

    assert (answer["6"]["newer"], answer["6"]["basis"]) == (["4"], "composed")
    assert answer["26"]["change"] == "dropped"
    # It left on the way to the 19 points and came back later.
    assert (answer["11"]["newer"], answer["11"]["basis"]) == (["7"], "proposed")


def test_conflicts_of_recorded_and_composed_lineage_are_reported() -> None:
    answer = compare("us-28", "framework-20")

    assert {
        "side": "older",
        "clause": "11",
        "recorded": ["7"],
        "composed": [],
    } in answer["conflicts"]
    assert "Clause 11 of the older draft: recorded 7, composed none" in run(
        "compare", "us-28", "framework-20"
    )


def test_drafts_compare_backwards() -> None:
    answer = links(compare("framework-20", "us-28"))

    assert (answer["4"]["newer"], answer["4"]["change"]) == (["6"], "strengthened")
    assert answer["2.a"]["change"] == "dropped"


def test_drafts_without_any_record_are_compared() -> None:
    answer = compare("e3-28", "framework-20")

    assert {each["basis"] for each in answer["links"]} == {"proposed"}


def test_comparison_in_words() -> None:
    text = run("compare", "us-28", "e3-28", "--as-of", "2025-11-24")

    assert "Clause 5: text unchanged\n" in text
    assert "For whom, by the red lines of 24 November 2025\n" in text
    assert "[proposed, likeness 1.00]" in run("compare", "us-28", "e3-28", "--propose")


def test_comparison_of_the_past_is_that_of_its_moment() -> None:
    link = ClauseLink.objects.get(
        older_draft__slug="us-28", newer_draft__slug="e3-28", ends__clause__number="3"
    )
    moment = ClauseLink.history.latest().history_date.isoformat()
    link.change = "moved-out"
    link.save()

    now = links(compare("us-28", "e3-28"))
    then = links(compare("us-28", "e3-28", "--revision-at", moment))

    assert (now["3"]["change"], then["3"]["change"]) == ("moved-out", "dropped")


def test_queries_do_not_grow_with_the_drafts(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(24):
        compare("us-28", "framework-20")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("us-28", "us-28"), "two different drafts"),
        (("us-28", "us-29"), "us-28"),
        (("us-28", "e3-28", "--as-of", "soon"), "--as-of"),
    ],
)
def test_what_cannot_be_compared(args: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        compare(*args)


def test_measure_alignment() -> None:
    answer = json.loads(run("measure_alignment", "--json"))

    assert set(answer) == {"text", "coded"}
    assert len(answer["text"]["pairs"]) == 6
    assert answer["text"]["overall"]["mean_f1"] >= 0.88
    assert answer["coded"]["overall"]["mean_f1"] >= 0.91
    pair = answer["coded"]["pairs"]["us-28 → e3-28"]
    assert 0 < pair["precision"] <= 1
    assert 0 < pair["recall"] <= 1


def test_measure_alignment_in_words() -> None:
    text = run("measure_alignment", "--pairs")

    assert "Headings and texts alone\n" in text
    assert "  missed: 26 → 26\n" in text


def test_measure_alignment_needs_a_record() -> None:
    ClauseLink.objects.all().delete()

    with pytest.raises(CommandError, match="No lineage is recorded"):
        run("measure_alignment")
