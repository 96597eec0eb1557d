import pytest

from plans.search_terms import Field, Part, Terms, excerpt, for_websearch, stem


def found(query: str, text: str) -> bool:
    return bool(Terms(query).score([Field(text, 1.0)]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("guarantees", "guarantee"),
        ("Forces", "forced"),
        ("territories", "territory"),
        ("recognising", "recognised"),
        ("stopped", "stop"),
        ("КИЇВ", "київ"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("nato", "nation"), ("us", "use"), ("status", "statue")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


TEXT = "Ukraine’s forces number 600,000; a statement of intent says so to NATO."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("force nato", True),
        ("force navy", False),
        ("navy or nato", True),
        ('"statement of intent"', True),
        ('"intent of statement"', False),
        ("statement-of-intent", True),
        ("600,000", True),
        ("600,001", False),
        ("the nato", True),
        ("nato -force", False),
        ("nato -navy", True),
        ("ukraine's", True),
        ('"nato', True),
        ("NAT", False),
    ],
)
def test_query_is_read_as_a_web_search(query: str, expected: bool) -> None:
    assert found(query, TEXT) is expected


@pytest.mark.parametrize("query", ["", "  ", "the of", '""', "or", "-", "!?"])
def test_query_without_words_is_empty(query: str) -> None:
    assert not Terms(query)
    assert not found(query, TEXT)


def test_better_place_outranks_many_occurrences() -> None:
    terms = Terms("force")

    title = terms.score([Field("The force", 1.0), Field("", 0.4)])
    text = terms.score([Field("", 1.0), Field("force " * 50, 0.4)])

    assert title > text > 0


def test_excerpt_surrounds_the_first_match() -> None:
    text = " ".join(f"word{n}" for n in range(20)) + " the FORCES. " + "end " * 50

    parts = excerpt(Terms("force").marked(text))

    assert parts[0] == Part("… ")
    assert parts[1].text.startswith("word13 word14")
    assert parts[2] == Part("FORCES", True)
    assert parts[-1] == Part(" …")


def test_excerpt_of_a_short_text_is_the_text() -> None:
    parts = excerpt(Terms("force").marked("(The force stays.)"))

    assert "".join(part.text for part in parts) == "(The force stays.)"
    assert [part.text for part in parts if part.is_match] == ["force"]


def test_excerpt_without_a_match_is_the_beginning() -> None:
    assert excerpt([Part("Some words.")]) == (Part("Some words."),)
    assert excerpt([Part("")]) == ()
    assert excerpt([]) == ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("multinational-force", '"multinational force"'),
        ("nato -multinational-force", 'nato -"multinational force"'),
        ('-"a b" c', '-"a b" c'),
        ("600,000", "600,000"),
        ("us-28", "us-28"),
    ],
)
def test_hyphened_words_are_parted_for_postgresql(query: str, expected: str) -> None:
    assert for_websearch(query) == expected
