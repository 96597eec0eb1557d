"""The page that follows the answer over time."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import RedLine
from plans.views import settlement_maps
from tests.factories import (
    make_actor,
    make_coupling,
    make_draft,
    make_event,
    make_issue,
    make_red_line,
    make_stance,
    make_test,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
PAGE = "/settlement/over-time/"
ON = f"{PAGE}?as_of=2025-11-20"


def refuse(line: RedLine, *options: str) -> RedLine:
    for option in options:
        assert line.issue
        make_stance(line, line.issue.options.get(slug=option))
    return line


@pytest.fixture
def lines() -> None:
    """Two lines that collide in October, of which one ends in November."""
    cap = make_issue("cap", ("none", "high", "low"))
    ukraine, russia = make_actor("ukraine"), make_actor("russia")
    refuse(make_red_line(ukraine, cap, "ua-cap", stated_on="2025-08-15"), "high", "low")
    refuse(
        make_red_line(
            russia, cap, "ru-cap", stated_on="2025-10", valid_until="2025-11-10"
        ),
        "none",
    )
    refuse(
        make_red_line(russia, cap, "ru-later", stated_on="2025-11-21"), "none", "low"
    )


def told(client: Client, url: str = ON) -> list[tuple[object, ...]]:
    return [
        (
            month.name,
            month.standing.lines,
            month.standing.conflicts,
            f"{month.standing.left} of {month.standing.options}",
            month.standing.zone,
        )
        for month in client.get(url).context["found"].months
    ]


@pytest.mark.usefixtures("lines")
def test_months_go_from_the_first_line_to_the_day(client: Client) -> None:
    assert told(client) == [
        ("August 2025", 1, 0, "1 of 3", "if-silence"),
        ("September 2025", 1, 0, "1 of 3", "if-silence"),
        ("October 2025", 2, 1, "0 of 3", "no"),
        ("20 November 2025", 1, 0, "1 of 3", "if-silence"),
    ]


@pytest.mark.usefixtures("lines")
def test_page_leads_from_each_month_to_its_answer(client: Client) -> None:
    response = client.get(f"{ON}&actors=ukraine&actors=russia")

    months = response.context["months"]
    assert [month.slug for month in months] == [
        "2025-11",
        "2025-10",
        "2025-09",
        "2025-08",
    ]
    assert months[1].url == (
        "/settlement/?actors=ukraine&actors=russia&as_of=2025-10-31"
    )
    # Once in the table, once in the chart.
    assertContains(
        response,
        'href="/settlement/?actors=ukraine&amp;actors=russia&amp;as_of=2025-10-31"',
        count=2,
    )
    assertContains(response, '<tr id="month-2025-10">')
    assertContains(
        response,
        "October 2025: zone no, 1 conflict, 0 of 3 options left to all, 2 lines in "
        "force",
    )
    assertContains(response, "few conflicts there mean that little is recorded")


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&actors=russia", [("October 2025", 1, 0, "2 of 3", "if-silence")]),
        ("&since=2025-10", [("October 2025", 2, 1, "0 of 3", "no")]),
        (
            "&since=2025-13&actors=russia",
            [("October 2025", 1, 0, "2 of 3", "if-silence")],
        ),
    ],
)
def test_the_question_and_its_beginning_can_be_narrowed(
    client: Client, query: str, expected: list[tuple[object, ...]]
) -> None:
    assert told(client, ON + query)[:1] == expected


@pytest.mark.usefixtures("lines")
def test_a_beginning_after_the_day_is_the_day_alone(client: Client) -> None:
    assert [month[0] for month in told(client, f"{ON}&since=2026-05")] == [
        "20 November 2025"
    ]


@pytest.mark.usefixtures("lines")
def test_shorter_times_are_offered_where_they_are_shorter(client: Client) -> None:
    response = client.get(f"{PAGE}?as_of=2026-12-01&since=2025-12&strength=firm")

    assert response.context["since_links"] == [
        (
            "?as_of=2026-12-01&strength=firm",
            "since the first line, August 2025",
            False,
        ),
        (
            "?as_of=2026-12-01&strength=firm&since=2025-12",
            "since December 2025",
            True,
        ),
    ]
    assert response.context["carried"] == [("since", "2025-12")]


@pytest.mark.usefixtures("lines")
def test_months_name_their_drafts_and_main_events(client: Client) -> None:
    make_draft("us-28", date="2025-11-20")
    make_draft("month-alone", date="2025-10")
    make_draft("later", date="2025-11-21")
    make_draft("year-alone", date="2025")
    tried = make_event("tried", kind="strike", date="2025-10-05")
    make_test(RedLine.objects.get(slug="ua-cap"), tried)
    make_test(RedLine.objects.get(slug="ru-cap"), tried)
    other = make_event("other", kind="strike", date="2025-10-06")
    make_test(RedLine.objects.get(slug="ru-later"), other)
    make_event("talks", kind="talks", date="2025-10-01")
    make_event("statement", kind="statement", date="2025-10-01")
    make_event("later-talks", kind="talks", date="2025-11-21")

    found = client.get(ON).context["found"]

    october, november = found.months[2:]
    assert [draft.slug for draft in october.drafts] == ["month-alone"]
    assert [(event.title, event.tested) for event in october.events] == [
        ("Event talks", 0),
        ("Event tried", 2),
    ]
    assert [draft.slug for draft in november.drafts] == ["us-28"]
    assert november.events == []
    assert [mark.url for mark in found.chart.event_marks] == ["#month-2025-10"]


def test_page_without_a_line_says_that_nothing_is_known(client: Client) -> None:
    make_red_line(issue=make_issue(), stated_on="2025-11-21")

    response = client.get(ON)

    assert response.context["found"].months == []
    assertContains(response, "No line that counts had been stated by 20 November 2025")
    assertNotContains(response, 'class="chart')


@pytest.mark.usefixtures("lines")
def test_months_not_finished_are_never_no(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settlement_maps, "SECONDS", -1)

    response = client.get(ON)

    assert {month.standing.conflicts for month in response.context["months"]} == {None}
    assertContains(response, "Months with a question mark were not finished")
    assertContains(response, "not finished</td>", count=8)


@pytest.mark.parametrize(
    ("since", "months", "is_cut"), [("", 601, True), ("2074-12", 2, False)]
)
def test_months_of_fifty_years_are_listed(
    client: Client, since: str, months: int, is_cut: bool
) -> None:
    line = make_red_line(issue=make_issue("cap"), stated_on="2024-12-31")
    refuse(line, "yes")

    response = client.get(f"{PAGE}?as_of=2075-01-31&since={since}")

    assert len(response.context["months"]) == months
    assert response.context["found"].is_cut == is_cut
    said = "Only the months of the 50 years before the day asked are shown."
    assertContains(response, said, count=int(is_cut))


def test_contradicting_couplings_are_no_actors_fault(client: Client) -> None:
    issue, other = make_issue(), make_issue()
    first, second = other.options.all()
    for option in issue.options.all():
        make_coupling(option, first)
        make_coupling(option, second)
    refuse(make_red_line(issue=issue), "yes")

    response = client.get(PAGE)

    assertContains(response, "the couplings contradict each other")
    assertNotContains(response, 'class="chart')


def test_page_shows_the_past(client: Client) -> None:
    issue = make_issue("cap")
    line = refuse(make_red_line(issue=issue, stated_on="2025-11-01"), "yes")
    moment = timezone.now()
    refuse(line, "no")

    past = f"{ON}&revision_at={moment.isoformat().replace('+00:00', 'Z')}"

    assert told(client, past) == [("20 November 2025", 1, 0, "1 of 2", "if-silence")]
    assert told(client) == [("20 November 2025", 1, 1, "0 of 2", "no")]


@pytest.mark.usefixtures("lines")
def test_page_escapes_what_was_recorded(client: Client) -> None:
    make_draft("us-28", date="2025-10-20", short_title=HOSTILE)
    make_event(title=HOSTILE, date="2025-10-20")

    response = client.get(ON)

    assertContains(response, ESCAPED)
    assertNotContains(response, HOSTILE)


def test_page_takes_the_same_queries_for_more_rows(client: Client) -> None:
    issue = make_issue("cap")

    def add(month: int) -> None:
        day = date(2025, month, 1).isoformat()
        line = refuse(make_red_line(make_actor(), issue, stated_on=day), "yes")
        make_test(line, make_event(date=day))
        make_draft(date=day)
        make_coupling(*make_issue().options.all())

    add(10)
    before = queries(client, ON)
    add(6)
    add(1)

    assert queries(client, ON) == before <= 12


@pytest.mark.usefixtures("lines")
def test_the_answer_takes_the_chart_alone(client: Client) -> None:
    make_draft("first", date="2025-10-05")
    page = client.get("/settlement/?as_of=2025-11-20")
    assertContains(page, f'hx-get="{ON}"')

    chart = client.get(
        ON, headers={"HX-Request": "true", "HX-Target": "answer-over-time"}
    )

    assertContains(chart, "<svg", count=1)
    assertContains(chart, f'href="{ON}#month-2025-10"')
    assertNotContains(chart, "<table")
    assertNotContains(chart, "<html")
    assertContains(client.get(ON), 'id="month-2025-10"')
