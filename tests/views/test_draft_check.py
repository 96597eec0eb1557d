from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from plans import draft_check
from plans.models import Assessment, Draft
from plans.views import checks
from tests.factories import (
    make_actor,
    make_clause,
    make_coupling,
    make_draft,
    make_issue,
    make_position,
    make_red_line,
    make_stance,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def make_refusal(
    issue_slug: str = "cap", actor_slug: str = "ukraine", text: str = "first"
) -> Draft:
    """A draft that takes the first of three options, which an actor refuses."""
    issue = make_issue(issue_slug, options=("high", "low", "none"))
    high, low, _ = issue.options.all()
    line = make_red_line(make_actor(actor_slug), issue, f"{actor_slug}-{issue_slug}")
    make_stance(line, high)
    make_stance(line, low, "acceptable")
    draft = make_draft(text)
    make_position(make_clause(draft, "6"), high)
    return draft


def test_check_shows_each_change_with_what_it_rests_on(client: Client) -> None:
    draft = make_refusal()
    issue = draft.clauses.get().positions.get().option.issue
    high, low, none = issue.options.all()
    make_position(make_clause(draft, "7"), high)
    russia = make_red_line(make_actor("russia", order=2), issue, "ru", kind="demand")
    make_stance(russia, high, "acceptable")
    other = make_issue("other")
    make_position(make_clause(draft, "8"), other.options.all()[0])

    response = client.get("/drafts/first/check/?as_of=2025-11-20")

    check = response.context["check"]
    assert (check.crossed, check.contested) == (1, 0)
    assert (check.line_count, check.position_count) == (2, 2)
    assert [
        (party.name, party.before.crossed, party.after and party.after.crossed)
        for party in check.parties
    ] == [("Ukraine", 1, 0), ("Russia", 0, 0)]
    found = check.amendment
    (row,) = found.rows
    assert (row.place.title, row.before, row.after) == ("Cap", ["High"], "Low")
    assert row.place.url == "/issues/cap/?as_of=2025-11-20"
    assert [tuple(each) for each in row.place.clauses] == [
        (number, f"/drafts/first/clauses/{number}/?as_of=2025-11-20")
        for number in ("6", "7")
    ]
    assert [(why.line.slug, why.said, why.now) for why in row.whys] == [
        ("ukraine-cap", ["refuses “High”"], "crosses")
    ]
    assert [tuple(each) for each in row.said] == [
        ("Ukraine", "meets", ""),
        ("Russia", "silent", ""),
    ]
    assert [(each.line.slug, each.after) for each in row.lost] == [("ru", "silent")]
    assert [(each.label, each.crossed, each.worse) for each in row.others] == [
        ("None", [], False)
    ]
    assert (found.choices, found.needs, found.burdens) == ([], [], [])
    assert (found.crossed_after, found.unavoidable, found.weight) == (0, 0, 0)
    assert [(each.place.title, each.labels) for each in found.kept] == [
        ("Other", ["Yes"])
    ]
    assert found.sandbox_query == "on.cap=low&on.other=yes"
    assertContains(response, "As it stands, the draft crosses 1 of 2 lines.")
    assertContains(response, "With 1 of its 2 positions changed it would cross none.")
    assertContains(response, "1 position stays")
    assertContains(
        response, '<del><span class="visually-hidden">removed: </span>High<span'
    )
    assertContains(
        response, '<ins><span class="visually-hidden">added: </span>Low<span'
    )
    assertContains(response, 'aria-current="page">Check a draft</a>')


def test_check_names_every_lightest_way_out(client: Client) -> None:
    draft = make_refusal()
    issue = draft.clauses.get().positions.get().option.issue
    line = make_red_line(make_actor("russia", order=2), issue, "ru")
    for option in issue.options.all()[1:]:
        make_stance(line, option)

    response = client.get("/drafts/first/check/")

    found = response.context["check"].amendment
    assert (found.rows, found.crossed_after, found.unavoidable) == ([], 1, 1)
    (burden,) = found.burdens
    assert burden.issues == ["Cap"]
    assert [
        ([row.slug for row in way.lines], way.is_taken, way.more) for way in burden.ways
    ] == [(["ukraine-cap"], True, 0), (["ru"], False, 1)]
    assert (burden.here, burden.finished, burden.is_open_choice) == (True, True, False)
    assertContains(response, "No change would make it cross less.")


def test_check_counts_the_conflicts_that_it_does_not_name(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make_refusal()
    issue = draft.clauses.get().positions.get().option.issue
    for slug in ("ru", "be", "cn"):
        line = make_red_line(make_actor(slug), issue, slug)
        for option in issue.options.all()[1:]:
            make_stance(line, option)
    monkeypatch.setattr(draft_check, "MOST", 2)

    response = client.get("/drafts/first/check/")

    (burden,) = response.context["check"].amendment.burdens
    assert (len(burden.conflicts), burden.conflict_count) == (2, 3)
    assertContains(response, "<summary>3 conflicts<span")
    assertContains(response, "2 of 3 shown.")


def test_check_decides_nothing_that_the_draft_leaves_open(client: Client) -> None:
    draft = make_refusal()
    issue = make_issue("veto")
    yes, no = issue.options.all()
    for slug, option in (("ru", yes), ("ua", no)):
        make_stance(make_red_line(make_actor(slug), issue, f"{slug}-veto"), option)

    response = client.get("/drafts/first/check/")

    found = response.context["check"].amendment
    (burden,) = found.burdens
    assert sorted(
        ([row.slug for row in way.lines], way.more) for way in burden.ways
    ) == [(["ru-veto"], 0), (["ua-veto"], 0)]
    assert (burden.here, burden.is_open_choice) == (False, True)
    assert (found.crossed_after, found.unavoidable, found.elsewhere) == (0, 1, 1)
    assertContains(response, "does not decide between them")
    (collision,) = burden.conflicts
    assertContains(response, f"/settlement/?draft={draft.slug}#{collision.anchor}")


def test_check_says_what_the_draft_would_have_to_say_besides(client: Client) -> None:
    make_refusal()
    cap = Draft.objects.get().clauses.get().positions.get().option.issue
    timing = make_issue("timing", options=("before", "after"))
    before, after = timing.options.all()
    line = make_red_line(make_actor("russia", order=2), timing, "ru-timing")
    make_stance(line, before)
    make_coupling(cap.options.get(slug="low"), after)
    make_coupling(cap.options.get(slug="none"), before)

    response = client.get("/drafts/first/check/")

    (need,) = response.context["check"].amendment.needs
    assert (need.place.title, need.options) == ("Timing", ["After"])
    assertContains(response, "What the draft would have to say besides")
    assertContains(response, "A coupling: no actor’s line.")


def test_check_tells_contested_alternatives(client: Client) -> None:
    issue = make_issue("zone", options=("stay", "leave"))
    stay, leave = issue.options.all()
    line = make_red_line(make_actor("russia"), issue, "ru")
    make_stance(line, stay)
    draft = make_draft("first")
    clause = make_clause(draft, "1")
    make_position(clause, stay, make_actor("ukraine"), alternative="A")
    make_position(clause, leave, make_actor("nato"), alternative="B", order=10)

    response = client.get("/drafts/first/check/")

    check = response.context["check"]
    assert (check.crossed, check.contested, check.position_count) == (0, 1, 1)
    (choice,) = check.amendment.choices
    assert (choice.label, [each.label for each in choice.others]) == ("Leave", ["Stay"])
    assert choice.others[0].worse
    assertContains(
        response, "No position has to change; between contested alternatives"
    )


def test_check_of_a_draft_that_crosses_nothing(client: Client) -> None:
    issue = make_issue("cap")
    make_stance(make_red_line(issue=issue), issue.options.all()[0], "acceptable")
    make_position(make_clause(make_draft("first")), issue.options.all()[0])

    response = client.get("/drafts/first/check/")

    assertContains(response, "As it stands, the draft crosses none of 1 line.")
    assertContains(response, "Silence is not consent.")


def test_check_does_not_call_it_fine_where_nothing_is_addressed(client: Client) -> None:
    issue = make_issue("cap")
    make_stance(make_red_line(issue=issue), issue.options.all()[0])
    make_position(make_clause(make_draft("first")), make_issue().options.all()[0])

    response = client.get("/drafts/first/check/")

    assert response.context["check"].unaddressed == 1
    assertContains(response, "On the issues of this line it takes no position.")
    assertContains(response, '<section class="notice check-answer" aria')


def test_check_counts_what_editors_assessed(client: Client) -> None:
    draft = make_refusal()
    Assessment.objects.create(
        clause=draft.clauses.get(),
        red_line=draft.clauses.get().positions.get().option.issue.red_lines.get(),
        verdict="meets",
        reason="It was said later.",
    )

    response = client.get("/drafts/first/check/")

    check = response.context["check"]
    assert (check.crossed, len(check.amendment.rows)) == (0, 1)
    assertContains(response, "Editors have assessed 1 verdict on this draft.")


def test_check_says_what_could_not_be_checked(client: Client) -> None:
    draft = make_refusal()
    draft.completeness = "partial"
    draft.save()
    make_clause(draft, "16", text_basis="not-public", text="Unknown.")

    response = client.get("/drafts/first/check/")

    assertContains(response, "the content of clause")
    assertContains(response, 'href="/drafts/first/clauses/16/"')
    assertContains(response, "Only a part of this draft is known.")


def test_check_without_lines_or_positions_says_so(client: Client) -> None:
    make_refusal()
    empty = make_draft("empty")
    make_clause(empty)

    before = client.get("/drafts/first/check/?as_of=2024-01-01")
    assertContains(before, "No line that counts was in force")
    without = client.get("/drafts/empty/check/")
    assertContains(without, "No clause of this draft is coded with a position")


def test_check_names_couplings_that_contradict_each_other(client: Client) -> None:
    make_refusal()
    single = make_issue("single", options=("only",))
    other = make_issue("other")
    (only,) = single.options.all()
    for option in other.options.all():
        make_coupling(only, option)

    response = client.get("/drafts/first/check/")

    assert response.context["check"].amendment is None
    assertContains(response, "the couplings, which state what follows from an option")
    assertContains(response, "As it stands, the draft crosses 1 of 1 line.")


def test_check_that_ran_out_of_time_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_refusal()
    monkeypatch.setattr(checks, "SECONDS", -1.0)

    response = client.get("/drafts/first/check/")

    assert response.context["check"].amendment is None
    assertContains(response, "was not worked out in the time given")


def test_check_leads_to_the_draft_asked_or_the_newest_tabled(client: Client) -> None:
    make_draft("older", date="2025-01-01")
    make_draft("newer", date="2025-12-01")
    make_draft("model", date="2026-01-01", status="analytical")

    for query, address in [
        ("", "/drafts/newer/check/"),
        ("?draft=older&strength=firm&actors=", "/drafts/older/check/?strength=firm"),
        ("?draft=none&as_of=2025-12-01", "/drafts/newer/check/?as_of=2025-12-01"),
        ("?as_of=2025-11-20", "/drafts/older/check/?as_of=2025-11-20"),
        ("?as_of=2024-11-20", "/drafts/newer/check/?as_of=2024-11-20"),
        ("?draft=model", "/drafts/model/check/"),
    ]:
        assertRedirects(client.get(f"/settlement/check/{query}"), address)
    assertRedirects(
        client.get("/drafts/newer/check/?draft=older&kinds=demand"),
        "/drafts/older/check/?kinds=demand",
    )


def test_check_of_no_draft_is_missing(client: Client) -> None:
    assert client.get("/settlement/check/").status_code == 404
    assert client.get("/drafts/none/check/").status_code == 404


def test_check_keeps_the_question_from_tab_to_tab(client: Client) -> None:
    make_refusal()

    response = client.get("/drafts/first/check/?actors=ukraine&as_of=2025-11-20")

    query = "?actors=ukraine&amp;as_of=2025-11-20&amp;draft=first"
    assertContains(response, f'href="/settlement/{query}"')
    assert response.context["as_drafted"]
    assert {
        select["name"]: [each for each in select["options"] if each[2]]
        for select in response.context["selects"]
    }["draft"] == [("first", "first", True)]


def test_check_shows_the_past(client: Client) -> None:
    draft = make_refusal()
    moment = timezone.now()
    draft.clauses.get().positions.all()[0].delete()

    past = client.get("/drafts/first/check/", {"revision_at": moment.isoformat()})
    now = client.get("/drafts/first/check/")

    assert past.context["check"].crossed == 1
    assertContains(past, "You see the records as they stood on")
    assert now.context["check"].position_count == 0


def test_check_escapes_what_was_recorded(client: Client) -> None:
    draft = make_refusal()
    option = draft.clauses.get().positions.get().option
    for each in option.issue.options.all():
        each.label = HOSTILE
        each.save()
    line = option.issue.red_lines.get()
    line.title = HOSTILE
    line.save()
    draft.short_title = HOSTILE
    draft.save()

    response = client.get("/drafts/first/check/")

    assertContains(response, ESCAPED)
    assertNotContains(response, HOSTILE)


def test_check_takes_the_same_queries_for_more_rows(client: Client) -> None:
    draft = make_refusal()

    def add_rows() -> None:
        issue, other = make_issue(), make_issue()
        yes, no = issue.options.all()
        make_position(make_clause(draft, str(draft.clauses.count() + 7)), yes)
        line = make_red_line(make_actor(), issue)
        make_stance(line, yes)
        make_stance(line, no, "conditional", requires=(other.options.all()[0],))
        make_stance(make_red_line(make_actor(), other), other.options.all()[0])
        make_coupling(no, other.options.all()[0])

    url = f"/drafts/first/check/?as_of={date(2025, 11, 20)}"
    add_rows()
    before = queries(client, url)
    for _ in range(2):
        add_rows()

    assert queries(client, url) == before
    assert before <= 12
