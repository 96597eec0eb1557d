"""Whose red lines a newer draft treats otherwise than the older one."""

from plans.analysis.effects import Effect, effects, effects_by_link
from plans.analysis.facts import Assessment, Position, RedLine, Verdict
from plans.analysis.verdicts import evaluate, standings
from tests.analysis.drafts import link
from tests.analysis.from_yaml import positions, red_lines
from tests.analysis.make import make_position, make_red_line, only_if

CAP = make_red_line("ua-cap", "cap", refuses="c600", accepts="c800")
NATO = make_red_line("ua-nato", "nato", refuses="ban")
PACT = make_red_line("ru-pact", "pact", accepts="pact", actor="russia")
VOTE = make_red_line(
    "ru-vote", "vote", conditional=(only_if("soon", ["nato: ban"]),), actor="russia"
)
LINES = [CAP, NATO, PACT, VOTE]
OLDER = [
    make_position("cap", "c600", "6"),
    make_position("nato", "ban", "7"),
    make_position("vote", "soon", "25"),
]
NEWER = [
    make_position("cap", "c800", "4"),
    make_position("pact", "pact", "2"),
    make_position("vote", "soon", "18"),
]


def effect(
    line: RedLine,
    before: Verdict,
    after: Verdict,
    older: str = "",
    newer: str = "",
    older_crossed: str = "",
    newer_crossed: str = "",
) -> Effect:
    clauses = (older, newer, older_crossed, newer_crossed)
    return Effect(line, before, after, *(tuple(each.split()) for each in clauses))


def test_effects_between_two_drafts() -> None:
    found = effects(standings(OLDER, LINES), standings(NEWER, LINES))

    assert found == (
        effect(CAP, Verdict.CROSSES, Verdict.MEETS, "6", "4", "6"),
        effect(NATO, Verdict.CROSSES, Verdict.UNADDRESSED, "7", "", "7"),
        effect(PACT, Verdict.UNADDRESSED, Verdict.MEETS, "", "2"),
        effect(VOTE, Verdict.MEETS, Verdict.OPEN, "25", "18"),
    )
    assert all(each.changed for each in found)


def test_a_line_crossed_still_has_not_changed() -> None:
    (found,) = effects(standings(OLDER, [CAP]), standings(OLDER, [CAP]))

    assert (found.before, found.changed) == (Verdict.CROSSES, False)


def test_lines_of_one_draft_only_are_left_out() -> None:
    assert effects(standings(OLDER, [CAP]), standings(NEWER, [NATO])) == ()


def test_effects_of_each_link() -> None:
    links = [
        link("6", "4", "reworded"),
        link("7", "", "dropped"),
        link("", "2", "added"),
        link("25", "18"),
        link("9", "9"),
    ]

    found = effects_by_link(links, evaluate(OLDER, LINES), evaluate(NEWER, LINES))

    assert found == (
        (effect(CAP, Verdict.CROSSES, Verdict.MEETS, "6", "4", "6"),),
        (effect(NATO, Verdict.CROSSES, Verdict.UNADDRESSED, "7", "", "7"),),
        (effect(PACT, Verdict.UNADDRESSED, Verdict.MEETS, "", "2"),),
        # The condition looks at the whole draft, not at the link.
        (effect(VOTE, Verdict.MEETS, Verdict.OPEN, "25", "18"),),
        (),
    )


def test_effects_of_alternatives_and_assessments() -> None:
    newer = [
        make_position("cap", "c600", "4", "A"),
        make_position("cap", "c800", "4", "B"),
        make_position("nato", "ban", "5"),
    ]
    assessed = [Assessment("5", "ua-nato", Verdict.MEETS, "It lapses.")]

    found = effects_by_link(
        [link("6", "4"), link("7", "5")],
        evaluate(OLDER, LINES),
        evaluate(newer, LINES, assessed),
    )

    assert [(each.before, each.after) for (each,) in found] == [
        (Verdict.CROSSES, Verdict.CONTESTED),
        (Verdict.CROSSES, Verdict.MEETS),
    ]


def test_effects_of_a_merger_take_all_its_clauses() -> None:
    older = [
        Position("6", "cap", "c800"),
        Position("7", "cap", "c600"),
    ]

    ((found,),) = effects_by_link(
        [link("6 7", "4", "merged")], evaluate(older, [CAP]), evaluate(NEWER, [CAP])
    )

    assert found == effect(CAP, Verdict.CROSSES, Verdict.MEETS, "6 7", "4", "7")


def test_the_framework_lifts_the_ceiling_of_the_28_points() -> None:
    lines = [line for line in red_lines() if line.in_force("2025-12-25")]
    before, after = (
        standings(positions(draft), lines) for draft in ("us-28", "framework-20")
    )

    found = {each.red_line.id: each for each in effects(before, after)}

    ceiling = found["ua-army-800k"]
    assert (ceiling.before, ceiling.after) == (Verdict.CROSSES, Verdict.MEETS)
    assert (ceiling.older_crossed_by, ceiling.newer) == (("6",), ("4",))
