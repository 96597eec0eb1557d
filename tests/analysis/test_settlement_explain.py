"""Sentences about settlements, whole."""

import pytest

from plans.analysis.explain import Names
from plans.analysis.facts import Coupling, RedLine, Requirement
from plans.analysis.settlement_explain import (
    Explanation,
    Words,
    explain_change,
    explain_conflict,
    explain_silence,
    line_in_words,
)
from plans.analysis.settlements import Change, Question, Silence, settle
from tests.analysis.make import make_red_line, only_if

ISSUES = {
    "cap": ("none", "c800", "c600"),
    "timing": ("first", "on-signature", "after"),
}
TITLES = {
    "ua": "No limit on the army",
    "ru": "A small army",
    "ru-timing": "Talks before a ceasefire",
    "gulf": "A ceasefire that comes in time",
    "us": "An army that is paid for",
}
WORDS = Words(
    Names(
        actors={
            "ukraine": "Ukraine",
            "russia": "Russia",
            "united-states": "the United States",
            "gulf": "the Gulf mediators",
        },
        issues={"cap": "Size of the army", "timing": "Timing of the ceasefire"},
        options={
            ("cap", "none"): "No ceiling",
            ("cap", "c800"): "A ceiling of 800,000",
            ("cap", "c600"): "A ceiling of 600,000",
            ("timing", "first"): "Ceasefire before talks",
            ("timing", "on-signature"): "On signature",
            ("timing", "after"): "After withdrawal",
        },
        plural=frozenset({"gulf"}),
    ),
    TITLES,
    ISSUES,
)
PAID_LATER = Coupling(
    "big-army-later",
    "cap",
    "none",
    (Requirement("timing", frozenset(["after", "on-signature"])),),
    "An army without a ceiling is raised\nonly once there is time.",
)


def explained(
    *lines: RedLine, couplings: tuple[Coupling, ...] = (), **taken: str
) -> Explanation:
    question = Question(ISSUES, lines, couplings, taken=taken)
    (conflict,) = settle(question, lambda: False).conflicts
    return explain_conflict(conflict, question, WORDS)


def test_two_lines_that_refuse_every_option() -> None:
    assert explained(
        make_red_line("ua", refuses="c600 c800", strength="absolute"),
        make_red_line("ru", refuses="none c800", actor="russia", kind="demand"),
    ) == Explanation(
        headline="Russia and Ukraine collide on Size of the army.",
        steps=(
            "On Size of the army, Russia refuses “No ceiling” and “A ceiling of "
            "800,000” (“A small army”, firm demand).",
            "On Size of the army, Ukraine refuses “A ceiling of 800,000” and “A "
            "ceiling of 600,000” (“No limit on the army”, absolute red line).",
        ),
        conclusion=(
            "Between them they refuse every option on Size of the army, so no "
            "settlement can keep both; without either of them this conflict is gone."
        ),
    )


def test_a_line_that_refuses_what_is_already_chosen() -> None:
    assert explained(
        make_red_line("ua", refuses="c600", strength="absolute"), cap="c600"
    ) == Explanation(
        headline=(
            "A line of Ukraine cannot be kept at all: Size of the army, through what "
            "is already chosen."
        ),
        steps=(
            "On Size of the army, Ukraine refuses “A ceiling of 600,000” (“No limit on "
            "the army”, absolute red line).",
            "“A ceiling of 600,000” is already chosen on Size of the army.",
        ),
        conclusion="So no settlement with this choice can keep it.",
    )


def test_a_choice_that_leaves_two_lines_no_room() -> None:
    paid = make_red_line(
        "us",
        conditional=(only_if("none", ["timing: first on-signature"]),),
        actor="united-states",
    )
    assert explained(
        paid,
        make_red_line("ru-timing", "timing", refuses="first on-signature"),
        cap="none",
    ) == Explanation(
        headline=(
            "Ukraine and the United States collide on Timing of the ceasefire and "
            "Size of the army, through what is accepted only on conditions and what is "
            "already chosen."
        ),
        steps=(
            "On Timing of the ceasefire, Ukraine refuses “Ceasefire before talks” and "
            "“On signature” (“Talks before a ceasefire”, firm red line).",
            "On Size of the army, the United States accepts “No ceiling” only if "
            "Timing of the ceasefire is “Ceasefire before talks” or “On signature” "
            "(“An army that is paid for”, firm red line).",
            "“No ceiling” is already chosen on Size of the army.",
            "Of Timing of the ceasefire the refusals leave “After withdrawal”.",
        ),
        conclusion=(
            "What is left cannot be combined, so no settlement with this choice can "
            "keep both; without either of them this conflict is gone."
        ),
    )


def test_a_conflict_through_a_condition() -> None:
    demanding = make_red_line(
        "us",
        refuses="c600",
        conditional=(
            only_if("none", ["timing: first on-signature"]),
            only_if("c800", ["timing: on-signature first"]),
        ),
        actor="united-states",
        strength="negotiable",
        kind="preference",
    )
    assert explained(
        demanding,
        make_red_line("ru-timing", "timing", refuses="first", actor="russia"),
        make_red_line("gulf", "timing", refuses="on-signature", actor="gulf"),
    ) == Explanation(
        headline=(
            "The Gulf mediators, Russia and the United States collide on Timing of the "
            "ceasefire and Size of the army, through what is accepted only on "
            "conditions."
        ),
        steps=(
            "On Timing of the ceasefire, the Gulf mediators refuse “On signature” (“A "
            "ceasefire that comes in time”, firm red line).",
            "On Timing of the ceasefire, Russia refuses “Ceasefire before talks” "
            "(“Talks before a ceasefire”, firm red line).",
            "On Size of the army, the United States refuses “A ceiling of 600,000”, "
            "and accepts “No ceiling” and “A ceiling of 800,000” only if Timing of the "
            "ceasefire is “Ceasefire before talks” or “On signature” (“An army that is "
            "paid for”, negotiable preference).",
            "Of Timing of the ceasefire the refusals leave “After withdrawal”.",
            "Of Size of the army the refusals leave “No ceiling” or “A ceiling of "
            "800,000”.",
        ),
        conclusion=(
            "What is left cannot be combined, so no settlement can keep all 3; without "
            "any one of them this conflict is gone."
        ),
    )


def test_a_conflict_through_a_coupling() -> None:
    told = explained(
        make_red_line("ua", refuses="c600 c800"),
        make_red_line(
            "ru-timing", "timing", refuses="after on-signature", actor="russia"
        ),
        couplings=(PAID_LATER,),
    )

    assert told.text == (
        "Ukraine and Russia collide on Size of the army and Timing of the ceasefire, "
        "through what one option means for another. "
        "On Size of the army, Ukraine refuses “A ceiling of 800,000” and “A ceiling of "
        "600,000” (“No limit on the army”, firm red line). "
        "On Timing of the ceasefire, Russia refuses “On signature” and “After "
        "withdrawal” (“Talks before a ceasefire”, firm red line). "
        "Whoever takes “No ceiling” on Size of the army has to take “On signature” or "
        "“After withdrawal” on Timing of the ceasefire. An army without a ceiling is "
        "raised only once there is time. "
        "Of Size of the army the refusals leave “No ceiling”. "
        "Of Timing of the ceasefire the refusals leave “Ceasefire before talks”. "
        "What is left cannot be combined, so no settlement can keep both; without "
        "either of them this conflict is gone."
    )


def test_both_links_are_named() -> None:
    told = explained(
        make_red_line("ua", refuses="c600 c800"),
        make_red_line(
            "ru-timing",
            "timing",
            refuses="after",
            conditional=(only_if("on-signature", ["cap: c600"]),),
            actor="russia",
        ),
        couplings=(PAID_LATER,),
    )

    assert told.headline == (
        "Ukraine and Russia collide on Size of the army and Timing of the ceasefire, "
        "through what is accepted only on conditions and what one option means for "
        "another."
    )


def test_a_line_that_leaves_nothing_by_itself() -> None:
    told = explained(make_red_line("ua", refuses="c600 c800 none"))

    assert told.headline == (
        "A line of Ukraine cannot be kept at all: Size of the army."
    )
    assert told.conclusion == "So no settlement can keep it."


def test_lines_of_one_actor() -> None:
    told = explained(
        make_red_line("ru", refuses="none", actor="russia"),
        make_red_line("ua", refuses="c600 c800", actor="russia"),
    )

    assert told.headline == (
        "Lines of Russia collide with each other on Size of the army."
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            make_red_line(actor="gulf", refuses="c600"),
            "The Gulf mediators have not said whether “A ceiling of 800,000” on Size "
            "of the army will do.",
        ),
        (
            make_red_line(
                actor="gulf", conditional=(only_if("c800", note="If it is paid for."),)
            ),
            "The Gulf mediators accept “A ceiling of 800,000” on Size of the army only "
            "on a condition outside the coding frame: If it is paid for.",
        ),
        (
            make_red_line(actor="gulf", conditional=(only_if("c800"),)),
            "The Gulf mediators accept “A ceiling of 800,000” on Size of the army only "
            "on a condition outside the coding frame.",
        ),
    ],
)
def test_what_was_left_unsaid(line: RedLine, sentence: str) -> None:
    question = Question(ISSUES, [line])
    silence = Silence("gulf", "cap", "c800")

    assert explain_silence(silence, question, WORDS) == sentence


def test_a_silence_is_not_explained_by_the_lines_of_others() -> None:
    others = make_red_line(actor="russia", conditional=(only_if("c800"),))
    told = explain_silence(
        Silence("united-states", "cap", "c800"), Question(ISSUES, [others]), WORDS
    )

    assert told == (
        "The United States has not said whether “A ceiling of 800,000” on Size of the "
        "army will do."
    )


def test_a_change_of_a_draft() -> None:
    assert explain_change(Change("cap", ("c600",), "none"), WORDS) == (
        "Size of the army: “A ceiling of 600,000” becomes “No ceiling”."
    )
    assert explain_change(Change("cap", ("c600", "c800"), "none"), WORDS) == (
        "Size of the army: “A ceiling of 800,000” or “A ceiling of 600,000” becomes "
        "“No ceiling”."
    )


def test_a_line_in_words() -> None:
    line = make_red_line("us", actor="united-states")

    assert line_in_words(line, WORDS) == (
        "The United States: An army that is paid for (firm red line)"
    )


def test_what_has_no_name_is_an_error() -> None:
    question = Question(ISSUES, [make_red_line("x", refuses="c600 c800 none")])
    (conflict,) = settle(question, lambda: False).conflicts

    with pytest.raises(KeyError):
        explain_conflict(conflict, question, WORDS)
