"""The present and the past answer the same questions alike."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.models import (
    Actor,
    Clause,
    ClausePosition,
    Issue,
    Option,
    RedLine,
    RedLineStance,
    Source,
)
from plans.page_rows import LineRow
from plans.snapshot import Snapshot
from tests.factories import (
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

pytestmark = pytest.mark.django_db

Question = Callable[[Snapshot], Any]

QUESTIONS: dict[str, Question] = {
    "own columns": lambda s: s.values(Issue, "id", "slug", "category"),
    "a flag": lambda s: s.values(Source, "slug", "verified"),
    "a list": lambda s: s.values(Actor, "slug", "unavailable_compromises"),
    "along keys": lambda s: s.values(
        ClausePosition, "clause__draft__slug", "option__issue__title", "note"
    ),
    "an empty key": lambda s: s.values(RedLine, "slug", "superseded_by__slug"),
    "one number": lambda s: s.values(Clause, "number", order=10),
    "one text": lambda s: s.values(Clause, "number", draft__slug="d"),
    "several": lambda s: s.values(Clause, "text", number__in=["1", "3"]),
    "none of them": lambda s: s.values(Clause, "text", number__in=[]),
    "empty": lambda s: s.values(RedLine, "slug", issue_id__isnull=True),
    "later than": lambda s: s.values(RedLine, "slug", stated_on__lte="2025-06"),
    "over two keys": lambda s: s.values(
        ClausePosition, "id", clause__draft__plan__title__in=["Plan p", "x"]
    ),
    "to many": lambda s: s.values(
        RedLineStance, "option__slug", "requirements__option__slug", "stance"
    ),
    "from many": lambda s: s.values(Issue, "slug", options__slug="no"),
    "the lines": lambda s: s.red_lines(),
    "rows of lines": lambda s: s.values(RedLine, *LineRow.PATHS),
}


@pytest.fixture
def records() -> None:
    make_source("seen", verified=True)
    make_source("unseen", verified=False)
    make_actor("a", unavailable_compromises=["this", "that"])
    draft = make_draft("d", clauses=3, plan=make_plan("p"))
    army, vote = make_issue("army"), make_issue("vote", ("held", "not-held"))
    yes, no = army.options.all()
    for clause in draft.clauses.all():
        make_position(clause, no, make_actor())
    make_clause(make_draft(), "9")
    line = make_red_line(make_actor(), army, "line", stated_on="2025-05")
    make_stance(line, yes, "conditional", tuple(vote.options.all()))
    make_stance(line, no)
    make_red_line(make_actor(), None, "outside", superseded_by=line)


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.usefixtures("records")
def test_present_and_past_answer_alike(name: str) -> None:
    ask = QUESTIONS[name]

    assert list(ask(Snapshot())) == list(ask(Snapshot(timezone.now())))


@pytest.mark.usefixtures("records")
def test_past_keeps_what_has_changed_since() -> None:
    before = timezone.now()

    def labels(snapshot: Snapshot) -> list[Any]:
        return list(snapshot.values(ClausePosition, "option__label"))

    option = Option.objects.get(slug="no", issue__slug="army")
    option.label = "Renamed"
    option.save()
    ClausePosition.objects.first().delete()

    assert labels(Snapshot()) == [("Renamed",)] * 2
    assert labels(Snapshot(before)) == [("No",)] * 3


@pytest.mark.usefixtures("records")
def test_question_is_one_query_and_none_for_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        Snapshot().values(
            ClausePosition, "option__issue__slug", clause_id__in=[1, 2, 3]
        )
        Snapshot().values(ClausePosition, "option__issue__slug", clause_id__in=[])

    assert len(asked) == 1


@pytest.mark.usefixtures("records")
def test_collections_of_any_length_match_each_of_theirs() -> None:
    keys = list(Clause.objects.order_by("id").values_list("id", flat=True))

    for length in range(1, len(keys) + 1):
        found = Snapshot().values(Clause, "id", id__in=keys[:length])
        assert sorted(pk for (pk,) in found) == keys[:length]
