"""Some verdicts on the shipped drafts, read off the texts by hand."""

import pytest

from plans.analysis.explain import Names, explain
from plans.analysis.verdicts import cell, select
from tests.analysis import from_yaml


def shipped_cell(draft_id, on, clause, actor):
    red_lines = select(from_yaml.red_lines(), on)
    return cell(clause, actor, from_yaml.positions(draft_id), red_lines)


@pytest.mark.parametrize(
    ("clause", "actor", "verdict", "refused_by"),
    [
        # At most 600,000 personnel: Kyiv refused every limit, Moscow named no number.
        ("6", "ukraine", "crosses", ["ua-no-force-limits-2025"]),
        ("6", "russia", "silent", []),
        # A ban on joining NATO, written into the constitution.
        ("7", "ukraine", "crosses", ["ua-no-forced-neutrality-2025"]),
        ("7", "russia", "meets", []),
        # Recognition de facto is refused by one of two lines only.
        ("21.a", "ukraine", "crosses", ["ua-no-recognition-formal-or-otherwise"]),
    ],
)
def test_us_28_on_the_day_it_appeared(clause, actor, verdict, refused_by):
    found = shipped_cell("us-28", "2025-11-20", clause, actor)
    assert found.verdict == verdict
    crossed = {each.red_line.id for each in found.evidence if each.verdict == "crosses"}
    assert crossed == set(refused_by)


def test_framework_20_leaves_the_line_in_donbas_contested():
    found = shipped_cell("framework-20", "2025-12-24", "14.g", "russia")
    assert (found.verdict, found.plain) == ("contested", "crosses")
    assert [(each.letter, each.verdict.value) for each in found.alternatives] == [
        ("A", "crosses"),
        ("B", "open"),
        ("C", "crosses"),
    ]


def test_a_shipped_judgement_in_words():
    issues = from_yaml.read("issues.yaml")["issues"]
    actors = from_yaml.read("actors.yaml")["actors"]
    names = Names(
        {actor["id"]: actor["short_name"] for actor in actors},
        {issue["id"]: issue["title"] for issue in issues},
        {
            (issue["id"], option["id"]): option["label"]
            for issue in issues
            for option in issue["options"]
        },
    )
    (crossed,) = [
        each
        for each in shipped_cell("us-28", "2025-11-20", "7", "ukraine").evidence
        if each.verdict == "crosses"
    ]
    assert explain(crossed, names) == (
        "The clause takes “Banned in Ukraine's constitution and in NATO's statutes”, "
        "which Ukraine has refused."
    )
