import pytest

from plans.analysis.facts import Verdict
from plans.analysis.rules import (
    VERDICTS,
    Reason,
    RequirementState,
    Rule,
    Taken,
    judge,
    weigh,
)
from tests.analysis.make import make_position, make_red_line, only_if


@pytest.mark.parametrize(
    ("option", "verdict", "rule"),
    [
        ("c600", "crosses", "refused"),
        ("none", "meets", "accepted"),
        ("c800", "silent", "unstated"),
        ("c900", "open", "condition-outside-frame"),
    ],
)
def test_judge_looks_the_option_up(option, verdict, rule):
    position = make_position("cap", option)
    red_line = make_red_line(
        accepts="none", refuses="c600", conditional=(only_if("c900", note="A vote"),)
    )
    judgement = judge(position, red_line, Taken([position]))
    assert (judgement.verdict, judgement.reason.rule) == (verdict, rule)
    assert judgement.position is position
    assert judgement.red_line is red_line
    assert judgement.reason.requirements == ()


def test_judge_refuses_before_it_accepts():
    position = make_position()
    red_line = make_red_line(
        accepts="c600", refuses="c600", conditional=(only_if("c600"),)
    )
    assert judge(position, red_line, Taken([position])).verdict is Verdict.CROSSES


def test_judge_rejects_another_issue():
    position = make_position("veto", "no-veto")
    with pytest.raises(ValueError, match="ua-cap is not on the issue veto"):
        judge(position, make_red_line(), Taken([position]))


# What the draft takes on the issue "veto"; "none" and "limited" are required.
REQUIREMENTS = [
    ("nothing", [], "unaddressed"),
    ("inside", [("none", "")], "met"),
    ("two inside", [("none", ""), ("limited", "")], "met"),
    ("outside", [("full", "")], "failed"),
    ("two outside", [("full", ""), ("partial", "")], "failed"),
    # Side by side, without letters: the one outside does not replace the one inside.
    ("inside and outside", [("none", ""), ("full", "")], "met"),
    ("alternatives inside", [("none", "A"), ("limited", "B")], "met"),
    ("alternatives outside", [("full", "A"), ("partial", "B")], "failed"),
    ("alternatives on both sides", [("none", "A"), ("full", "B")], "contested"),
    (
        "a plain one inside, a letter outside",
        [("none", ""), ("full", "A")],
        "contested",
    ),
    ("a letter inside, a plain one outside", [("none", "A"), ("full", "")], "met"),
    ("one letter inside", [("none", "A")], "met"),
    ("one letter outside", [("full", "A")], "failed"),
]


@pytest.mark.parametrize(
    ("takes", "state"),
    [case[1:] for case in REQUIREMENTS],
    ids=[case[0] for case in REQUIREMENTS],
)
def test_weigh_requirement(takes, state):
    on_veto = tuple(
        make_position("veto", option, "5", letter) for option, letter in takes
    )
    taken = Taken([make_position(), *on_veto])
    (requirement,) = only_if("c600", ["veto: none limited"]).requires
    outcome = weigh(requirement, taken)
    assert outcome.state == state
    assert outcome.taken == on_veto
    assert (outcome.issue, outcome.options) == ("veto", {"none", "limited"})


@pytest.mark.parametrize(
    ("states", "verdict", "rule"),
    [
        ("met", "meets", "condition-met"),
        ("failed", "crosses", "condition-failed"),
        ("unaddressed", "open", "condition-unaddressed"),
        ("contested", "open", "condition-contested"),
        ("met met", "meets", "condition-met"),
        ("met unaddressed", "open", "condition-unaddressed"),
        ("met contested", "open", "condition-contested"),
        ("contested unaddressed", "open", "condition-unaddressed"),
        ("met failed", "crosses", "condition-failed"),
        ("unaddressed failed", "crosses", "condition-failed"),
        ("contested failed met", "crosses", "condition-failed"),
    ],
)
def test_judge_needs_every_requirement(states, verdict, rule):
    takes = {
        "met": [("in", "")],
        "failed": [("out", "")],
        "unaddressed": [],
        "contested": [("in", "A"), ("out", "B")],
    }
    wanted = [RequirementState(state) for state in states.split()]
    position = make_position()
    draft = [position] + [
        make_position(f"issue-{number}", option, "5", letter)
        for number, state in enumerate(wanted)
        for option, letter in takes[state]
    ]
    requires = [f"issue-{number}: in" for number in range(len(wanted))]
    condition = only_if("c600", requires, note="Said in June")
    judgement = judge(position, make_red_line(conditional=(condition,)), Taken(draft))
    assert (judgement.verdict, judgement.reason.rule) == (verdict, rule)
    assert [each.state for each in judgement.reason.requirements] == wanted
    assert judgement.reason.note == "Said in June"


def test_condition_may_ask_for_its_own_issue():
    draft = [make_position(option="c600"), make_position(option="none", clause="7")]
    red_line = make_red_line(conditional=(only_if("c600", ["cap: none"]),))
    assert judge(draft[0], red_line, Taken(draft)).reason.rule is Rule.CONDITION_MET
    assert judge(draft[0], red_line, Taken(draft[:1])).reason.rule is (
        Rule.CONDITION_FAILED
    )


def test_every_rule_has_a_verdict():
    assert set(VERDICTS) == set(Rule)
    assert {rule: Reason(rule).verdict for rule in Rule} == VERDICTS


def test_taken_gives_positions_by_issue():
    cap, veto = make_position(), make_position("veto", "none")
    taken = Taken([cap, veto, cap])
    assert taken.on("cap") == (cap, cap)
    assert taken.on("borders") == ()
    assert "veto" in taken
    assert "borders" not in taken
