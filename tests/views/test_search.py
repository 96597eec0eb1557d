import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_clause, make_draft, make_red_line
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> ceasefire"


def test_page_without_a_query_gives_hints(client: Client) -> None:
    response = client.get("/search/")

    assertContains(response, "What can be searched")
    assertContains(response, 'href="?q=us-28+10.b"')
    assertContains(response, "?q=%22frozen+assets%22")


def test_results_name_kind_place_and_date(client: Client) -> None:
    make_clause(make_draft("us-28", short_title="28 points"), "7", text="A ceasefire.")

    response = client.get("/search/?q=ceasefire&as_of=2025-11-20")

    assertContains(response, "28 points, clause 7")
    assertContains(response, "<mark>ceasefire</mark>")
    assertContains(response, "20 November 2025")
    assertContains(response, 'href="/drafts/us-28/clauses/7/?as_of=2025-11-20"')
    assertContains(response, 'value="ceasefire"')


def test_kind_narrows_and_tabs_keep_their_counts(client: Client) -> None:
    make_clause(text="A ceasefire.")
    make_red_line(statement="No ceasefire.")

    response = client.get("/search/?q=ceasefire&kind=red-line")

    assert [hit.kind for hit in response.context["hits"]] == ["red-line"]
    assert response.context["tabs"] == [
        ("clause", "Clauses", "1"),
        ("red-line", "Red lines", "1"),
    ]


def test_results_come_in_pages(client: Client) -> None:
    draft = make_draft()
    for number in range(25):
        make_clause(draft, str(number + 1), text="ceasefire")

    response = client.get("/search/?q=ceasefire&page=2")

    assert len(response.context["hits"]) == 5
    assertContains(response, "Page 2 of 2")


def test_fragment_is_the_results_alone(client: Client) -> None:
    make_clause(text="A ceasefire.")

    response = client.get("/search/?q=ceasefire", headers={"HX-Request": "true"})

    assertNotContains(response, "<html")
    assertContains(response, '<section id="results"')
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("query", ["zzzz", "the+of", "%3Cscript%3E"])
def test_no_result_says_what_to_do(client: Client, query: str) -> None:
    response = client.get(f"/search/?q={query}")

    assertContains(response, "Nothing was found for")
    assertNotContains(response, "<script>")


def test_hostile_text_is_escaped_around_the_marks(client: Client) -> None:
    make_clause(heading=HOSTILE, text=HOSTILE)

    response = client.get("/search/?q=ceasefire")

    assertNotContains(response, "<script>alert")
    assertContains(response, "<mark>ceasefire</mark>")


def test_past_is_searched_as_it_was(client: Client) -> None:
    clause = make_clause(text="A ceasefire.")
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    clause.text = "A truce."
    clause.save()

    assertContains(client.get("/search/?q=ceasefire"), "Nothing was found")
    then = client.get(f"/search/?q=ceasefire&revision_at={moment}")
    assertContains(then, "<mark>ceasefire</mark>")
    assertContains(then, "as they stood on")


@pytest.mark.parametrize("query", ["q=a%00b", "q=" + "x" * 300, "q=a&kind=nothing"])
def test_what_is_not_valid_is_ignored(client: Client, query: str) -> None:
    assert client.get(f"/search/?{query}").status_code == 200


def test_queries_do_not_grow(client: Client) -> None:
    make_clause(make_draft(), "1", text="ceasefire")
    one = queries(client, "/search/?q=ceasefire")
    for number in range(2, 4):
        make_clause(make_draft(), str(number), text="ceasefire")

    assert queries(client, "/search/?q=ceasefire") == one <= 12
