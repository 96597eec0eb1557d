import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.analysis.comparison import Span, compare, has_changes, likeness, tokens
from tests.analysis import from_yaml

# Few words, so that texts have some in common, with figures, names and marks.
WORDS = st.sampled_from(
    ["the", "of", "not", "in", "to", "shall", "ceasefire", "Ukraine", "NATO", "The"]
    + ["600,000", "800,000", "10.b", "20 May 2025", "й", "за\u0301мок"]
)
GAPS = st.sampled_from(
    [" ", " ", " ", "  ", "\n", ", ", ". ", "; ", " (", "", "\r\n\t"]
)
TEXTS = st.lists(st.tuples(WORDS, GAPS)).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
) | st.text(max_size=40)


def marked(older: str, newer: str) -> str:
    """Write a comparison as one line: [-removed-] and {+added+}."""
    marks = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[span.kind].format(span.text) for span in compare(older, newer))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no more than", ["no", " ", "more", " ", "than"]),
        ("600,000 men", ["600,000", " ", "men"]),
        ("0.19%", ["0.19", "%"]),
        ("600,000, or 5.", ["600,000", ",", " ", "or", " ", "5", "."]),
        ("600\u202f000\u2009men", ["600\u202f000", "\u2009", "men"]),
        ("€100", ["€", "100"]),
        ("50:50", ["50:50"]),
        ("by 20 November 2025.", ["by", " ", "20 November 2025", "."]),
        ("in March 2014", ["in", " ", "March 2014"]),
        ("on 3 May, he may", ["on", " ", "3 May", ",", " ", "he", " ", "may"]),
        ("30 years", ["30", " ", "years"]),
        ("20 листопада 2025 року", ["20 листопада 2025", " ", "року"]),
        ("2025-11-20", ["2025-11-20"]),
        ("20.11.2025", ["20.11.2025"]),
        ("28-point text", ["28-point", " ", "text"]),
        ("non-aggression", ["non-aggression"]),
        ("US–Russia", ["US", "–", "Russia"]),
        ("Ukraine's, п’ять", ["Ukraine's", ",", " ", "п’ять"]),
        ("Збройні Сили", ["Збройні", " ", "Сили"]),
        ("за\u0301мок", ["за\u0301мок"]),
        ("the U.S. law", ["the", " ", "U.S.", " ", "law"]),
        ("clause 10.b.", ["clause", " ", "10.b", "."]),
        ("F-16s", ["F-16s"]),
        ("a \n\n b", ["a", " \n\n ", "b"]),
        ("(so)", ["(", "so", ")"]),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


@given(TEXTS)
def test_tokens_joined_give_the_text(text):
    assert "".join(tokens(text)) == text


CHANGES = [
    ("", "", ""),
    ("", "new", "{+new+}"),
    ("old", "", "[-old-]"),
    ("same words", "same words", "same words"),
    (
        "limited to 600,000 men",
        "limited to 800,000 men",
        "limited to [-600,000-]{+800,000+} men",
    ),
    (
        "limited to 600,000 men in peacetime.",
        "limited to 800,000 men in wartime.",
        "limited to [-600,000-]{+800,000+} men in [-peacetime-]{+wartime+}.",
    ),
    (
        "no more than 800,000 men",
        "no more than 800,000 men in peacetime",
        "no more than 800,000 men{+ in peacetime+}",
    ),
    ("Kyiv agrees not to join", "Kyiv agrees to join", "Kyiv agrees[- not-] to join"),
    (
        "from 20 November 2025 on",
        "from 24 November 2025 on",
        "from [-20 November 2025-]{+24 November 2025+} on",
    ),
    ("a b", "a  b", "a {+ +}b"),
    ("one two", "two", "[-one -]two"),
    ("two", "one two", "{+one +}two"),
    ("end", "end\n", "end{+\n+}"),
    # One or two short words between changes are part of the change.
    (
        "forces leave for good and all",
        "troops leave to return and rest",
        "[-forces leave for good and all-]{+troops leave to return and rest+}",
    ),
    (
        "a guarantee given by treaty",
        "a guarantee sworn by oath",
        "a guarantee [-given by treaty-]{+sworn by oath+}",
    ),
    (
        "Kyiv withdraws, then holds elections",
        "Kyiv remains, then skips talks",
        "Kyiv [-withdraws, then holds elections-]{+remains, then skips talks+}",
    ),
    # Two words need three that change, and three words are a phrase of their own.
    (
        "paid in to it monthly",
        "given in to it yearly",
        "[-paid-]{+given+} in to it [-monthly-]{+yearly+}",
    ),
    (
        "paid in to monthly",
        "given in to yearly",
        "[-paid-]{+given+} in to [-monthly-]{+yearly+}",
    ),
    (
        "often paid in to monthly",
        "seldom given in to yearly",
        "[-often paid in to monthly-]{+seldom given in to yearly+}",
    ),
    (
        "often Kyiv paid up to it by monthly instalments",
        "seldom Moscow gave up to it by yearly transfers",
        "[-often Kyiv paid-]{+seldom Moscow gave+} up to it by "
        "[-monthly instalments-]{+yearly transfers+}",
    ),
    # Folding goes on for as long as it makes a larger change.
    (
        "half is shared equally, 50:50, now and Kyiv",
        "half, and alone",
        "half[- is shared equally, 50:50, now and Kyiv-]{+, and alone+}",
    ),
    # Figures, dates, names and longer words are never swallowed,
    ("up to 5 men", "at 5 tanks", "[-up to-]{+at+} 5 [-men-]{+tanks+}"),
    (
        "before May 2026 falls",
        "after May 2026 ends",
        "[-before-]{+after+} May 2026 [-falls-]{+ends+}",
    ),
    (
        "leaves NATO forces",
        "expects NATO troops",
        "[-leaves-]{+expects+} NATO [-forces-]{+troops+}",
    ),
    (
        "any treaty signed",
        "each treaty broken",
        "[-any-]{+each+} treaty [-signed-]{+broken+}",
    ),
    # nor do changes cross the end of a sentence or a bracket;
    ("It ended. Kyiv", "It began. Moscow", "It [-ended-]{+began+}. [-Kyiv-]{+Moscow+}"),
    # articles at the head of a sentence are no names.
    (
        "held up The council",
        "cast off The assembly",
        "[-held up The council-]{+cast off The assembly+}",
    ),
    # A figure that replaces a figure stays a change of its own,
    ("5 of women", "6 of boys", "[-5-]{+6+} of [-women-]{+boys+}"),
    ("women of 5", "boys of 6", "[-women-]{+boys+} of [-5-]{+6+}"),
    # and mere insertions, or mere deletions, stay insertions or deletions.
    (
        "NATO will in Kyiv",
        "NATO gladly will today in Kyiv",
        "NATO{+ gladly+} will{+ today+} in Kyiv",
    ),
    (
        "NATO gladly will today in Kyiv",
        "NATO will in Kyiv",
        "NATO[- gladly-] will[- today-] in Kyiv",
    ),
]


@pytest.mark.parametrize(("older", "newer", "expected"), CHANGES)
def test_compare(older, newer, expected):
    assert marked(older, newer) == expected


def test_compare_gives_spans():
    assert compare("to 600,000 men", "to 800,000 men") == (
        Span("kept", "to "),
        Span("removed", "600,000"),
        Span("added", "800,000"),
        Span("kept", " men"),
    )


@given(TEXTS, TEXTS)
def test_spans_make_up_both_texts(older, newer):
    spans = compare(older, newer)
    parts = {
        kind: "".join(span.text for span in spans if span.kind in ("kept", kind))
        for kind in ("removed", "added")
    }
    assert parts == {"removed": older, "added": newer}
    assert has_changes(spans) is (older != newer)


@given(TEXTS, TEXTS)
def test_spans_are_filled_and_in_order(older, newer):
    spans = compare(older, newer)
    assert all(span.text for span in spans)
    follows = {("kept", "removed"), ("kept", "added"), ("removed", "added")}
    follows |= {("removed", "kept"), ("added", "kept")}
    kinds = [span.kind for span in spans]
    assert set(zip(kinds, kinds[1:], strict=False)) <= follows


@given(TEXTS, TEXTS)
def test_compare_is_the_same_every_time(older, newer):
    assert compare(older, newer) == compare(older, newer)


@given(TEXTS)
def test_texts_are_like_themselves(text):
    assert likeness(text, text) == 1
    assert has_changes(compare(text, text)) is False


@given(TEXTS, TEXTS)
def test_likeness_is_a_symmetric_share(older, newer):
    assert 0 <= likeness(older, newer) <= 1
    assert likeness(older, newer) == likeness(newer, older)


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ("", "", 1),
        ("", "word", 0),
        ("a b", "c d", 0),
        ("a b", "a  b", 1),
        ("a b c d", "a b", 2 / 3),
        ("a b c d", "a x c d", 3 / 4),
    ],
)
def test_likeness(older, newer, expected):
    assert likeness(older, newer) == pytest.approx(expected)


def test_compare_clauses_of_the_shipped_drafts():
    old, new = (
        {
            clause["number"]: clause["text"]
            for clause in from_yaml.read(f"drafts/{draft}.yaml")["clauses"]
        }
        for draft in ("us-28", "e3-28")
    )
    assert marked(old["6"], new["6"]) == (
        "The armed forces of Ukraine may number no more than [-600,000-]{+800,000+} "
        "personnel{+ in peacetime+}."
    )
    assert marked(old["25"], new["25"]) == (
        "Elections are held in Ukraine [-within 100 days-]{+as soon as possible after "
        "the peace agreement is signed+}."
    )
