import pytest

from plans.analysis.explain import Names, explain
from plans.analysis.rules import Taken, judge
from tests.analysis.make import make_position, make_red_line, only_if

NAMES = Names(
    actors={
        "ukraine": "Ukraine",
        "russia": "Russia",
        "united-states": "the United States",
        "gulf": "the Gulf mediators",
    },
    issues={
        "cap": "Size of the Ukrainian armed forces",
        "timing": "Timing of the ceasefire",
        "veto": "Veto of a guarantor",
    },
    options={
        ("cap", "c600"): "A ceiling of 600,000",
        ("timing", "first"): "Ceasefire before talks",
        ("timing", "on-signature"): "On signature",
        ("timing", "after"): "After withdrawal",
        ("veto", "none"): "No veto",
        ("veto", "full"): "A veto of Russia",
    },
    plural=frozenset({"gulf"}),
)
CEASEFIRE = only_if("c600", ["timing: on-signature first"])
BOTH = only_if("c600", ["timing: first", "veto: none"])
VOTE = only_if("c600", note="The people agree.")

SENTENCES = [
    (
        {"refuses": "c600"},
        [],
        "The clause takes “A ceiling of 600,000”, which Ukraine has refused.",
    ),
    (
        {"accepts": "c600"},
        [],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted.",
    ),
    (
        {},
        [],
        "The clause takes “A ceiling of 600,000”, on which Ukraine has said nothing "
        "in this statement.",
    ),
    (
        {"refuses": "c600", "actor": "united-states"},
        [],
        "The clause takes “A ceiling of 600,000”, which the United States has refused.",
    ),
    (
        {"accepts": "c600", "actor": "gulf"},
        [],
        "The clause takes “A ceiling of 600,000”, which the Gulf mediators have "
        "accepted.",
    ),
    (
        {"conditional": (VOTE,)},
        [],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted only on a "
        "condition outside the coding frame: The people agree.",
    ),
    (
        {"conditional": (only_if("c600"),)},
        [],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted only on a "
        "condition outside the coding frame.",
    ),
    (
        {"conditional": (CEASEFIRE,)},
        [("timing", "first", "")],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted only if "
        "Timing of the ceasefire is “Ceasefire before talks” or “On signature”; the "
        "draft takes “Ceasefire before talks” on Timing of the ceasefire.",
    ),
    (
        {"conditional": (CEASEFIRE,)},
        [("timing", "after", "")],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted only if "
        "Timing of the ceasefire is “Ceasefire before talks” or “On signature”; the "
        "draft takes “After withdrawal” on Timing of the ceasefire.",
    ),
    (
        {"conditional": (CEASEFIRE,)},
        [],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted only if "
        "Timing of the ceasefire is “Ceasefire before talks” or “On signature”; the "
        "draft takes no position on Timing of the ceasefire.",
    ),
    (
        {"conditional": (CEASEFIRE,)},
        [("timing", "first", "A"), ("timing", "after", "B")],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted only if "
        "Timing of the ceasefire is “Ceasefire before talks” or “On signature”; the "
        "draft leaves Timing of the ceasefire contested between “Ceasefire before "
        "talks” and “After withdrawal”.",
    ),
    (
        {"conditional": (BOTH,)},
        [("timing", "first", ""), ("timing", "first", ""), ("veto", "full", "")],
        "The clause takes “A ceiling of 600,000”, which Ukraine has accepted only if "
        "Timing of the ceasefire is “Ceasefire before talks”, and Veto of a guarantor "
        "is “No veto”; the draft takes “Ceasefire before talks” on Timing of the "
        "ceasefire, and takes “A veto of Russia” on Veto of a guarantor.",
    ),
]


@pytest.mark.parametrize(("stance", "elsewhere", "sentence"), SENTENCES)
def test_explain_gives_one_sentence(stance, elsewhere, sentence):
    position = make_position()
    draft = [position] + [
        make_position(issue, option, "9", letter) for issue, option, letter in elsewhere
    ]
    assert explain(judge(position, make_red_line(**stance), Taken(draft)), NAMES) == (
        sentence
    )


@pytest.mark.parametrize(
    ("alternative", "proponents", "subject"),
    [
        ("", ("russia",), "The clause (put forward by Russia)"),
        ("A", ("russia",), "Alternative A of the clause (put forward by Russia)"),
        (
            "B",
            ("ukraine", "united-states"),
            "Alternative B of the clause (put forward by Ukraine and the United "
            "States)",
        ),
        (
            "C",
            ("ukraine", "united-states", "russia"),
            "Alternative C of the clause (put forward by Ukraine, the United States "
            "and Russia)",
        ),
        ("A", (), "Alternative A of the clause"),
    ],
)
def test_explain_names_the_alternative(alternative, proponents, subject):
    position = make_position(alternative=alternative, proponents=proponents)
    judgement = judge(position, make_red_line(refuses="c600"), Taken([position]))
    assert explain(judgement, NAMES) == (
        f"{subject} takes “A ceiling of 600,000”, which Ukraine has refused."
    )


def test_explain_needs_every_name():
    position = make_position(option="c700")
    with pytest.raises(KeyError, match="c700"):
        explain(judge(position, make_red_line(), Taken([position])), NAMES)
