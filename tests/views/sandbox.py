"""Red lines for tests of the sandbox, and the part of it that is swapped."""

from typing import Any

from django.db.models import Model
from django.test import Client

from plans.models import Issue, Option
from tests.factories import make_red_line, make_stance

URL = "/settlement/sandbox/"


def options(issue: Issue) -> list[Option]:
    return list(issue.options.all())


def hold(actor: Model, slug: str, *refused: Option, accepted: Any = ()) -> Model:
    """Have an actor refuse options of an issue and accept others."""
    line = make_red_line(actor, (refused or accepted)[0].issue, slug)
    for option in refused:
        make_stance(line, option)
    for option in accepted:
        make_stance(line, option, "acceptable")
    return line


def swap(client: Client, query: str, before: str = "") -> Any:
    """Ask for the part that htmx swaps, from a page with another address."""
    return client.get(
        f"{URL}?{query}",
        headers={"HX-Request": "true", "HX-Current-URL": f"http://test{URL}?{before}"},
    )
