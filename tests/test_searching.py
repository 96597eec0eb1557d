from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from plans.models import Issue, Option
from plans.search_kinds import KINDS, UNINDEXED
from plans.search_terms import Part
from plans.searching import Search, parts_of
from plans.snapshot import Snapshot
from tests.factories import (
    make_actor,
    make_clause,
    make_draft,
    make_event,
    make_issue,
    make_red_line,
    make_source,
)

pytestmark = pytest.mark.django_db

postgresql_only = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="the index is PostgreSQL's"
)


def found(query: str) -> list[tuple[str, int]]:
    return [(hit.kind, hit.id) for hit in Search(Snapshot(), query).found]


def one_of_each(word: str) -> dict[str, Any]:
    actor = make_actor("ukraine", short_name="Ukraine")
    draft = make_draft("us-28", short_title="28 points", summary=f"On {word}.")
    return {
        "clause": make_clause(draft, "10.b", text=f"The {word} stands."),
        "red-line": make_red_line(actor, statement=f"No {word}."),
        "issue": make_issue(options=("yes", word.lower())),
        "actor": make_actor("france", summary=f"Asks for {word}."),
        "draft": draft,
        "event": make_event(title=f"The {word} is discussed"),
        "source": make_source(title=f"About {word}"),
    }


def test_search_finds_every_kind_of_record() -> None:
    records = one_of_each("Ceasefire")
    make_clause(number="2", text="Something else.")

    expected = {(kind, record.pk) for kind, record in records.items()}

    assert set(found("ceasefires")) == expected
    assert Search(Snapshot(), "ceasefire").counts == dict.fromkeys(records, 1)


def test_all_words_must_occur_in_one_record() -> None:
    both = make_clause(heading="Frozen assets", text="Assets are returned.")
    make_clause(heading="Assets", text="They are invested.")

    assert found("frozen assets") == [("clause", both.pk)]
    assert found("frozen navy") == []
    assert set(found("frozen or invested")) == set(found("asset"))
    assert found("assets -invested") == [("clause", both.pk)]


def test_title_outranks_text_and_text_outranks_note() -> None:
    note = make_clause(number="1", note="Of neutrality nothing is said.")
    text = make_clause(number="2", text="Ukraine keeps its neutrality.")
    title = make_clause(number="3", heading="Neutrality")

    assert found("neutrality") == [("clause", row.pk) for row in (title, text, note)]


def test_phrase_stands_together_and_folds_case() -> None:
    phrase = make_clause(text="A STATEMENT OF INTENT is signed.")
    make_clause(text="The intent is in the statement.")

    assert found('"statement of intent"') == [("clause", phrase.pk)]


@pytest.mark.parametrize("query", ["Київ", "київ", "КИЇВ"])
def test_letters_beyond_ascii_fold_too(query: str) -> None:
    rows = [make_source(title=title) for title in ("Місто Київ", "КИЇВ", "київ і ми")]

    assert set(found(query)) == {("source", row.pk) for row in rows}


def test_words_of_an_issue_may_stand_in_title_and_option() -> None:
    issue = make_issue(
        "size-of-forces", title="Size of forces", options=("limit-of-600", "none")
    )

    assert found("size limit") == [("issue", issue.pk)]


@pytest.mark.parametrize("query", ["us-28 10.b", "us-28/10.B", "us-28, 10.b"])
def test_clause_is_found_by_draft_and_number(query: str) -> None:
    clause = make_clause(make_draft("us-28"), "10.b")
    make_clause(make_draft("e3-28"), "10.b")

    assert found(query)[0] == ("clause", clause.pk)
    assert len(found(query)) == 1


def test_number_alone_finds_the_clauses_that_have_it() -> None:
    rows = [make_clause(make_draft(), "10.b"), make_clause(make_draft(), "10.b")]
    make_clause(make_draft(), "10")

    assert set(found("10.b")) == {("clause", row.pk) for row in rows}
    assert set(found("clause 10.b")) == {("clause", row.pk) for row in rows}


def test_identifier_finds_its_record_and_its_beginning_the_others() -> None:
    first = make_red_line(slug="ua-no-caps")
    second = make_red_line(slug="ua-no-caps-later")

    assert found("ua-no-caps")[:2] == [("red-line", first.pk), ("red-line", second.pk)]
    assert set(found("ua-no")) == {("red-line", first.pk), ("red-line", second.pk)}


@pytest.mark.parametrize(
    "query", ["", "the of", "'", '"', "\\", "%", "_", "a & | ! b:* <->", ")(", "-"]
)
def test_odd_queries_find_nothing_and_do_no_harm(query: str) -> None:
    make_clause(text="Some text.")

    assert found(query) == []


def test_hits_say_where_they_stand() -> None:
    one_of_each("ceasefire")
    search = Search(Snapshot(), "ceasefire")

    contexts = {hit.kind: hit.context for hit in search.hits(search.found)}

    assert contexts == {
        "clause": "28 points, clause 10.b",
        "red-line": "Ukraine, firm red line",
        "issue": "Armed forces",
        "actor": "state, belligerent",
        "draft": "leaked, full text",
        "event": "talks",
        "source": "press report, named sources",
    }


def test_excerpt_marks_the_words_found() -> None:
    make_clause(text="Ukraine's <b>forces</b> are capped at 600,000.")
    search = Search(Snapshot(), "force")

    (hit,) = search.hits(search.found)

    assert Part("forces", True) in hit.excerpt
    text = "".join(part.text for part in hit.excerpt)
    assert text.strip() == "Ukraine's <b>forces</b> are capped at 600,000."


def test_search_reads_the_records_of_a_moment() -> None:
    clause = make_clause(text="It is capped.")
    Option.objects.create(issue=make_issue("size"), slug="capped", label="Capped")
    moment = timezone.now()
    clause.text = "It is free."
    clause.save()
    Option.objects.all().first().delete()
    Issue.objects.all().delete()

    then = Search(Snapshot(moment), "capped")

    assert {hit.kind for hit in then.found} == {"clause", "issue"}
    assert {hit.title for hit in then.hits(then.found)} == {"Heading 1", "Size"}
    assert found("capped") == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_clause(make_draft(), str(number + 1), text="ceasefire")
        make_red_line(statement="ceasefire")

    with django_assert_num_queries(6):
        search = Search(Snapshot(), "ceasefire")
        assert len(search.hits(search.found)) == 2 * count


@postgresql_only
@pytest.mark.parametrize("name", sorted(KINDS.keys() - UNINDEXED))
def test_search_uses_its_index(name: str) -> None:
    search, kind = Search(Snapshot(), "ceasefire"), KINDS[name]
    rows = search._rows(kind).annotate(words=kind.vector())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = rows.filter(words=search._search_query).values_list("id").explain()

    assert "_search" in plan


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("A \ue000force\ue001.", [Part("A "), Part("force", True), Part(".")]),
        ("\ue001A\ue000.", [Part("A.")]),
        ("1 \ue002 2", [Part("1 < 2")]),
        ("", [Part("")]),
    ],
)
def test_marks_become_parts(marked: str, expected: list[Part]) -> None:
    assert parts_of(marked) == expected
