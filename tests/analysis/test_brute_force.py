"""The engine against a second, plain implementation of the same rules."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.analysis.facts import Assessment, Verdict
from plans.analysis.tally import tally
from plans.analysis.verdicts import cell, evaluate, outcomes, select, standings
from tests.analysis import brute_force, from_yaml

KINDS = ["red-line", "demand", "preference"]
STRENGTHS = ["absolute", "firm", "negotiable"]
# Before, on and after the days on which drafts appeared, and months as such.
DATES = ["2022-03", "2024-06-14", "2025-11-20", "2025-12-24", "2026-02", "2026-12-31"]


def assert_agree(draft, records, on, strength, kinds, assessments=()):
    """Ask both for the verdicts on a draft and compare every answer."""
    lines = brute_force.chosen(records, on, strength, kinds)
    given = {(each.clause, each.red_line): each.verdict.value for each in assessments}
    expected = brute_force.cells(draft, lines, given)
    crossed = brute_force.crossed(draft, lines, given)
    line_verdicts = brute_force.line_verdicts(draft, lines, given)

    positions = from_yaml.positions_of(draft)
    facts = [from_yaml.red_line(record) for record in records]
    chosen = select(facts, on, strength=strength, kinds=kinds)
    assert [each.id for each in chosen] == [line["id"] for line in lines]

    found = evaluate(positions, chosen, assessments)
    assert {key: each.verdict.value for key, each in found.cells.items()} == expected
    assert {key: each.verdict.value for key, each in found.lines.items()} == (
        line_verdicts
    )
    assert [each.id for each in found.unaddressed] == [
        id for id, verdict in line_verdicts.items() if verdict == "unaddressed"
    ]
    assert {
        key: (each.verdict.value, each.crossed)
        for key, each in outcomes(positions, chosen, assessments).items()
    } == {key: (verdict, crossed.get(key, 0)) for key, verdict in expected.items()}
    assert standings(positions, chosen, assessments) == found.lines
    for key, whole in found.cells.items():
        assert cell(*key, positions, chosen, assessments) == whole
    assert {
        actor: each.crossed for actor, each in tally(found.lines.values()).items()
    } == {
        actor: sum(
            line["actor"] == actor and line_verdicts[line["id"]] == "crosses"
            for line in lines
            if line.get("issue")
        )
        for actor in {line["actor"] for line in lines if line.get("issue")}
    }


@pytest.mark.parametrize("draft_id", from_yaml.draft_ids())
def test_shipped_drafts(draft_id):
    draft = from_yaml.read(f"drafts/{draft_id}.yaml")
    records = from_yaml.read("red_lines.yaml")["red_lines"]
    for on, strength in product([draft["date"], *DATES], STRENGTHS):
        assert_agree(draft, records, on, strength, KINDS)
    assert_agree(draft, records, draft["date"], "negotiable", KINDS[:2])


def test_shipped_drafts_are_found():
    assert len(from_yaml.draft_ids()) > 20


ISSUES = ["cap", "veto", "vote"]
OPTIONS = ["a", "b", "c"]


@st.composite
def positions(draw):
    position = {
        "issue": draw(st.sampled_from(ISSUES)),
        "option": draw(st.sampled_from(OPTIONS)),
    }
    letter = draw(st.sampled_from(["", "", "A", "B", "C"]))
    if letter:
        position |= {"alternative": letter, "proponents": ["russia"]}
    return position


@st.composite
def red_lines(draw, number):
    stances = {
        option: draw(st.sampled_from(["acceptable", "unacceptable", "if", "if", ""]))
        for option in OPTIONS
    }
    requires = st.fixed_dictionaries(
        {
            "issue": st.sampled_from(ISSUES),
            "options": st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True),
        }
    )
    line = {
        "id": f"line-{number}",
        "actor": draw(st.sampled_from(["ukraine", "russia"])),
        "kind": draw(st.sampled_from(KINDS)),
        "strength": draw(st.sampled_from(STRENGTHS)),
        "stated_on": draw(st.sampled_from(["2025", "2025-11", "2025-11-20"])),
        "acceptable": [],
        "unacceptable": [],
        "conditional": [],
    }
    if draw(st.integers(0, 4)):
        line["issue"] = draw(st.sampled_from(ISSUES))
        for option, stance in stances.items():
            if stance == "if":
                condition = draw(st.lists(requires, max_size=2))
                line["conditional"].append({"option": option, "requires": condition})
            elif stance:
                line[stance].append(option)
    if draw(st.booleans()):
        line["valid_until"] = draw(st.sampled_from(["2025-11-21", "2025-12", "2026"]))
    return line


@st.composite
def questions(draw):
    clauses = [
        {"number": str(number), "positions": draw(st.lists(positions(), max_size=4))}
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    lines = [draw(red_lines(number)) for number in range(draw(st.integers(1, 5)))]
    verdicts = st.sampled_from(["crosses", "open", "meets", "silent"]).map(Verdict)
    assessed = draw(
        st.dictionaries(
            st.tuples(
                st.sampled_from(["1", "2", "3"]),
                st.sampled_from([line["id"] for line in lines]),
            ),
            verdicts,
            max_size=2,
        )
    )
    assessments = [Assessment(*key, verdict, "") for key, verdict in assessed.items()]
    dates = ["2025", "2025-11", "2025-11-19", "2025-11-20", "2025-12-01", "2026"]
    return (
        {"clauses": clauses},
        lines,
        draw(st.sampled_from(dates)),
        draw(st.sampled_from(STRENGTHS)),
        draw(st.sampled_from([KINDS, KINDS[:2]])),
        assessments,
    )


@given(questions())
def test_any_small_frame(question):
    assert_agree(*question)
