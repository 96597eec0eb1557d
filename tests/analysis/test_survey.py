from plans.analysis.facts import Position, RedLine, Verdict
from plans.analysis.verdicts import Outcome, cell, outcomes, standings, survey


def test_survey_groups_cells_by_clause_or_by_issue():
    positions = (
        Position("1", "army", "cap"),
        Position("2", "army", "no-cap"),
        Position("3", "nato", "bar"),
    )
    red_lines = (
        RedLine(
            id="line",
            actor="a",
            issue="army",
            kind="red-line",
            strength="firm",
            acceptable=frozenset({"no-cap"}),
            unacceptable=frozenset({"cap"}),
            conditional=(),
            stated_on="2025-01-01",
        ),
    )

    by_clause, lines = survey(positions, red_lines)
    by_issue, same_lines = survey(positions, red_lines, by="issue")

    assert by_clause == outcomes(positions, red_lines)
    assert lines == same_lines == standings(positions, red_lines)
    assert by_issue == {("army", "a"): Outcome(Verdict.CROSSES, 1)}
    found = cell("army", "a", positions, red_lines, by="issue")
    assert [each.position.clause for each in found.evidence] == ["1", "2"]
