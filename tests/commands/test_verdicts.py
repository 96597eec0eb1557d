"""Verdicts from the command line."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from plans.analysis.verdicts import evaluate
from plans.models import Actor, Assessment, Clause, RedLine
from tests.analysis import from_yaml

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("verdicts", *args, stdout=out)
    return out.getvalue()


def ask(*args: str) -> dict:
    return json.loads(run(*args, "--json"))


def expected(draft: str, day: str) -> dict[tuple[str, str], str]:
    """The verdicts of the shipped files, read and judged without a database."""
    lines = [line for line in from_yaml.red_lines() if line.in_force(day)]
    cells = evaluate(from_yaml.positions(draft), lines).cells
    return {key: cell.verdict.value for key, cell in cells.items()}


@pytest.mark.parametrize("draft", from_yaml.draft_ids())
def test_all_verdicts_are_those_of_the_files(draft):
    answer = ask(draft, "--as-of", "2025-11-20")

    cells = {(c["clause"], c["actor"]): c["verdict"] for c in answer["cells"]}
    assert cells == expected(draft, "2025-11-20")
    assert len(cells) == len(answer["cells"])
    assert list(answer) == ["draft", "as_of", "cells", "unaddressed"]
    assert (answer["draft"], answer["as_of"]) == (draft, "2025-11-20")


def test_a_cell_names_its_evidence():
    answer = ask("us-28", "--as-of", "2025-11-20", "--actors", "ukraine")

    assert answer["cells"][0] == {
        "clause": "6",
        "actor": "ukraine",
        "verdict": "crosses",
        "evidence": [
            {
                "red_line": "ua-no-force-limits-2025",
                "issue": "force-cap",
                "option": "cap-600k",
                "alternative": None,
                "verdict": "crosses",
            }
        ],
    }


def test_alternatives_have_their_letters():
    cells = ask("e3-28", "--as-of", "2025-12-31")["cells"]
    cells += ask("framework-20", "--as-of", "2025-12-31")["cells"]
    letters = {piece["alternative"] for cell in cells for piece in cell["evidence"]}
    assert {None, "A", "B"} <= letters


def test_cells_stand_in_the_order_of_clauses_and_actors():
    answer = ask("us-28", "--as-of", "2025-11-20")

    clauses = list(
        Clause.objects.filter(draft__slug="us-28").values_list("number", flat=True)
    )
    actors = list(Actor.objects.values_list("slug", flat=True))
    places = [
        (clauses.index(c["clause"]), actors.index(c["actor"])) for c in answer["cells"]
    ]
    assert places == sorted(places)
    unaddressed = [actors.index(each["actor"]) for each in answer["unaddressed"]]
    assert unaddressed == sorted(unaddressed) and unaddressed


def test_actors_and_strength_narrow_the_question():
    answer = ask(
        "us-28",
        "--as-of",
        "2025-11-20",
        "--actors",
        "russia,ukraine",
        "--strength",
        "absolute",
    )

    named = {p["red_line"] for c in answer["cells"] for p in c["evidence"]}
    named |= {each["red_line"] for each in answer["unaddressed"]}
    lines = RedLine.objects.filter(slug__in=named)
    assert {line.strength for line in lines} == {"absolute"}
    assert {line.actor.slug for line in lines} == {"russia", "ukraine"}


def test_an_assessment_stands_beside_what_it_replaced():
    clause = Clause.objects.get(draft__slug="us-28", number="6")
    line = RedLine.objects.get(slug="ua-no-force-limits-2025")
    Assessment(clause=clause, red_line=line, verdict="open", reason="Why.").save()

    cell = ask("us-28", "--as-of", "2025-11-20", "--actors", "ukraine")["cells"][0]

    assert cell["verdict"] == "open"
    piece = cell["evidence"][0]
    assert (piece["verdict"], piece["derived"]) == ("open", "crosses")
    table = run("us-28", "--as-of", "2025-11-20", "--actors", "ukraine")
    assert "open ua-no-force-limits-2025, derived crosses" in table


def test_a_moment_asks_the_records_of_then():
    before = (timezone.now() - timedelta(days=1)).isoformat()
    with pytest.raises(CommandError, match="unknown draft"):
        run("us-28", "--revision-at", before)


def test_the_day_is_today_unless_told():
    assert ask("us-28")["as_of"] == timezone.now().date().isoformat()


def test_the_table_names_lines_in_words():
    lines = run("us-28", "--as-of", "2025-11-20", "--actors", "ukraine").splitlines()

    assert lines[0].endswith("red lines as of 20 November 2025")
    assert lines[2] == "Clause  Actor    Verdict  Red lines"
    assert lines[3] == "6       ukraine  crosses  crosses ua-no-force-limits-2025"
    assert "Red lines that no clause addresses" in lines


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("us-29",), 'unknown draft "us-29"; did you mean "us-28"?'),
        (
            ("us-28", "--actors", "ukrain"),
            '--actors: unknown actor "ukrain"; did you mean "ukraine"?',
        ),
        (
            ("us-28", "--as-of", "2025-02-30"),
            '--as-of "2025-02-30": write a day such as 2025-11-20.',
        ),
        (
            ("us-28", "--as-of", "20251120"),
            '--as-of "20251120": write a day such as 2025-11-20.',
        ),
        (
            ("us-28", "--strength", "strong"),
            '--strength: unknown strength "strong"; known: absolute, firm, negotiable',
        ),
        (
            ("us-28", "--revision-at", "then"),
            '--revision-at "then": Write a day such as 2026-01-31 or a moment such as '
            "2026-01-31T12:00Z.",
        ),
    ],
)
def test_what_is_not_understood_is_told(args, message):
    with pytest.raises(CommandError) as caught:
        run(*args)
    assert str(caught.value) == message
