"""The page of red lines under test: what it counts, of which lines, up to which day."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.line_tests import TriedLine
from plans.models import EventSource, RedLine
from tests.factories import (
    make_actor,
    make_event,
    make_issue,
    make_red_line,
    make_source,
    make_test,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

URL = "/under-test/"
HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def try_line(
    line: RedLine, day: str, outcome: str = "upheld", slug: str = "", note: str = ""
) -> None:
    event = make_event(slug or f"event-{day}-{line.slug}", date=day)
    make_test(line, event, outcome, note)


def make_lines() -> None:
    ukraine = make_actor("ukraine", order=1)
    russia = make_actor("russia", order=2)
    make_actor("china", order=3)
    cap = make_issue("cap", options=("none", "cap"))
    newer = make_red_line(ukraine, cap, "ua-newer", stated_on="2025-06-01", order=3)
    ended = make_red_line(
        ukraine,
        cap,
        "ua-ended",
        valid_until="2025-06-01",
        superseded_by=newer,
        kind="demand",
        order=1,
    )
    held = make_red_line(ukraine, slug="ua-held", order=2)
    crossed = make_red_line(russia, slug="ru-crossed", strength="absolute")
    try_line(ended, "2025-02-01", "restated")
    try_line(ended, "2025-03", "bent")
    try_line(held, "2025-04-01", "upheld")
    try_line(crossed, "2025-03-01", "crossed-answered")
    try_line(crossed, "2025-05-01", "crossed-unanswered", note="Nothing followed.")
    try_line(crossed, "2025-07-01", "restated")


def tried(client: Client, query: str = "") -> list[TriedLine]:
    found = client.get(f"{URL}{query}").context["found"]
    return [each for actor in found.actors for each in actor.lines]


def slugs(client: Client, query: str = "") -> list[str]:
    return [each.line.slug for each in tried(client, query)]


def counts(pairs: list[tuple[str, int]]) -> dict[str, int]:
    return {label: count for label, count in pairs if count}


def test_page_counts_by_actor_and_outcome(client: Client) -> None:
    make_lines()

    found = client.get(f"{URL}?as_of=2025-12-31").context["found"]

    assert [
        (
            total.actor.slug,
            counts(total.counts),
            total.tests,
            total.tried,
            total.never,
            total.url,
        )
        for total in found.totals
    ] == [
        (
            "ukraine",
            {"upheld": 1, "bent": 1, "restated": 1},
            3,
            2,
            1,
            "/red-lines/?actor=ukraine&state=all&as_of=2025-12-31",
        ),
        (
            "russia",
            {"crossed, unanswered": 1, "crossed, answered": 1, "restated": 1},
            3,
            1,
            0,
            "/red-lines/?actor=russia&state=all&as_of=2025-12-31",
        ),
    ]
    overall = found.overall
    assert [label for label, _ in overall.counts] == [
        "upheld",
        "bent",
        "crossed, unanswered",
        "crossed, answered",
        "restated",
    ]
    assert (overall.tests, overall.tried, overall.stated) == (6, 3, 4)
    assert (found.events, found.most) == (6, 1)
    assert [actor.slug for actor in found.silent] == ["china"]


def test_page_tells_each_line_with_its_tests(client: Client) -> None:
    make_lines()

    ended, held, crossed = tried(client, "?as_of=2025-12-31")

    assert [each.line.slug for each in (ended, held, crossed)] == [
        "ua-ended",
        "ua-held",
        "ru-crossed",
    ]
    assert (ended.when, ended.issue and ended.issue.slug) == ("ended", "cap")
    assert (held.when, held.issue) == ("in force", None)
    assert [
        (trial.test.date, trial.test.outcome, trial.outside) for trial in crossed.trials
    ] == [
        ("2025-07-01", "restated", ""),
        ("2025-05-01", "crossed-unanswered", ""),
        ("2025-03-01", "crossed-answered", ""),
    ]
    assert (crossed.first.date, crossed.last.date) == ("2025-03-01", "2025-07-01")
    assert counts(list(ended.counts)) == {"bent": 1, "restated": 1}


def test_page_says_all_this_in_words(client: Client) -> None:
    make_lines()

    response = client.get(f"{URL}?as_of=2025-12-31")

    for text in (
        "Past restraint does not bind.",
        "not of all that happened",
        "3 of 4 lines stated by then were tried: 6 tests in 6 events",
        "up to 31 December 2025",
        "Nothing followed.",
        "No source is recorded.",
        "outside the frame",
        "stated 1 January 2025 · ended 1 June 2025",
        'newer version: <a href="/red-lines/ua-newer/?as_of=2025-12-31">',
        "none recorded",
        "red lines as of 31 December 2025, as recorded on",
    ):
        assertContains(response, text)
    assertContains(
        response, 'aria-current="true">Red lines</a>'
    )  # the section that the page belongs to


@pytest.mark.parametrize(
    ("day", "lines", "tests"),
    [
        ("2024-12-31", [], 0),
        ("2025-01-31", [], 0),
        ("2025-02-28", ["ua-ended"], 1),
        ("2025-03-01", ["ua-ended", "ru-crossed"], 3),
        ("2025-04-30", ["ua-ended", "ua-held", "ru-crossed"], 4),
        ("2025-07-01", ["ua-ended", "ua-held", "ru-crossed"], 6),
    ],
)
def test_past_day_knows_the_lines_and_events_up_to_it(
    client: Client, day: str, lines: list[str], tests: int
) -> None:
    make_lines()

    assert slugs(client, f"?as_of={day}") == lines
    found = client.get(f"{URL}?as_of={day}").context["found"]
    assert found.overall.tests == tests


def test_line_stated_later_is_left_out_with_its_tests(client: Client) -> None:
    line = make_red_line(slug="line", stated_on="2025-03-10")
    try_line(line, "2025-03-08")

    assert slugs(client, "?as_of=2025-03-09") == []
    (found,) = tried(client, "?as_of=2025-03-10")
    assert found.trials[0].outside == "before"
    assertContains(
        client.get(f"{URL}?as_of=2025-03-10"),
        "The event began before the line was stated, on 10 March 2025.",
    )


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        ("2025-02", "before"),
        ("2025-03", ""),  # perhaps before, perhaps not
        ("2025-03-10", ""),
        ("2025-05-31", ""),
        ("2025-06-01", "after"),
        ("2025-06", ""),
        ("2025-07", "after"),
    ],
)
def test_test_outside_the_time_of_the_line_says_so(
    client: Client, day: str, outside: str
) -> None:
    line = make_red_line(slug="line", stated_on="2025-03-10", valid_until="2025-06-01")
    try_line(line, day)

    (found,) = tried(client)

    assert found.trials[0].outside == outside


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("?actors=russia", ["ru-crossed"]),
        ("?actors=russia&actors=ukraine", ["ua-ended", "ua-held", "ru-crossed"]),
        ("?outcome=restated", ["ua-ended", "ru-crossed"]),
        ("?outcome=crossed-unanswered", ["ru-crossed"]),
        ("?state=in-force", ["ua-held", "ru-crossed"]),
        ("?state=ended", ["ua-ended"]),
        ("?state=in-force&as_of=2025-04-30", ["ua-ended", "ua-held", "ru-crossed"]),
        ("?sort=tried", ["ru-crossed", "ua-ended", "ua-held"]),
        ("?sort=last", ["ru-crossed", "ua-held", "ua-ended"]),
        ("?sort=last&as_of=2025-04-30", ["ua-held", "ua-ended", "ru-crossed"]),
        ("?actors=nobody&outcome=vow", ["ua-ended", "ua-held", "ru-crossed"]),
    ],
)
def test_page_narrows_and_sorts(client: Client, query: str, lines: list[str]) -> None:
    make_lines()
    # One more, so that the numbers of tests and the order of actors disagree.
    try_line(RedLine.objects.get(slug="ru-crossed"), "2025-02-15", "upheld")

    assert slugs(client, query) == lines


def test_outcome_asked_for_leaves_the_counts_whole(client: Client) -> None:
    make_lines()

    response = client.get(f"{URL}?outcome=bent&as_of=2025-12-31")

    found = response.context["found"]
    assert found.overall.tests == 6
    assert [each.tests for actor in found.actors for each in actor.lines] == [2]
    assertContains(response, "whatever their outcome")


def test_state_asked_for_narrows_the_counts_and_the_list_they_lead_to(
    client: Client,
) -> None:
    make_lines()

    found = client.get(f"{URL}?state=in-force").context["found"]

    assert (found.overall.tests, found.overall.stated) == (4, 3)
    assert [total.url for total in found.totals] == [
        "/red-lines/?actor=ukraine",
        "/red-lines/?actor=russia",
    ]


def test_fragment_is_the_results_alone(client: Client) -> None:
    make_lines()

    response = client.get(
        f"{URL}?actors=russia&outcome=&state=", headers={"HX-Request": "true"}
    )

    assertContains(response, '<div id="results">')
    assertContains(response, "/red-lines/ru-crossed/")
    assertNotContains(response, "/red-lines/ua-held/")
    assertNotContains(response, "<html")
    assert "HX-Request" in response["Vary"]
    assert response["HX-Push-Url"] == f"{URL}?actors=russia"


def test_empty_pages_say_so(client: Client) -> None:
    assertContains(client.get(f"{URL}?as_of=2025-11-20"), "No line stated by")
    assertContains(client.get(f"{URL}?revision_at=2000-01-01"), "had been recorded by")
    make_actor("china")
    make_red_line(make_actor("ukraine"), slug="line")

    assertContains(
        client.get(f"{URL}?as_of=2025-11-20"),
        "None of the 1 line was tried in an event recorded here up to 20 November",
    )
    assertContains(client.get(f"{URL}?actors=china"), "No line matches")
    try_line(RedLine.objects.get(), "2025-02-01")
    assertContains(
        client.get(f"{URL}?outcome=bent"), "No line had this outcome; 1 was tried with"
    )


def test_page_below_is_missing(client: Client) -> None:
    assert client.get(f"{URL}none/").status_code == 404


def test_page_shows_the_past(client: Client) -> None:
    line = make_red_line(make_actor("ukraine"), slug="line", title="Old title")
    source = make_source("then")
    event = make_event("talks", date="2025-02-01", title="Old talks")
    EventSource.objects.create(event=event, source=source)
    test = make_test(line, event, "bent")
    moment = timezone.now()
    test.outcome = "upheld"
    test.save()
    line.title, event.title = "New title", "New talks"
    line.save()
    event.save()
    event.citations.all().delete()

    past = client.get(URL, {"revision_at": moment.isoformat()})
    now = client.get(URL)

    for text in ("Old title", "Old talks", "Report then", "You see the records as"):
        assertContains(past, text)
    for text in ("New title", "New talks", "No source is recorded"):
        assertContains(now, text)
    assert counts(past.context["found"].overall.counts) == {"bent": 1}
    assert counts(now.context["found"].overall.counts) == {"upheld": 1}


def test_page_escapes_what_was_recorded(client: Client) -> None:
    newer = make_red_line(stated_on="2025-05-01", title=HOSTILE)
    line = make_red_line(
        make_actor("ukraine", short_name=HOSTILE),
        make_issue("cap", title=HOSTILE),
        title=HOSTILE,
        superseded_by=newer,
    )
    event = make_event(title=HOSTILE)
    make_test(line, event, note=HOSTILE)
    EventSource.objects.create(
        event=event, source=make_source(title=HOSTILE), locator=HOSTILE
    )

    response = client.get(URL)

    assertContains(response, ESCAPED)
    assertNotContains(response, HOSTILE)


@pytest.mark.parametrize("query", ["", "?revision_at=2100-01-01"])
def test_page_takes_the_same_queries_for_more_rows(client: Client, query: str) -> None:
    def add_rows() -> None:
        newer = make_red_line(stated_on="2025-05-01")
        line = make_red_line(newer.actor, make_issue(), superseded_by=newer)
        for day in ("2025-02-01", "2025-03-01"):
            event = make_event(date=day)
            make_test(line, event, "restated")
            EventSource.objects.create(event=event, source=make_source())

    add_rows()
    before = queries(client, f"{URL}{query}")
    for _ in range(2):
        add_rows()

    assert queries(client, f"{URL}{query}") == before
    assert before == (10 if query else 5)


def test_version_stated_after_the_day_does_not_restate(client: Client) -> None:
    make_lines()

    def restated(day: date) -> str:
        (ended, *_) = tried(client, f"?as_of={day.isoformat()}")
        return ended.restated.date if ended.restated else ""

    assert restated(date(2025, 5, 31)) == "2025-02-01"
    assert restated(date(2025, 6, 1)) == "2025-06-01"
