import pytest

from plans.analysis.facts import Assessment, Verdict
from plans.analysis.verdicts import (
    AlternativeVerdict,
    Outcome,
    cell,
    evaluate,
    outcomes,
    select,
    standings,
)
from tests.analysis.make import make_position, make_red_line, only_if

# One issue "cap" for one actor, who accepts, refuses, half accepts and is silent on:
RED_LINE = make_red_line(
    accepts="good", refuses="bad", conditional=(only_if("maybe", ["vote: held"]),)
)

# Positions as "option" or "option/letter", cell and line of the one red line.
STANDINGS = [
    ("bad", "crosses", "crosses"),
    ("maybe", "open", "open"),
    ("good", "meets", "meets"),
    ("other", "silent", "silent"),
    # The worst counts: crosses, open, meets, silent.
    ("other good", "meets", "meets"),
    ("good maybe", "open", "open"),
    ("maybe bad good", "crosses", "crosses"),
    # Alternatives with one verdict are like plain positions.
    ("bad/A bad/B", "crosses", "crosses"),
    ("good/A good/B", "meets", "meets"),
    ("other/A other/B", "silent", "silent"),
    ("bad/A", "crosses", "crosses"),
    # Alternatives with several are contested.
    ("bad/A good/B", "contested", "contested"),
    ("good/A other/B", "contested", "contested"),
    ("maybe/A good/B", "contested", "contested"),
    ("bad/A maybe/B good/C", "contested", "contested"),
    ("bad/A bad/B good/C", "contested", "contested"),
    # An alternative in two positions is as bad as the worse of them.
    ("good/A bad/A bad/B", "crosses", "crosses"),
    ("good/A bad/A good/B", "contested", "contested"),
    # Beside a plain position: no alternative averts a crossing of the line, while the
    # cell still names its alternatives.
    ("bad bad/A good/B", "contested", "crosses"),
    ("maybe bad/A good/B", "contested", "contested"),
    ("good bad/A good/B", "contested", "contested"),
    ("good bad/A bad/B", "crosses", "crosses"),
    ("bad good/A good/B", "crosses", "crosses"),
    ("maybe good/A good/B", "open", "open"),
]


@pytest.mark.parametrize(("takes", "in_cell", "in_line"), STANDINGS)
def test_evaluate_one_clause_and_one_line(takes, in_cell, in_line):
    positions = [
        make_position("cap", *take.partition("/")[:1], "6", take.partition("/")[2])
        for take in takes.split()
    ]
    found = evaluate(positions, [RED_LINE])
    assert {key: each.verdict for key, each in found.cells.items()} == {
        ("6", "ukraine"): in_cell
    }
    assert found.cells["6", "ukraine"].derived == in_cell
    assert found.lines["ua-cap"].verdict == in_line
    assert found.lines["ua-cap"].derived == in_line
    crossed_by = ("6",) if "bad" in takes else ()
    assert found.lines["ua-cap"].crossed_by == crossed_by
    assert found.lines["ua-cap"].clauses == ("6",)
    assert found.unaddressed == ()
    (outcome,) = outcomes(positions, [RED_LINE]).values()
    assert outcome == Outcome(Verdict(in_cell), len(crossed_by))
    assert standings(positions, [RED_LINE]) == found.lines
    assert cell("6", "ukraine", positions, [RED_LINE]) == found.cells["6", "ukraine"]


def test_alternatives_in_two_clauses_differ_for_the_line_only():
    positions = [
        make_position(option="bad", clause="6", alternative="A"),
        make_position(option="good", clause="7", alternative="B"),
    ]
    found = evaluate(positions, [RED_LINE])
    assert found.cells["6", "ukraine"].verdict is Verdict.CROSSES
    assert found.cells["7", "ukraine"].verdict is Verdict.MEETS
    standing = found.lines["ua-cap"]
    assert standing.verdict is Verdict.CONTESTED
    assert (standing.clauses, standing.crossed_by) == (("6", "7"), ("6",))


def test_letters_are_scoped_to_their_issue():
    positions = [
        make_position("cap", "bad", "6", "A"),
        make_position("cap", "bad", "6", "B"),
        make_position("veto", "good", "6", "A"),
        make_position("veto", "good", "6", "B"),
    ]
    lines = [RED_LINE, make_red_line("ua-veto", "veto", accepts="good")]
    assert evaluate(positions, lines).cells["6", "ukraine"].verdict is Verdict.CROSSES


def test_the_same_letter_on_two_issues_is_no_package():
    positions = [
        make_position("cap", "bad", "6", "A"),
        make_position("cap", "good", "6", "B"),
        make_position("veto", "good", "6", "A"),
        make_position("veto", "bad", "6", "B"),
    ]
    lines = [RED_LINE, make_red_line("ua-veto", "veto", accepts="good", refuses="bad")]
    found = evaluate(positions, lines).cells["6", "ukraine"]
    assert found.verdict is Verdict.CONTESTED
    assert [
        (each.issue, each.letter, each.verdict.value) for each in found.alternatives
    ] == [
        ("cap", "A", "crosses"),
        ("cap", "B", "meets"),
        ("veto", "A", "meets"),
        ("veto", "B", "crosses"),
    ]


@pytest.mark.parametrize(
    ("beside", "plain"),
    [
        ([], None),
        (["good"], "meets"),
        (["bad"], "crosses"),
        (["good", "bad"], "crosses"),
    ],
)
def test_cell_keeps_what_no_alternative_changes(beside, plain):
    positions = [
        make_position(option="bad", alternative="A"),
        make_position(option="good", alternative="B"),
        *[make_position(option=option) for option in beside],
    ]
    found = evaluate(positions, [RED_LINE]).cells["6", "ukraine"]
    assert (found.verdict, found.plain) == ("contested", plain)


def test_two_lines_of_an_actor_may_level_the_alternatives():
    positions = [
        make_position(option="low", alternative="A"),
        make_position(option="high", alternative="B"),
    ]
    lines = [
        make_red_line("not-low", refuses="low", accepts="high"),
        make_red_line("not-high", refuses="high", accepts="low"),
    ]
    found = evaluate(positions, lines)
    assert found.cells["6", "ukraine"].verdict is Verdict.CROSSES
    assert {id: line.verdict for id, line in found.lines.items()} == {
        "not-low": "contested",
        "not-high": "contested",
    }
    assert outcomes(positions, lines)["6", "ukraine"] == Outcome(Verdict.CROSSES, 2)


def test_cell_names_its_alternatives():
    positions = [
        make_position(option="good", alternative="B", proponents=("e3", "ukraine")),
        make_position(option="bad", alternative="A", proponents=("russia",)),
        make_position(option="other", alternative="B", proponents=("ukraine", "nato")),
        make_position("veto", "none", alternative="A", proponents=("russia",)),
    ]
    found = evaluate(positions, [RED_LINE]).cells["6", "ukraine"]
    assert found.alternatives == (
        AlternativeVerdict("cap", "A", Verdict.CROSSES, ("russia",)),
        AlternativeVerdict("cap", "B", Verdict.MEETS, ("e3", "ukraine", "nato")),
    )


def test_cells_are_by_clause_and_actor_and_never_empty():
    positions = [
        make_position("cap", "bad", "7"),
        make_position("cap", "good", "6"),
        make_position("borders", "kept", "6"),
    ]
    lines = [
        make_red_line("ru-cap", accepts="bad", actor="russia"),
        RED_LINE,
        make_red_line("e3-veto", "veto", accepts="none", actor="e3"),
        make_red_line("ua-talks", "", actor="ukraine"),
    ]
    found = evaluate(positions, lines)
    assert [(key, each.verdict.value) for key, each in found.cells.items()] == [
        (("7", "russia"), "meets"),
        (("7", "ukraine"), "crosses"),
        (("6", "russia"), "silent"),
        (("6", "ukraine"), "meets"),
    ]
    assert list(found.lines) == ["ru-cap", "ua-cap", "e3-veto"]
    assert cell("7", "e3", positions, lines) is None
    assert cell("8", "ukraine", positions, lines) is None


def test_unaddressed_lines_keep_their_order():
    lines = [
        make_red_line("ua-veto", "veto", kind="demand"),
        RED_LINE,
        make_red_line("e3-borders", "borders", actor="e3"),
        make_red_line("ua-talks", ""),
    ]
    found = evaluate([make_position(option="good")], lines)
    assert found.unaddressed == (lines[0], lines[2])
    standing = found.lines["ua-veto"]
    assert standing.verdict is Verdict.UNADDRESSED
    assert (standing.clauses, standing.crossed_by) == ((), ())


def test_nothing_asked_gives_nothing():
    found = evaluate([], [])
    assert (found.cells, found.lines, found.unaddressed) == ({}, {}, ())
    assert evaluate([], [RED_LINE]).unaddressed == (RED_LINE,)


def test_conditions_look_at_the_whole_draft():
    maybe = make_position(option="maybe")
    held = make_position("vote", "held", "25")
    found = evaluate([maybe, held], [RED_LINE]).cells
    assert {key: each.verdict for key, each in found.items()} == {
        ("6", "ukraine"): "meets"
    }
    assert cell("6", "ukraine", [maybe, held], [RED_LINE]) == found["6", "ukraine"]


def test_evidence_is_by_position_then_worst_then_id():
    positions = [make_position(option="bad"), make_position(option="good")]
    lines = [
        make_red_line("z-accepts", accepts="bad"),
        make_red_line("y-refuses", refuses="bad"),
        make_red_line("x-refuses", refuses="bad"),
        make_red_line("w-silent"),
    ]
    evidence = evaluate(positions, lines).cells["6", "ukraine"].evidence
    assert [
        (each.position.option, each.red_line.id, each.verdict) for each in evidence
    ] == [
        ("bad", "x-refuses", "crosses"),
        ("bad", "y-refuses", "crosses"),
        ("bad", "z-accepts", "meets"),
        ("bad", "w-silent", "silent"),
        ("good", "w-silent", "silent"),
        ("good", "x-refuses", "silent"),
        ("good", "y-refuses", "silent"),
        ("good", "z-accepts", "silent"),
    ]


def test_order_of_red_lines_does_not_change_verdicts():
    positions = [make_position(option=option) for option in ("bad", "good", "maybe")]
    lines = [RED_LINE, make_red_line("ru-cap", refuses="good", actor="russia")]
    forwards, backwards = evaluate(positions, lines), evaluate(positions, lines[::-1])
    assert forwards.cells == backwards.cells
    assert forwards.lines == backwards.lines


# What the assessment says, on which clause and line; what then stands.
ASSESSMENTS = [
    (("6", "ua-cap", "meets"), "meets", "crosses", ("7",)),
    (("7", "ua-cap", "silent"), "crosses", "crosses", ("6",)),
    (("6", "ua-cap", "crosses"), "crosses", "crosses", ("6", "7")),
    # Of another clause, another line or a line not asked for: nothing changes.
    (("8", "ua-cap", "meets"), "crosses", "crosses", ("6", "7")),
    (("6", "ru-cap", "meets"), "crosses", "crosses", ("6", "7")),
    (("6", "ua-veto", "crosses"), "crosses", "crosses", ("6", "7")),
]


@pytest.mark.parametrize(("stated", "in_cell", "in_line", "crossed_by"), ASSESSMENTS)
def test_assessment_stands_in_place_of_its_line(stated, in_cell, in_line, crossed_by):
    positions = [
        make_position(option="bad"),
        make_position(option="good"),
        make_position(option="bad", clause="7"),
    ]
    clause, red_line, verdict = stated
    assessment = Assessment(clause, red_line, Verdict(verdict), "The annex exempts it.")
    veto = make_red_line("ua-veto", "veto", refuses="full")
    found = evaluate(positions, [RED_LINE, veto], [assessment])
    own = found.cells["6", "ukraine"]
    assert (own.verdict, own.derived) == (in_cell, "crosses")
    assert own.assessed == ((assessment,) if stated[:2] == ("6", "ua-cap") else ())
    # The derived verdicts stay in the evidence.
    assert [each.verdict for each in own.evidence] == ["crosses", "meets"]
    standing = found.lines["ua-cap"]
    assert (standing.verdict, standing.derived) == (in_line, "crosses")
    assert standing.crossed_by == crossed_by
    assert standing.clauses == ("6", "7")


def test_assessment_leaves_the_actors_other_lines_alone():
    positions = [make_position(option="bad")]
    lines = [RED_LINE, make_red_line("ua-second", accepts="bad")]
    assessment = Assessment("6", "ua-cap", Verdict.SILENT, "Said of peacetime only.")
    found = evaluate(positions, lines, [assessment])
    own = found.cells["6", "ukraine"]
    assert (own.verdict, own.derived) == ("meets", "crosses")
    assert {
        each.red_line.id: (each.verdict, own.standing(each)) for each in own.evidence
    } == {"ua-cap": ("crosses", "silent"), "ua-second": ("meets", "meets")}
    assert outcomes(positions, lines, [assessment]) == {
        ("6", "ukraine"): Outcome(Verdict.MEETS, 0)
    }
    assert cell("6", "ukraine", positions, lines, [assessment]) == own
    assert standings(positions, lines, [assessment]) == found.lines


def test_assessment_settles_contested_alternatives():
    positions = [
        make_position(option="bad", alternative="A"),
        make_position(option="good", alternative="B"),
    ]
    assessment = Assessment("6", "ua-cap", Verdict.OPEN, "The cap is left to a treaty.")
    own = evaluate(positions, [RED_LINE], [assessment]).cells["6", "ukraine"]
    assert (own.verdict, own.derived) == ("open", "contested")
    assert [each.verdict for each in own.alternatives] == ["open", "open"]


def test_assessment_counts_for_its_clause_in_a_cell_by_issue():
    positions = [make_position(option="bad"), make_position(option="bad", clause="7")]
    assessment = Assessment("6", "ua-cap", Verdict.MEETS, "The annex exempts it.")
    own = cell("cap", "ukraine", positions, [RED_LINE], [assessment], by="issue")
    assert own.assessed == (assessment,)
    assert [own.standing(each).value for each in own.evidence] == ["meets", "crosses"]
    assert (own.verdict, own.plain) == ("crosses", "crosses")


LINES = [
    make_red_line("a", kind="red-line", strength="absolute"),
    make_red_line("b", kind="demand", strength="firm", actor="russia"),
    make_red_line("c", kind="preference", strength="negotiable"),
    make_red_line("d", strength="firm", stated_on="2026-01", valid_until="2026-03"),
]


@pytest.mark.parametrize(
    ("criteria", "chosen"),
    [
        ({}, "abc"),
        ({"on": "2025-05-31"}, ""),
        ({"on": "2026-01-01"}, "abcd"),
        ({"on": "2026-02"}, "abcd"),
        ({"on": "2026-03"}, "abc"),
        ({"actors": ["russia"]}, "b"),
        ({"actors": ["russia", "ukraine"]}, "abc"),
        ({"actors": []}, ""),
        ({"strength": "absolute"}, "a"),
        ({"strength": "firm"}, "ab"),
        ({"strength": "negotiable"}, "abc"),
        ({"kinds": ["red-line", "demand"]}, "ab"),
        ({"kinds": ["preference"]}, "c"),
        ({"kinds": ["red-line", "demand"], "strength": "absolute"}, "a"),
    ],
)
def test_select_narrows_by_all_criteria(criteria, chosen):
    found = select(LINES, **{"on": "2025-12-24", **criteria})
    assert [red_line.id for red_line in found] == list(chosen)


def test_select_rejects_an_unknown_strength():
    with pytest.raises(ValueError, match="unknown strength: strong"):
        select(LINES, "2025-12-24", strength="strong")
