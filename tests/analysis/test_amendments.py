"""What an amended draft says, what each change is for, and what would do as well."""

from collections.abc import Mapping, Sequence

import pytest

from plans.analysis.amendments import Amended, Choice, Need, Swap
from plans.analysis.concessions import weigh
from plans.analysis.facts import (
    Coupling,
    Position,
    RedLine,
    Requirement,
    Verdict,
)
from plans.analysis.settlements import Question
from plans.analysis.settlements_draft import find_amendment
from plans.analysis.settlements_zone import vouched_for
from plans.analysis.verdicts import select, standings
from tests.analysis import from_yaml
from tests.analysis.make import make_position, make_red_line, only_if
from tests.analysis.settlement_brute_force import Case, Text, make_case

ISSUES = {
    "cap": ("c600", "c800", "none"),
    "timing": ("first", "after"),
    "zone": ("stay", "leave", "both"),
}
BINDING = ("red-line", "demand")
DAYS = ("2022-04-20", "2024-06-14", "2025-06-01", "2025-11-20", "2026-11-22")


def never() -> bool:
    return False


def amended(
    *lines: RedLine,
    draft: Sequence[Position],
    couplings: Sequence[Coupling] = (),
    issues: Mapping[str, Sequence[str]] = ISSUES,
) -> Amended:
    question = Question(issues, lines, couplings, draft)
    return Amended(question, find_amendment(question, never))


def needs(issue: str, *options: str) -> Requirement:
    return Requirement(issue, frozenset(options))


def test_a_refused_option_is_changed_in_every_clause_that_takes_it() -> None:
    draft = [
        make_position(clause="6"),
        make_position(clause="7"),
        make_position("timing", "first", "8"),
    ]
    found = amended(make_red_line(accepts="c800", refuses="c600"), draft=draft)

    (change,) = found.amendment.changes
    assert (change.issue, change.before, change.after) == ("cap", ("c600",), "c800")
    assert found.positions == (
        Position("6", "cap", "c800"),
        Position("7", "cap", "c800"),
        Position("8", "timing", "first"),
    )
    assert found.kept == (("timing", ("first",)),)
    assert [(rule.red_line, rule.requires) for rule in found.reasons(change)] == [
        ("ua-cap", None)
    ]
    assert found.instead(change) == [Swap("none", ())]


def test_of_options_as_good_the_one_with_fewest_silences_is_taken() -> None:
    lines = [
        make_red_line("ua", refuses="c600"),
        make_red_line("ru", refuses="c600", accepts="none", actor="russia"),
    ]
    found = amended(*lines, draft=[make_position()])

    (change,) = found.amendment.changes
    assert change.after == "none"
    assert found.instead(change) == [Swap("c800", ())]


def test_an_option_that_crosses_another_line_as_heavy_would_do_as_well() -> None:
    lines = [
        make_red_line("ua", refuses="c600 none"),
        make_red_line("ru", refuses="c600 c800", actor="russia"),
        make_red_line("us", refuses="c600", actor="united-states"),
    ]
    found = amended(*lines, draft=[make_position()])

    (change,) = found.amendment.changes
    taken = {"c800": ("none", "ua"), "none": ("c800", "ru")}[change.after]
    assert found.instead(change) == [Swap(taken[0], (taken[1],))]


def test_a_condition_on_another_issue_is_a_reason() -> None:
    line = make_red_line(
        accepts="none", conditional=(only_if("c600", ["timing: after"]),)
    )
    strict = make_red_line("ru", "timing", accepts="after", actor="russia")
    draft = [make_position(), make_position("timing", "first", "1")]
    found = amended(line, strict, draft=draft)

    (change,) = found.amendment.changes
    assert change.issue == "timing"
    (rule,) = found.reasons(change)
    assert (rule.red_line, rule.issue, rule.requires) == (
        "ua-cap",
        "cap",
        needs("timing", "after"),
    )


def test_a_coupling_is_a_reason_and_comes_last() -> None:
    line = make_red_line("ua", "timing", refuses="first")
    coupling = Coupling("c", "cap", "c600", (needs("timing", "first"),))
    found = amended(line, draft=[make_position()], couplings=[coupling])

    # Only what the draft leaves open is at odds with it: nothing in it tells why.
    (change,) = found.amendment.changes
    assert found.reasons(change) == ()
    proof = found.proof(change, never)
    assert proof is not None
    assert proof.conflict.red_lines == ("ua",)
    assert "c" in [rule.coupling for rule in proof.conflict.rules]

    draft = [make_position(), make_position("timing", "after", "1")]
    both = amended(
        line, make_red_line(refuses="c600"), draft=draft, couplings=[coupling]
    )
    (change,) = both.amendment.changes
    assert [(rule.red_line, rule.coupling) for rule in both.reasons(change)] == [
        ("ua-cap", ""),
        ("", "c"),
    ]


def test_contested_alternatives_that_will_not_do_are_one_change() -> None:
    draft = [
        make_position("zone", "stay", "1", "A"),
        make_position("zone", "leave", "1", "B"),
        make_position("zone", "leave", "2", "B"),
    ]
    found = amended(make_red_line(issue="zone", refuses="stay leave"), draft=draft)

    (change,) = found.amendment.changes
    assert (change.before, change.after) == (("stay", "leave"), "both")
    assert found.positions == (
        Position("1", "zone", "both"),
        Position("2", "zone", "both"),
    )
    assert [rule.option for rule in found.reasons(change)] == ["leave", "stay"]
    assert found.choices() == []


def test_of_contested_alternatives_one_stays_and_loses_its_letter() -> None:
    draft = [
        make_position("zone", "stay", "1", "A"),
        make_position("zone", "leave", "1", "B"),
        make_position("zone", "both", "2", "C"),
    ]
    lines = [
        make_red_line(issue="zone", refuses="stay", accepts="leave"),
        make_red_line("ru", "cap", refuses="c600", actor="russia"),
    ]
    found = amended(*lines, draft=draft)

    assert found.amendment.changes == ()
    assert found.positions == (Position("1", "zone", "leave"),)
    assert found.choices() == [
        Choice("zone", ("leave",), (Swap("stay", None), Swap("both", ())))
    ]
    assert found.kept == (("zone", ("stay", "leave", "both")),)


def test_options_side_by_side_may_stay() -> None:
    draft = [make_position("zone", "stay", "1"), make_position("zone", "leave", "2")]
    found = amended(make_red_line(issue="zone", refuses="leave"), draft=draft)

    (change,) = found.amendment.changes
    assert (change.before, change.after) == (("leave",), "stay")
    assert found.positions == (
        Position("1", "zone", "stay"),
        Position("2", "zone", "stay"),
    )
    assert found.kept == (("zone", ("stay",)),)
    assert found.instead(change) == []
    assert [rule.option for rule in found.reasons(change)] == ["leave"]


def test_what_something_in_the_draft_hangs_on_is_needed() -> None:
    line = make_red_line(conditional=(only_if("c600", ["zone: stay both"]),))
    other = make_red_line("ru", "zone", refuses="stay", actor="russia")
    found = amended(line, other, draft=[make_position()])

    assert found.amendment.changes == ()
    (need,) = found.needs()
    assert isinstance(need, Need)
    assert (need.issue, need.options) == ("zone", ("both",))
    assert [rule.red_line for rule in need.rules] == ["ua-cap"]


def test_an_issue_on_which_nobody_has_a_line_is_not_needed() -> None:
    coupling = Coupling("c", "cap", "c600", (needs("zone", "stay"),))
    found = amended(
        make_red_line(accepts="c600"), draft=[make_position()], couplings=[coupling]
    )

    assert found.taken["zone"] == ("stay",)
    assert found.needs() == []


def test_an_actor_refuses_before_it_accepts_and_accepts_before_it_is_silent() -> None:
    lines = [
        make_red_line("1", accepts="c800"),
        make_red_line("2", refuses="c600"),
        make_red_line("3", refuses="c800 c600", actor="russia"),
        make_red_line("4", accepts="c800", actor="russia"),
        make_red_line("5", conditional=(only_if("c800", (), "x"),), actor="nato"),
        make_red_line("6", refuses="c600", actor="poland"),
    ]
    found = amended(*lines, draft=[make_position()])

    said = {
        actor: (str(reason.verdict), reason.note)
        for actor, reason in found.stance("cap", "c800")
    }
    assert said == {
        "nato": ("open", "x"),
        "poland": ("silent", ""),
        "russia": ("crosses", ""),
        "ukraine": ("meets", ""),
    }


def test_other_lines_crossed_may_take_more_changes() -> None:
    lines = [
        make_red_line("ua", "zone", refuses="leave both", accepts="stay"),
        make_red_line("ru", "zone", refuses="stay both", actor="russia"),
    ]
    draft = [make_position("zone", "leave", "1")]
    found = amended(*lines, draft=draft)

    assert (found.amendment.changes, found.amendment.crossed) == ((), ("ua",))
    assert found.changes_if(("ru",), never) == 1
    assert found.changes_if(("ua",), never) == 0


# --- Held to the verdicts, and to the long way


@pytest.fixture(scope="module")
def cases() -> list[tuple[Case, Amended]]:
    found = []
    for case in map(make_case, range(300)):
        if case.settlements and not case.taken:
            question = Question(case.issues, case.red_lines, case.couplings, case.draft)
            found.append((case, Amended(question, find_amendment(question, never))))
    assert len(found) > 150
    return found


def text_of(found: Amended, positions: Sequence[Position]) -> Text:
    """The text of these positions, with any option where nothing decides."""
    text: Text = {}
    for each in positions:
        text[each.issue] = text.get(each.issue, frozenset()) | {each.option}
    free = {issue: frozenset(o[:1]) for issue, o in found.question.options.items()}
    return free | text


def test_the_completed_draft_crosses_what_the_amendment_says(
    cases: list[tuple[Case, Amended]],
) -> None:
    for case, found in cases:
        text = text_of(found, found.completed)
        assert case.crossed(text) == set(found.amendment.crossed)
        assert case.allowed(text)
        contested = {each.issue for each in found.completed if each.alternative}
        assert not contested & set(found.taken)
        assert case.changes(text) == len(found.amendment.changes)


def test_what_would_do_as_well_is_complete(
    cases: list[tuple[Case, Amended]],
) -> None:
    seen = 0
    for case, found in cases:
        text = text_of(found, found.completed)
        for change in found.amendment.changes:
            drafted = {p.option for p in found.question.drafted[change.issue]}
            if drafted & text[change.issue]:
                continue
            swaps = []
            for option in case.issues[change.issue]:
                other = text | {change.issue: frozenset([option])}
                if (
                    option not in drafted | text[change.issue]
                    and case.allowed(other)
                    and case.weight(case.crossed(other)) == found.weight
                ):
                    swaps.append(Swap(option, tuple(sorted(case.crossed(other)))))
            assert found.instead(change) == swaps
            seen += len(swaps)
    assert seen > 20


def test_every_change_is_accounted_for(cases: list[tuple[Case, Amended]]) -> None:
    proved = 0
    for _, found in cases:
        for change in found.amendment.changes:
            if not found.reasons(change):
                assert found.proof(change, never) is not None
                proved += 1
    assert proved > 3


def test_nothing_as_good_leans_on_fewer_silences(
    cases: list[tuple[Case, Amended]],
) -> None:
    for case, found in cases[:120]:
        vouched = vouched_for(found.question)

        def silences(
            text: Text, vouched: Mapping[tuple[str, str], frozenset[str]] = vouched
        ) -> int:
            return sum(not text[i] & options for (_, i), options in vouched.items())

        least = min(
            (case.weight(case.crossed(text)), case.changes(text), silences(text))
            for text in case.amended()
            if case.allowed(text)
        )
        assert least[2] == silences(text_of(found, found.completed))


def shipped(draft: str, day: str, actors: tuple[str, ...] | None) -> Question:
    issues = from_yaml.read("issues.yaml")["issues"]
    couplings = [
        Coupling(
            each["id"],
            each["if"]["issue"],
            each["if"]["option"],
            tuple(needs(then["issue"], *then["options"]) for then in each["then"]),
        )
        for each in from_yaml.read("couplings.yaml")["couplings"]
    ]
    lines = select(from_yaml.red_lines(), day, actors, kinds=BINDING)
    return Question(
        {each["id"]: [option["id"] for option in each["options"]] for each in issues},
        lines,
        couplings,
        from_yaml.positions(draft),
    )


@pytest.mark.parametrize("draft", from_yaml.draft_ids())
def test_verdicts_on_every_amended_draft_agree_with_its_amendment(draft: str) -> None:
    for day in DAYS:
        for actors in (None, ("ukraine", "russia")):
            question = shipped(draft, day, actors)
            found = Amended(question, find_amendment(question, never))
            after = standings(found.completed, question.red_lines)
            crossed = [id for id, each in after.items() if _is_crossed(each.verdict)]
            assert sorted(crossed) == list(found.amendment.crossed)
            assert weigh(crossed, question.lines) == found.weight
            # The draft alone crosses none besides: it only leaves more open.
            alone = standings(found.positions, question.red_lines)
            assert {i for i, each in alone.items() if _is_crossed(each.verdict)} <= set(
                crossed
            )
            assert len(found.drafted_positions) == len(found.kept) + len(
                found.amendment.changes
            )


def _is_crossed(verdict: Verdict) -> bool:
    assert verdict is not Verdict.CONTESTED
    return verdict is Verdict.CROSSES
