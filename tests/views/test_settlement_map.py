"""The map of issues and actors."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans import settlement_map
from plans.models import Issue, RedLine
from plans.standing import Held
from plans.views import settlement_maps
from tests.factories import (
    cite_line,
    make_actor,
    make_coupling,
    make_issue,
    make_red_line,
    make_source,
    make_stance,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
PAGE = "/settlement/map/"
FRAGMENT = {"hx-request": "true", "hx-target": "map-evidence"}


def refuse(line: RedLine, *options: str) -> RedLine:
    for option in options:
        assert line.issue
        make_stance(line, line.issue.options.get(slug=option))
    return line


@pytest.fixture
def cap() -> Issue:
    """An issue on which Ukraine and Russia leave nothing; a second has room."""
    cap = make_issue("cap", ("none", "high", "low"), title="Force cap")
    veto = make_issue("veto", category="sovereignty", title="Veto")
    make_issue("unspoken", title="Unspoken")
    ukraine = make_actor("ukraine", order=1)
    russia = make_actor("russia", order=2)
    refuse(make_red_line(ukraine, cap, "ua-cap"), "high", "low")
    line = refuse(make_red_line(russia, cap, "ru-cap"), "none")
    make_stance(line, cap.options.get(slug="low"), "acceptable")
    tied = make_red_line(ukraine, veto, "ua-veto")
    make_stance(tied, veto.options.get(slug="yes"), "conditional", note="A vote.")
    return cap


def rows(client: Client, query: str = "") -> list[str]:
    groups = client.get(PAGE + query).context["groups"]
    return [row.issue.slug for group in groups for row in group.rows]


@pytest.mark.usefixtures("cap")
def test_map_counts_what_is_left_to_each_and_to_all(client: Client) -> None:
    response = client.get(PAGE)

    context = response.context
    assert [column.name for column in context["columns"]] == [
        "All together",
        "Ukraine",
        "Russia",
    ]
    assert [
        (group.title, [(row.issue.slug, row.conflicts) for row in group.rows])
        for group in context["groups"]
    ] == [
        ("Sovereignty and non-aggression", [("veto", [])]),
        ("Armed forces", [("cap", [1])]),
    ]
    assert tuple(context["totals"]) == (2, 5, 2, 1)
    assert [issue.slug for issue in context["unspoken"]] == ["unspoken"]
    for link in (
        'href="/settlement/map/cap/" aria-label="Force cap, All together: none of 3 '
        'options left"',
        'href="/settlement/map/cap/russia/" aria-label="Force cap, Russia: 2 of 3 '
        'options left"',
        'href="/settlement/map/veto/ukraine/" aria-label="Veto, Ukraine: 2 of 2 '
        'options left, 1 only on a condition"',
    ):
        assertContains(response, link, count=1)
    assertContains(
        response,
        '<svg class="signs" viewBox="0 0 36 12" width="36" height="12" '
        'aria-hidden="true"><use href="#sign-r" x="0"/><use href="#sign-u" x="12"/>'
        '<use href="#sign-a" x="24"/></svg>',
        count=1,
    )
    # Russia has no line on the veto.
    assertContains(response, '<span class="visually-hidden">no line</span>', count=1)


@pytest.mark.usefixtures("cap")
def test_map_tells_conflicts_and_leads_to_their_evidence(client: Client) -> None:
    response = client.get(f"{PAGE}?as_of=2025-11-20")

    (conflict,) = response.context["conflicts"]
    assert conflict.headline == "Russia and Ukraine collide on Force cap."
    assertContains(
        response,
        '<li id="conflict-1"><a href="/settlement/?as_of=2025-11-20'
        '#conflict-ru-cap--ua-cap">',
    )
    assertContains(response, 'href="#conflict-1">in conflict 1</a>')


def test_map_says_how_many_conflicts_it_leaves_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settlement_map, "MOST", 1)
    actor = make_actor()
    for _ in range(2):
        refuse(make_red_line(actor, make_issue()), "yes", "no")

    response = client.get(PAGE)

    assert len(response.context["conflicts"]) == 1
    assertContains(response, "1 of 2 shown, the smallest first.")
    assertContains(response, 'href="#conflicts">in conflict 2</a>')


@pytest.mark.usefixtures("cap")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["veto", "cap"]),
        ("?order=room", ["cap", "veto"]),
        ("?only=conflict", ["cap"]),
        ("?only=none", ["cap"]),
        ("?actors=russia", ["cap"]),
        ("?actors=russia&only=none", []),
        ("?strength=absolute", []),
        ("?order=nonsense&only=nonsense", ["veto", "cap"]),
    ],
)
def test_map_is_ordered_and_narrowed(
    client: Client, query: str, expected: list[str]
) -> None:
    assert rows(client, query) == expected


def test_least_room_goes_first(client: Client) -> None:
    actor = make_actor()
    for slug, options, refused in [
        ("a", ("1", "2", "3"), ["1"]),
        ("b", ("1", "2", "3", "4"), ["1", "2"]),
        ("c", ("1", "2"), ["1"]),
        ("d", ("1", "2"), ["1", "2"]),
    ]:
        refuse(make_red_line(actor, make_issue(slug, options)), *refused)

    assert rows(client, "?order=room") == ["d", "c", "b", "a"]


@pytest.mark.usefixtures("cap")
def test_map_keeps_its_choices_and_the_question(client: Client) -> None:
    query = "?actors=ukraine&strength=firm&order=room&show=ukraine"

    response = client.get(PAGE + query)

    assert response.context["carried"] == [("order", "room"), ("show", "ukraine")]
    assertContains(
        response, f'href="{PAGE}{query.replace("&", "&amp;")}&amp;only=none"'
    )
    assertContains(
        response,
        'href="/settlement/over-time/?actors=ukraine&amp;strength=firm"',
    )
    assert [column.shown for column in response.context["columns"]] == [False, True]


@pytest.mark.usefixtures("cap")
def test_cell_says_who_says_what_of_each_option(client: Client) -> None:
    cite_line(RedLine.objects.get(slug="ru-cap"), make_source(title="A report"))

    response = client.get(f"{PAGE}cap/?only=conflict")

    panel = response.context["panel"]
    assert (panel.name, panel.words) == ("all together", "none of 3 options left")
    assert [(each.label, each.held, each.said) for each in panel.options] == [
        ("None", Held.REFUSED, [(Held.REFUSED, "Russia"), (Held.UNSTATED, "Ukraine")]),
        ("High", Held.REFUSED, [(Held.REFUSED, "Ukraine"), (Held.UNSTATED, "Russia")]),
        ("Low", Held.REFUSED, [(Held.REFUSED, "Ukraine"), (Held.ACCEPTED, "Russia")]),
    ]
    assert [each.line.slug for each in panel.lines] == ["ua-cap", "ru-cap"]
    assert [each.number for each in panel.conflicts] == [1]
    assertContains(response, "A report")
    assertContains(response, f'data-panel-close href="{PAGE}?only=conflict"')
    assertContains(
        response,
        f'href="{PAGE}cap/?only=conflict" aria-current="true" aria-label="Force cap, '
        "All together",
    )


@pytest.mark.usefixtures("cap")
def test_cell_tells_the_condition_of_an_option(client: Client) -> None:
    response = client.get(f"{PAGE}veto/ukraine/", headers=FRAGMENT)

    (line,) = response.context["panel"].lines
    assert [(each.slug, each.note) for each in line.heads.on_condition] == [
        ("yes", "A vote.")
    ]
    assertContains(response, "2 of 2 options left, 1 only on a condition.")
    assertContains(response, "A vote.")


@pytest.mark.usefixtures("cap")
def test_cell_of_an_actor_is_its_lines_alone(client: Client) -> None:
    response = client.get(f"{PAGE}cap/russia/", headers=FRAGMENT)

    panel = response.context["panel"]
    assert [each.line.slug for each in panel.lines] == ["ru-cap"]
    assert [each.held for each in panel.options] == [
        Held.REFUSED,
        Held.UNSTATED,
        Held.ACCEPTED,
    ]
    assertContains(response, "Force cap: Russia")
    assertNotContains(response, "<html")


@pytest.mark.usefixtures("cap")
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("veto/russia/", "Russia has no line that counts on this issue"),
        ("unspoken/", "None of the chosen actors has a line that counts on this issue"),
    ],
)
def test_cell_without_a_line_is_unknown(
    client: Client, address: str, words: str
) -> None:
    response = client.get(PAGE + address)

    assert response.context["panel"].room is None
    assertContains(response, words)
    assertContains(response, "that is no consent")


@pytest.mark.usefixtures("cap")
@pytest.mark.parametrize("address", ["nothing/", "cap/nobody/", "nothing/ukraine/"])
def test_cell_of_nothing_recorded_is_missing(client: Client, address: str) -> None:
    assert client.get(PAGE + address).status_code == 404


def test_map_without_a_line_says_that_nothing_is_known(client: Client) -> None:
    make_issue("cap")

    response = client.get(f"{PAGE}?as_of=2025-11-20")

    assert response.context["groups"] == []
    assertContains(
        response,
        "No line that counts was in force on 20 November 2025, as far as recorded.",
    )


def test_map_without_conflict_says_so(client: Client) -> None:
    refuse(make_red_line(issue=make_issue()), "yes")

    assertContains(client.get(PAGE), "No lines that count conflict")


def test_contradicting_couplings_are_no_actors_fault(client: Client) -> None:
    issue, other = make_issue(), make_issue()
    yes, no = issue.options.all()
    first, second = other.options.all()
    for option in (yes, no):
        make_coupling(option, first)
        make_coupling(option, second)
    refuse(make_red_line(issue=issue), "yes")

    response = client.get(PAGE)

    assertContains(response, "the couplings contradict each other")
    assertNotContains(response, "<table")


@pytest.mark.usefixtures("cap")
def test_conflicts_not_finished_are_never_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settlement_maps, "SECONDS", -1)

    response = client.get(PAGE)

    assertContains(response, "the search was not finished in the time given")
    assertContains(response, "That does not mean that there is none")
    assertNotContains(response, "No lines that count conflict")


def test_map_shows_the_past(client: Client) -> None:
    issue = make_issue("cap", title="Old title")
    line = refuse(make_red_line(issue=issue), "yes")
    moment = timezone.now()
    issue.title = "New title"
    issue.save()
    refuse(line, "no")

    past = client.get(PAGE, {"revision_at": moment.isoformat()})
    now = client.get(PAGE)

    assert tuple(past.context["totals"]) == (1, 2, 1, 0)
    assertContains(past, "Old title, All together: 1 of 2 options left")
    assert tuple(now.context["totals"]) == (0, 2, 1, 1)
    assertContains(now, "New title, All together: none of 2 options left")


def test_map_escapes_what_was_recorded(client: Client) -> None:
    issue = make_issue("cap", title=HOSTILE)
    issue.options.update(label=HOSTILE)
    actor = make_actor("ukraine", short_name=HOSTILE)
    line = make_red_line(actor, issue, title=HOSTILE, statement=HOSTILE)
    refuse(line, "yes", "no")
    make_issue("unspoken", title=HOSTILE)

    for address in (PAGE, f"{PAGE}cap/", f"{PAGE}cap/ukraine/"):
        response = client.get(address)
        assertContains(response, ESCAPED)
        assertNotContains(response, HOSTILE)


def test_map_takes_the_same_queries_for_more_rows(client: Client) -> None:
    issue = make_issue("cap")

    def add() -> None:
        for each in (issue, make_issue()):
            line = refuse(make_red_line(make_actor(), each), "yes")
            cite_line(line, make_source())
            make_coupling(*each.options.all())

    urls = (PAGE, f"{PAGE}cap/", f"{PAGE}cap/{make_actor('ukraine').slug}/")
    add()
    before = [queries(client, url) for url in urls]
    for _ in range(2):
        add()

    assert [queries(client, url) for url in urls] == before
    assert max(before) <= 10
