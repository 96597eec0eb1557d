"""Two drafts to compare, small, for the tests of pages and files."""

import re
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

from plans.models import Actor, Clause, ClauseLink, ClauseLinkEnd, Draft, Issue, RedLine
from tests.factories import (
    cite_line,
    make_actor,
    make_clause,
    make_draft,
    make_issue,
    make_plan,
    make_position,
    make_red_line,
    make_source,
    make_stance,
)

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
PAGE = "/drafts/new/compare/old/"


def make_pair(clauses: int = 1) -> tuple[Draft, Draft]:
    """Two drafts of which the newer one raises a figure in each clause.

    What the older clause takes crosses the actor's line, what the newer one takes
    meets it.
    """
    plan = make_plan()
    old = make_draft("old", plan=plan, short_title="Old", date="2025-01-10", order=10)
    new = make_draft("new", plan=plan, short_title="New", date="2025-02-10", order=20)
    actor = make_actor("ours")
    for number in range(1, clauses + 1):
        issue = make_issue(f"issue-x{number}", order=number)
        yes, no = issue.options.all()
        line = make_red_line(actor, issue, f"line-{number}")
        make_stance(line, yes, "acceptable")
        make_stance(line, no)
        cite_line(line, make_source(title="The statement"), "point 4")
        for draft, option, figure in ((old, no, 600), (new, yes, 800)):
            clause = make_clause(
                draft,
                str(number),
                heading=f"Forces {number}",
                text=f"The armed forces of district {number}x number {figure} people.",
            )
            make_position(clause, option)
    return old, new


def record(
    older: Clause | None, newer: Clause | None, change: str, note: str = ""
) -> None:
    drafts = Draft.objects.in_bulk(["old", "new"], field_name="slug")
    link = ClauseLink.objects.create(
        older_draft=drafts["old"], newer_draft=drafts["new"], change=change, note=note
    )
    for clause, side in ((older, "older"), (newer, "newer")):
        if clause:
            ClauseLinkEnd.objects.create(link=link, clause=clause, side=side)


def text(response: HttpResponse) -> str:
    """What a reader sees of a page, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", response.content.decode()))


def anchors(response: HttpResponse) -> list[str]:
    return re.findall(r'id="(pair-[^"]*)"', response.content.decode())


def correct(slug: str, text: str) -> datetime:
    """Correct the first clause of a draft; give a moment before that."""
    before = timezone.now()
    clause = Clause.objects.get(draft__slug=slug, number="1")
    clause.text = text
    clause.save()
    return before


def make_hostile() -> None:
    old, new = make_pair()
    Draft.objects.update(title=HOSTILE, short_title='"><u>')
    Actor.objects.update(short_name='"><s>', name=HOSTILE)
    Issue.objects.update(title=HOSTILE)
    RedLine.objects.update(title=HOSTILE, statement=HOSTILE)
    Clause.objects.update(heading=HOSTILE)
    Clause.objects.filter(draft=old).update(text=f"One {HOSTILE} of 600 to keep.")
    Clause.objects.filter(draft=new).update(text=f"Two {HOSTILE} of 800 to keep.")
    record(old.clauses.get(), new.clauses.get(), "reworded", HOSTILE)
