import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Assessment
from tests.factories import (
    cite_line,
    make_actor,
    make_clause,
    make_draft,
    make_event,
    make_issue,
    make_position,
    make_red_line,
    make_source,
    make_stance,
    make_test,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def listed(client: Client, query: str) -> list[str]:
    response = client.get(f"/red-lines/{query}")
    return [row.line.slug for row in response.context["rows"]]


def make_lines() -> None:
    ukraine, russia = make_actor("ukraine", order=1), make_actor("russia", order=2)
    cap = make_issue("sovereignty", category="sovereignty", order=1)
    line = make_issue("donbas-line", category="territory", order=2)
    make_red_line(russia, line, "ru-line", strength="absolute", stated_on="2025-03-01")
    make_red_line(ukraine, line, "ua-line", kind="demand", stated_on="2025-02-01")
    make_red_line(ukraine, cap, "ua-cap", statement="Про КРИМ.", stated_on="2025-04-01")
    make_red_line(ukraine, cap, "ua-old", valid_until="2025-04-01")
    make_red_line(russia, slug="ru-outside", stated_on="2026-01-01")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["ua-cap", "ua-line", "ru-line", "ru-outside"]),
        ("?as_of=2025-02-28", ["ua-old", "ua-line"]),
        ("?actor=russia", ["ru-line", "ru-outside"]),
        ("?area=sovereignty&state=all", ["ua-cap", "ua-old"]),
        ("?issue=donbas-line", ["ua-line", "ru-line"]),
        ("?issue=outside", ["ru-outside"]),
        ("?kind=demand", ["ua-line"]),
        ("?strength=absolute", ["ru-line"]),
        ("?state=ended", ["ua-old"]),
        ("?state=later&as_of=2025-03-15", ["ua-cap", "ru-outside"]),
        ("?text=крим", ["ua-cap"]),
        ("?text=крим+donbas", []),
        ("?sort=newest", ["ru-outside", "ua-cap", "ru-line", "ua-line"]),
        ("?sort=oldest", ["ua-line", "ru-line", "ua-cap", "ru-outside"]),
        ("?sort=strength", ["ru-line", "ru-outside", "ua-line", "ua-cap"]),
        ("?sort=issue", ["ua-cap", "ru-line", "ua-line", "ru-outside"]),
        ("?actor=nobody&kind=vow", ["ua-cap", "ua-line", "ru-line", "ru-outside"]),
    ],
)
def test_red_line_list_narrows_and_sorts(
    client: Client, query: str, slugs: list[str]
) -> None:
    make_lines()
    assert listed(client, query) == slugs


def test_red_line_list_counts(client: Client) -> None:
    make_lines()
    response = client.get("/red-lines/?actor=russia&as_of=2026-02-01")
    assertContains(response, "2 of 5 recorded; 4 in force on 1 February 2026")


def test_red_line_list_gives_the_fragment_alone(client: Client) -> None:
    make_lines()

    response = client.get(
        "/red-lines/?actor=russia&area=&text=", headers={"HX-Request": "true"}
    )

    assertContains(response, '<section id="results"')
    assertContains(response, "/red-lines/ru-line/")
    assertNotContains(response, "<html")
    assert "HX-Request" in response["Vary"]
    assert response["HX-Push-Url"] == "/red-lines/?actor=russia"


def test_red_line_list_says_when_nothing_matches(client: Client) -> None:
    make_lines()
    response = client.get("/red-lines/?text=nothing&as_of=2026-02-01")
    assertContains(
        response, "No line matches among the 4 in force on 1 February 2026; 5 are"
    )


def test_red_line_list_says_when_nothing_is_recorded(client: Client) -> None:
    assertContains(client.get("/red-lines/"), "No line is recorded.")


def test_red_line_page_shows_each_option_along_the_scale(client: Client) -> None:
    force = make_issue("foreign-forces", options=("deployed", "barred"))
    issue = make_issue("guarantee", options=("binding", "political", "none"))
    line = make_red_line(make_actor("ukraine"), issue, "line")
    binding, _, none = issue.options.all()
    make_stance(line, none)
    make_stance(
        line,
        binding,
        "conditional",
        requires=(force.options.get(slug="deployed"),),
        note="Said twice",
    )

    response = client.get("/red-lines/line/")

    assert [(each.slug, each.held) for each in response.context["stances"]] == [
        ("binding", "conditional"),
        ("political", "not stated"),
        ("none", "refused"),
    ]
    assertContains(
        response,
        'only with <a href="/issues/foreign-forces/">Foreign forces</a>: “Deployed”. '
        "Said twice.",
    )


def test_red_line_page_judges_every_draft_by_all_its_positions(client: Client) -> None:
    forces = make_issue("forces", options=("deployed", "barred"))
    issue = make_issue("guarantee", options=("binding", "none"))
    line = make_red_line(
        make_actor("ukraine"),
        issue,
        "line",
        kind="demand",
        stated_on="2025-06-01",
        valid_until="2026-01-01",
    )
    binding, none = issue.options.all()
    deployed, barred = forces.options.all()
    make_stance(line, none)
    make_stance(line, binding, "conditional", requires=(deployed,))
    for slug, date, taken in [
        ("before", "2025-05", [none]),
        ("met", "2025-06", [binding, deployed]),
        ("failed", "2025-07-01", [binding, barred]),
        ("open", "2025-08-01", [binding]),
        ("silent", "2025-09-01", [deployed]),
        ("after", "2026-01-01", [binding, deployed]),
    ]:
        draft = make_draft(slug, date=date)
        for number, option in enumerate(taken, 1):
            make_position(make_clause(draft, str(number)), option)

    response = client.get("/red-lines/line/")

    verdicts = response.context["verdicts"]
    assert [(each.draft.slug, each.when, each.word) for each in verdicts] == [
        ("before", "later", "crosses"),
        ("met", "in force", "meets"),
        ("failed", "in force", "crosses"),
        ("open", "in force", "open"),
        ("silent", "in force", "unmet demand"),
        ("after", "ended", "meets"),
    ]
    assert [(str(verdict), count) for verdict, count in response.context["totals"]] == [
        ("crosses", 1),
        ("open", 1),
        ("meets", 1),
        ("unaddressed", 1),
    ]
    (clause,) = verdicts[2].clauses
    assert clause.sentence == (
        "The clause takes “Binding”, which Ukraine has accepted only if Forces is "
        "“Deployed”; the draft takes “Barred” on Forces."
    )
    assertContains(response, "Before the line was stated on 1 June 2025")
    assertContains(response, "From 1 January 2026: no longer in force")
    assertContains(response, "No clause addresses the issue.", count=1)


def test_red_line_page_names_alternatives_and_assessments(client: Client) -> None:
    issue = make_issue("cap", options=("none", "cap"))
    ukraine, russia = make_actor("ukraine"), make_actor("russia")
    line = make_red_line(ukraine, issue, "line")
    none, cap = issue.options.all()
    make_stance(line, cap)
    make_stance(line, none, "acceptable")
    draft = make_draft("contested")
    clause = make_clause(draft, "4")
    make_position(clause, none, ukraine, alternative="A")
    make_position(clause, cap, russia, alternative="B")
    assessed = make_clause(make_draft("assessed", date="2025-12-01"), "7")
    make_position(assessed, cap)
    Assessment.objects.create(
        clause=assessed, red_line=line, verdict="open", reason="The text is vague."
    )

    response = client.get("/red-lines/line/")

    contested, overridden = response.context["verdicts"]
    assert contested.verdict == "contested"
    assert [
        (each.alternative, each.proponents, each.verdict) for each in contested.clauses
    ] == [("A", "Ukraine", "meets"), ("B", "Russia", "crosses")]
    assert overridden.verdict == "open"
    assertContains(response, "in place of the derived verdict. The text is vague.")


def test_red_line_page_shows_the_chain_oldest_first(client: Client) -> None:
    actor, issue = make_actor("ukraine"), make_issue()
    last = make_red_line(actor, issue, "last", stated_on="2025-03-01")
    line = make_red_line(
        actor, issue, "line", stated_on="2025-02-01", superseded_by=last
    )
    make_red_line(actor, issue, "first", superseded_by=line)
    make_red_line(actor, issue, "beside")

    response = client.get("/red-lines/line/")

    chain = [each.slug for each in response.context["chain"]]
    assert chain == ["first", "line", "last"]
    assert [each.slug for each in response.context["beside"]] == ["beside"]


def test_red_line_page_says_whether_it_was_in_force(client: Client) -> None:
    make_red_line(slug="line", stated_on="2025-02", valid_until="2025-06-01")

    def when(day: str) -> str:
        return client.get(f"/red-lines/line/?as_of={day}").context["when"]

    assert [when(day) for day in ("2025-01-31", "2025-02-01", "2025-06-01")] == [
        "later",
        "in force",
        "ended",
    ]


def test_red_line_page_outside_the_frame_gives_no_verdict(client: Client) -> None:
    make_draft()
    line = make_red_line(slug="line")
    make_test(line, make_event("tried"), "bent", "It gave way.")

    response = client.get("/red-lines/line/")

    assert response.context["verdicts"] == []
    assertContains(response, "lies outside the coding frame")
    assertContains(response, "It gave way.")


def test_red_line_page_shows_sources_with_locator_and_tier(client: Client) -> None:
    line = make_red_line(slug="line")
    source = make_source("leak", tier="unnamed-press", verified=False)
    cite_line(line, source, "page 3")

    response = client.get("/red-lines/line/")

    for words in (
        '<a href="/sources/leak/">Report leak</a>, page 3',
        "not verified",
        "low tier",
        "Rests on one source only: press report, unnamed sources.",
        'rel="external noopener noreferrer"',
    ):
        assertContains(response, words)


def test_red_line_page_of_none_is_missing(client: Client) -> None:
    assert client.get("/red-lines/none/").status_code == 404
    assert client.get("/red-lines/none/history/").status_code == 404


def test_red_line_page_shows_the_past(client: Client) -> None:
    issue = make_issue("cap", options=("none", "cap"))
    line = make_red_line(issue=issue, slug="line", title="Old title")
    stance = make_stance(line, issue.options.get(slug="cap"))
    moment = timezone.now()
    stance.delete()
    line.title = "New title"
    line.save()

    past = client.get("/red-lines/line/", {"revision_at": moment.isoformat()})
    now = client.get("/red-lines/line/")

    assertContains(past, "<h1>Old title</h1>")
    assert [each.held for each in past.context["stances"]] == ["not stated", "refused"]
    assertContains(now, "<h1>New title</h1>")
    assert [each.held for each in now.context["stances"]] == ["not stated"] * 2


def test_red_line_pages_escape_what_was_recorded(client: Client) -> None:
    issue = make_issue("cap", title=HOSTILE, question=HOSTILE)
    line = make_red_line(
        make_actor("ukraine", short_name=HOSTILE),
        issue,
        "line",
        title=HOSTILE,
        statement=HOSTILE,
    )
    cite_line(line, make_source(title=HOSTILE, publisher=HOSTILE), HOSTILE)

    for url in ("/red-lines/", "/red-lines/line/", "/red-lines/line/history/"):
        response = client.get(url)
        assertContains(response, ESCAPED)
        assertNotContains(response, HOSTILE)


def test_red_line_pages_take_the_same_queries_for_more_rows(client: Client) -> None:
    issue = make_issue("cap", options=("none", "cap"))
    other = make_issue("other")
    actor = make_actor("ukraine")
    line = make_red_line(actor, issue, "line")
    none, cap = issue.options.all()
    make_stance(line, cap, "conditional", requires=tuple(other.options.all()))
    make_stance(line, none)

    def add_rows() -> None:
        more = make_red_line(actor, issue)
        cite_line(line, make_source())
        cite_line(more, make_source())
        make_test(line)
        draft = make_draft(clauses=2)
        for clause in draft.clauses.all():
            make_position(clause, cap, make_actor())
            make_position(clause, other.options.all()[0])
        Assessment.objects.create(
            clause=clause, red_line=line, verdict="open", reason="Vague."
        )

    urls = ("/red-lines/", "/red-lines/line/", "/red-lines/line/history/")
    add_rows()
    before = [queries(client, url) for url in urls]
    for _ in range(2):
        add_rows()

    after = [queries(client, url) for url in urls]

    assert after == before
    assert before[0] == 4
    assert before[1] <= 12
