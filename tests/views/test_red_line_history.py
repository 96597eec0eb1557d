import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from plans.models import RedLine
from plans.models.recording import recording
from tests.factories import make_red_line

pytestmark = pytest.mark.django_db


def test_red_line_history_lists_and_compares_revisions(client: Client) -> None:
    line = make_red_line(slug="line", statement="No more than 600,000.")
    first = timezone.now()
    with recording("The speech of 2 June"):
        line.statement = "No more than 800,000."
        line.save()
    second = timezone.now()

    plain = client.get("/red-lines/line/history/")
    compared = client.get(
        "/red-lines/line/history/",
        {"older": second.isoformat(), "newer": first.isoformat()},
    )

    assert [entry.revision.kind for entry in plain.context["entries"]] == [
        "changed",
        "created",
    ]
    assert plain.context["compared"] is None
    assertContains(plain, "The speech of 2 June")
    (change,) = compared.context["compared"].changes
    assert change.field == "statement"
    assert [(span.kind, span.text) for span in change.spans] == [
        ("kept", "No more than "),
        ("removed", "600,000"),
        ("added", "800,000"),
        ("kept", "."),
    ]
    assertContains(
        compared,
        '<del><span class="visually-hidden">removed: </span>600,000'
        '<span class="visually-hidden">, end of removal</span></del>',
    )


def test_red_line_history_ignores_what_is_no_moment(client: Client) -> None:
    make_red_line(slug="line")
    response = client.get("/red-lines/line/history/?older=then&newer=now")
    assert response.context["compared"] is None


def test_red_line_history_stops_at_the_moment_asked_for(client: Client) -> None:
    line = make_red_line(slug="line")
    moment = timezone.now()
    line.title = "Changed"
    with recording("A correction"):
        line.save()

    response = client.get(
        "/red-lines/line/history/", {"revision_at": moment.isoformat()}
    )

    assert [entry.revision.kind for entry in response.context["entries"]] == ["created"]


def test_withdrawn_red_line_leads_to_its_history(client: Client) -> None:
    line = make_red_line(slug="line", title="It was said")
    with recording("Not what was said"):
        RedLine.objects.get(pk=line.pk).delete()

    assertRedirects(client.get("/red-lines/line/"), "/red-lines/line/history/")
    response = client.get("/red-lines/line/history/")
    assertContains(response, "This record was withdrawn.")
    assertContains(response, "Deleted: Not what was said")
    assertContains(response, "It was said")
