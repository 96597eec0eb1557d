"""Settlements from the command line."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from plans.analysis.facts import Coupling, Requirement
from plans.analysis.settlements import Question, settle
from plans.analysis.verdicts import select
from plans.models import Coupling as CouplingRow
from plans.models import Issue, Option, RedLineSource
from plans.settling import couplings, gather, sources
from plans.snapshot import Snapshot
from tests.analysis import from_yaml
from tests.factories import (
    make_actor,
    make_coupling,
    make_issue,
    make_red_line,
    make_stance,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]

FOUR = "ukraine,russia,united-states,e3"
DAY = "2025-12-24"


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("settlement", *args, stdout=out)
    return out.getvalue()


def ask(*args: str) -> dict:
    return json.loads(run(*args, "--json"))


def shipped_question(day: str, strength: str, draft: str) -> Question:
    """The question as the shipped files put it, without a database."""
    issues = from_yaml.read("issues.yaml")["issues"]
    kinds = ["red-line", "demand"]
    return Question(
        {each["id"]: [option["id"] for option in each["options"]] for each in issues},
        select(from_yaml.red_lines(), day, FOUR.split(","), strength, kinds),
        shipped_couplings(),
        from_yaml.positions(draft),
        {
            line["id"]: frozenset(cited["source"] for cited in line["sources"])
            for line in from_yaml.read("red_lines.yaml")["red_lines"]
        },
    )


def shipped_couplings() -> list[Coupling]:
    return [
        Coupling(
            each["id"],
            each["if"]["issue"],
            each["if"]["option"],
            tuple(
                Requirement(then["issue"], frozenset(then["options"]))
                for then in each["then"]
            ),
            each["note"],
        )
        for each in from_yaml.read("couplings.yaml")["couplings"]
    ]


@pytest.mark.parametrize("day", [DAY, "2026-06-30"])
@pytest.mark.parametrize("strength", ["absolute", "firm", "negotiable"])
def test_the_answer_is_that_of_the_files(day, strength):
    found = ask(
        "--draft",
        "framework-20",
        "--as-of",
        day,
        "--actors",
        FOUR,
        "--strength",
        strength,
    )

    answer = settle(shipped_question(day, strength, "framework-20"), lambda: False)
    assert found["zone"] == answer.zone.zone.value
    assert found["kind"] == answer.kind.kind.value
    assert found["conflicts"] == [list(each.red_lines) for each in answer.conflicts]
    assert [group["concessions"] for group in found["groups"]] == [
        [list(each) for each in group.concessions] for group in answer.groups
    ]
    assert found["cheapest"]["red_lines"] == list(answer.cheapest.red_lines)
    assert found["settlement"] == answer.zone.settlement
    assert found["crosses"] == list(answer.amendment.crossed)
    assert len(found["changes"]) == len(answer.amendment.changes)
    assert [each["source"] for each in found["fragile"]] == [
        each.source for each in answer.fragile
    ]


def test_the_object_has_what_the_design_names():
    found = ask("--as-of", DAY, "--actors", FOUR, "--strength", "firm")

    assert list(found) == [
        "zone",
        "kind",
        "conflicts",
        "groups",
        "cheapest",
        "silences",
        "settlement",
        "changes",
        "crosses",
        "fragile",
        "unfinished",
    ]
    assert (found["zone"], found["kind"]) == ("no", "dilemma")
    assert found["conflicts"][0] == [
        "ru-donbas-under-russian-order",
        "ua-donbas-mirror-withdrawal",
    ]
    assert found["groups"][3] == {
        "issues": ["claims", "frozen-assets", "reconstruction"],
        "conflicts": [
            ["e3-assets", "ru-assets", "ru-no-reparations"],
            ["e3-assets", "ru-assets", "ru-waiver-of-claims"],
        ],
        "concessions": [
            ["e3-assets"],
            ["ru-assets"],
            ["ru-no-reparations", "ru-waiver-of-claims"],
        ],
    }
    assert found["cheapest"]["weight"] == 15
    assert (found["settlement"], found["changes"], found["silences"]) == ({}, [], [])
    assert (found["crosses"], found["unfinished"]) == (None, [])


def test_silences_are_named():
    found = ask("--as-of", DAY, "--strength", "absolute", "--draft", "us-28")

    assert (found["zone"], found["kind"]) == ("if-silence", "dilemma")
    assert found["silences"] == [
        {"actor": "russia", "issue": "recognition", "option": "no-recognition"}
    ]
    assert found["settlement"]["recognition"] == "no-recognition"
    assert found["settlement"].keys() == set(
        Issue.objects.values_list("slug", flat=True)
    )
    assert found["settlement"]["force-cap"] == "cap-600k"  # as in the draft
    assert found["changes"] and found["crosses"] == []


def test_a_change_names_all_alternatives():
    found = ask("--as-of", DAY, "--draft", "framework-20", "--actors", FOUR)

    (change,) = [each for each in found["changes"] if isinstance(each["from"], list)]
    assert len(change["from"]) == 2
    assert change["to"] not in change["from"]


def test_preferences_count_on_request():
    names = gather(Snapshot(), date(2025, 12, 24)).rows
    wanted = gather(Snapshot(), date(2025, 12, 24), kinds=["preference"]).rows

    assert {row.kind for row in names.values()} == {"red-line", "demand"}
    assert {row.kind for row in wanted.values()} == {"preference"}
    assert ask("--as-of", DAY, "--kinds", "preference")["zone"] != "no"


def test_couplings_are_those_of_the_files():
    found = {each.id: each for each in couplings(Snapshot())}

    shipped = {each.id: each for each in shipped_couplings()}
    assert found.keys() == shipped.keys()
    for id, each in found.items():
        assert (each.issue, each.option) == (shipped[id].issue, shipped[id].option)
        assert set(each.then) == set(shipped[id].then)
        assert each.note.split() == shipped[id].note.split()


def test_records_are_read_as_they_stood():
    before = Snapshot(timezone.now())
    CouplingRow.objects.get(slug="no-guarantee-no-payment").delete()
    citation = RedLineSource.objects.get(red_line__slug="ua-no-constitutional-ban")
    rows = {
        slug: row
        for slug, row in gather(Snapshot(), date(2025, 12, 24)).rows.items()
        if slug == "ua-no-constitutional-ban"
    }
    source = citation.source.slug
    citation.delete()

    now = Snapshot()
    assert len(couplings(before)) == len(couplings(now)) + 1
    assert sources(before, rows) == {"ua-no-constitutional-ban": frozenset([source])}
    assert sources(now, rows) == {"ua-no-constitutional-ban": frozenset()}


def test_gathering_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        snapshot = Snapshot()
        gather(snapshot, date(2025, 12, 24), draft=snapshot.draft("us-28"))


def test_without_a_line_the_text_claims_nothing():
    assert run("--as-of", "1999-01-01").splitlines() == [
        "Settlement under 0 lines in force on 1 January 1999",
        "No line that counts was in force, as far as recorded, so nothing recorded "
        "binds a settlement. What any actor would accept is unknown; that is not "
        "consent.",
    ]


def test_the_text_says_it_in_words():
    lines = run(
        "--as-of", DAY, "--actors", FOUR, "--strength", "firm", "--draft", "us-28"
    ).splitlines()

    assert lines[:3] == [
        "Settlement under 51 lines in force on 24 December 2025",
        "4 absolute, 47 firm; actors: Ukraine, Russia, the United States, the E3",
        "",
    ]
    assert lines[3:5] == [
        "There is no zone of possible agreement: every settlement crosses a line, even "
        "if every silence is consent.",
        "Dilemma: the absolute lines alone can be kept together, so better offers "
        "could settle it.",
    ]
    assert "  2. Russia and Ukraine collide on Guarantor veto." in lines
    assert (
        "     Between them they refuse every option on Guarantor veto, so no "
        "settlement can keep both; without either of them this conflict is gone."
    ) in lines
    assert "  2. guarantor-veto (lines by actor: russia 1, ukraine 1)" in lines
    assert "     either ru-guarantees-with-russia" in lines
    assert "     or ua-no-russian-veto-over-guarantors" in lines
    at = lines.index("  Weight 15 (absolute 9, firm 3, negotiable 1)")
    assert lines[at - 1] == "Cheapest compromise"
    # Two as cheap: neither is picked.
    assert lines[at + 3 : at + 5] == [
        "  2. Russia: No security guarantees for Ukraine without Russia "
        "(firm red line)",
        "     or Ukraine: No Russian veto over the guarantors (firm red line)",
    ]
    # An absolute line is dearer than a firm one.
    assert lines[at + 5] == (
        "  3. Ukraine: Allied forces in Ukraine are part of the guarantee (firm demand)"
    )
    assert lines[at + 6].startswith("  4. ")
    assert any(line.startswith("  Still crossed: Ukraine: ") for line in lines)
    assert (
        "  hvylya-20-points-2025: without it 1 conflict goes, as "
        "ua-no-constitutional-ban would rest on no source"
    ) in lines


def test_the_text_shows_a_settlement_and_silences():
    lines = run("--as-of", DAY, "--strength", "absolute").splitlines()

    assert (
        "  Russia has not said whether “Not recognised, or status left to later talks” "
        "on Recognition of Russian control will do."
    ) in lines
    at = lines.index("A settlement")
    assert (
        "  Recognition of Russian control: "
        "Not recognised, or status left to later talks" in lines[at:]
    )
    assert lines[-1].startswith("  Nobody has a line on, and couplings alone decide: ")


def test_a_trap_is_told_with_its_proof():
    issue = make_issue("summit")
    for slug, option in (("here", "yes"), ("there", "no")):
        line = make_red_line(
            make_actor(slug), issue, f"{slug}-line", strength="absolute"
        )
        make_stance(line, Option.objects.get(issue=issue, slug=option))

    found = ask("--as-of", DAY, "--actors", "here,there")
    assert (found["zone"], found["kind"]) == ("no", "trap")
    lines = run("--as-of", DAY, "--actors", "here,there").splitlines()
    assert lines[4] == (
        "Trap: the absolute lines alone cannot be kept together, so no offer settles "
        "it until a requirement changes. Here and There collide on Summit."
    )


def test_time_that_runs_out_is_said():
    found = ask("--as-of", DAY, "--time-limit", "1e-9")

    assert found["zone"] == "unfinished"
    assert "conflicts" in found["unfinished"]
    assert (found["kind"], found["cheapest"], found["fragile"]) == (None, None, None)
    text = run("--as-of", DAY, "--time-limit", "1e-9")
    assert (
        "Time ran out before it was certain whether there is a zone of possible "
        "agreement." in text
    )
    assert "Not finished in the time given: whether there is a zone" in text


def test_couplings_that_contradict_each_other_are_an_error():
    issue = make_issue("summit", options=("yes", "no"))
    yes, no = issue.options.all()
    make_coupling(yes, no)
    make_coupling(no, yes)

    with pytest.raises(CommandError) as error:
        run()
    assert str(error.value) == "The couplings contradict each other."


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--draft", "us-29"), 'unknown draft "us-29"; did you mean "us-28"?'),
        (
            ("--kinds", "demand,redline"),
            '--kinds: unknown kind "redline"; known: red-line, demand, preference',
        ),
        (("--time-limit", "soon"), '--time-limit "soon": write seconds, such as 10.'),
        (("--time-limit", "0"), '--time-limit "0": write seconds, such as 10.'),
        (("--time-limit", "nan"), '--time-limit "nan": write seconds, such as 10.'),
    ],
)
def test_wrong_options_are_explained(args, message):
    with pytest.raises(CommandError) as error:
        run(*args)
    assert str(error.value) == message
